"""The site, and beside it DRF views that send what the API's calls send: no key, no query, no
serializer. For bench/api.py."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mlmsite.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import path

application = get_wsgi_application()

from rest_framework.response import Response
from rest_framework.views import APIView

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


urlpatterns = [
    path("bench/bare/agents", Bare.as_view(data=_page(AGENT))),
    path("bench/bare/agent", Bare.as_view(data=AGENT)),
    path("bench/bare/transfers", Bare.as_view(data=_page(TRANSFER))),
    *sites,
]
settings.ROOT_URLCONF = "bench.bare"
