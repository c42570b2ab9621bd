"""The site, and beside it, for bench/api.py, DRF views that send what the API's calls send: `bare`
ones the same data each time; `stock` ones from the database, by a ModelSerializer and DRF's own
pages, without a key, a rate, or anybody's rights."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mlmsite.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import path

application = get_wsgi_application()

from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.views import APIView

from agents.models import Agent
from commissions.ledger.models import Transfer
from mlmsite.urls import urlpatterns as sites

AGENT = {
    "id": "agt_1k3",
    "code": "A0000001",
    "name": "Ann Above of Somewhere",
    "email": None,
    "status": "active",
    "sponsor": "agt_1",
    "level": 1,
    "joined_on": "2026-01-01",
}
TRANSFER = {
    "id": "trf_1k3",
    "key": "2026-01-01:earned:A0000001:USD",
    "posted_on": "2026-01-01",
    "kind": "earned",
    "debit": "expense:commissions:USD",
    "credit": "agent:A0000001:USD",
    "amount_minor": 4990,
    "currency": "USD",
}


def _page(row: dict) -> dict:
    return {"results": [row] * 50, "next": "http://localhost/", "next_cursor": "x" * 40}


class Bare(APIView):
    authentication_classes = []
    permission_classes = []
    data: dict = {}

    def get(self, request) -> Response:
        return Response(self.data)


class StockAgent(serializers.ModelSerializer):
    class Meta:
        model = Agent
        fields = ("id", "code", "name", "email", "status", "sponsor", "level", "joined_on")


class StockTransfer(serializers.ModelSerializer):
    class Meta:
        model = Transfer
        fields = (
            *("id", "key", "posted_on", "kind", "debit", "credit", "amount_minor", "currency"),
        )


class ByPk(CursorPagination):
    page_size, ordering = 50, "pk"


class Stock:
    authentication_classes = []
    permission_classes = []
    pagination_class = ByPk


class StockList(Stock, ListAPIView):
    pass


class StockOne(Stock, RetrieveAPIView):
    pass


def _stock(view, model, serializer):
    rows = model.objects.order_by("pk")
    return view.as_view(queryset=rows, serializer_class=serializer)


urlpatterns = [
    path("bench/stock/agents", _stock(StockList, Agent, StockAgent)),
    path("bench/stock/agents/<int:pk>", _stock(StockOne, Agent, StockAgent)),
    path("bench/stock/transfers", _stock(StockList, Transfer, StockTransfer)),
    path("bench/bare/agents", Bare.as_view(data=_page(AGENT))),
    path("bench/bare/agent", Bare.as_view(data=AGENT)),
    path("bench/bare/transfers", Bare.as_view(data=_page(TRANSFER))),
    *sites,
]
settings.ROOT_URLCONF = "bench.bare"
