"""Every address of the site, and what a stranger, a sibling, an upline, the agent and staff get."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import URLPattern, URLResolver, get_resolver

from commissions.ledger.models import Transfer
from commissions.nights.run import run_through
from tests import build

WHO = ("stranger", "sibling", "upline", "agent", "staff")
# A page of one's own: each sees only itself there. Staff here are no agents.
OWN = (302, 200, 200, 200, 403)
OPEN = (200, 302, 302, 302, 302)

ROUTES = {
    "": (302, 200, 200, 200, 302),
    "team/": OWN,
    "team/?under=BEA": (302, 404, 200, 200, 403),
    "team/?under=ANN": (302, 404, 200, 404, 403),
    "team/?under=NOBODY": (302, 404, 404, 404, 403),
    "customers/": OWN,
    "earnings/": OWN,
    "earnings/<int:transfer_id>/": (302, 404, 404, 200, 403),
    "account/login/": OPEN,
    "account/logout/": (302, 200, 200, 200, 200),
    "account/signup/": OPEN,
    "account/inactive/": (200, 200, 200, 200, 200),
    "account/password/change/": (302, 200, 200, 200, 200),
    "account/password/set/": (302, 302, 302, 302, 302),
    "account/password/reset/": (200, 200, 200, 200, 200),
    "account/password/reset/done/": (200, 200, 200, 200, 200),
    "account/password/reset/key/0-set-password/": (200, 200, 200, 200, 200),
    "admin/": (302, 302, 302, 302, 200),
    "admin/agents/agent/": (302, 302, 302, 302, 200),
    "admin/commissions/line/": (302, 302, 302, 302, 200),
}


@pytest.fixture
def site(db, client):
    """Ann above Bea and Cy; one night has paid Bea."""
    build.plan()
    ann = build.agent("ANN")
    people = {"upline": ann}
    people |= {
        who: build.agent(code, under=ann) for who, code in (("agent", "BEA"), ("sibling", "CY"))
    }
    build.subscription("S1", of=build.customer("C1", of=people["agent"]))
    run_through(through=build.NEW_YEAR)
    users = {who: build.log_in_for(person, get_user_model()) for who, person in people.items()}
    users["staff"] = get_user_model().objects.create_superuser("root", "root@example.com", "x")

    def get(who: str, path: str) -> int:
        client.logout()
        if who in users:
            client.force_login(users[who], backend="django.contrib.auth.backends.ModelBackend")
        paid = Transfer.objects.get(credit__agent__code="BEA")
        return client.get("/" + path.replace("<int:transfer_id>", str(paid.pk))).status_code

    return get


@pytest.mark.parametrize("path", ROUTES)
def test_each_gets_what_is_theirs(site, path):
    assert dict(zip(WHO, (site(who, path) for who in WHO), strict=True)) == dict(
        zip(WHO, ROUTES[path], strict=True)
    )


def test_no_address_is_missing_from_the_table():
    known = {path.partition("?")[0] for path in ROUTES}
    found = {p for p in _paths(get_resolver().url_patterns) if not p.startswith("admin/")}
    unkeyed = {p for p in found if not p.startswith("^password/reset/key") and "key/" not in p}
    assert unkeyed - known == set()


def _paths(patterns: list, prefix: str = "") -> list[str]:
    paths = []
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            paths += _paths(pattern.url_patterns, path)
        else:
            assert isinstance(pattern, URLPattern)
            paths.append(path)
    return paths
