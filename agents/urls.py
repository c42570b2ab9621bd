from django.urls import path

from agents.views import training
from agents.views.audit import audit
from agents.views.customers import customers
from agents.views.preferences import preferences
from agents.views.team import team

urlpatterns = [
    path("team/", team, name="team"),
    path("customers/", customers, name="customers"),
    path("me/", preferences, name="preferences"),
    path("learn/", training.learn, name="learn"),
    path("learn/<int:path_id>/", training.learning_path, name="learning_path"),
    path("learn/lesson/<int:lesson_id>/", training.lesson, name="lesson"),
    path("learn/recruits/", training.my_recruits, name="learning_recruits"),
    path("office/audit/", audit, name="audit"),
]
