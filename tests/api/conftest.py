"""The company of tests/test_routes.py, asked by programs: `api("agent").get("/agents")`."""

from collections.abc import Callable, Iterable

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from agents.programs import keys
from agents.programs.scopes import offered_to
from mlmsite.lib.rest import ids
from tests import test_routes


class Api(APIClient):
    """Below /api/v1, with the key of somebody."""

    def generic(self, method, path, *args, **options):
        path = path if path.startswith("http") else f"/api/v1{path}"
        return super().generic(method, path, *args, **options)


@pytest.fixture
def company(db, settings) -> tuple[dict, dict]:
    return test_routes.company(settings)


@pytest.fixture
def api(company) -> Callable[..., Api]:
    """`api("agent", scopes=["money:read"])`; without scopes all that are offered."""
    users, _ = company

    def program(who: str, *, scopes: Iterable[str] | None = None) -> Api:
        client = Api()
        if who in users:
            user = users[who]
            wanted = offered_to(user) if scopes is None else scopes
            _, text = keys.make(user, name="test", scopes=wanted, at=timezone.now())
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
        return client

    return program


def public(row, prefix: str) -> str:
    return ids.shown(prefix, row.pk)
