from django.urls import path

from commissions.views.dashboard import home
from commissions.views.earnings import earnings, transfer

urlpatterns = [
    path("", home, name="home"),
    path("earnings/", earnings, name="earnings"),
    path("earnings/<int:transfer_id>/", transfer, name="transfer"),
]
