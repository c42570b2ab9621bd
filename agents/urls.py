from django.urls import path

from agents.views.audit import audit
from agents.views.customers import customers
from agents.views.preferences import preferences
from agents.views.team import team

urlpatterns = [
    path("team/", team, name="team"),
    path("customers/", customers, name="customers"),
    path("me/", preferences, name="preferences"),
    path("office/audit/", audit, name="audit"),
]
