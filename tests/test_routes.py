"""Every address of the site, and what a stranger, a sibling, an upline, the agent and staff get."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from agents.enrolment.applying import token
from agents.models import Lesson, Path, Product
from agents.shop import private
from commissions.adjustments.models import Adjustment
from commissions.ledger.models import Transfer
from commissions.nights.models import Line
from commissions.nights.run import run_through
from commissions.payouts.models import AnswerFile, Hold
from tests import build
from tests.growing import people as growing
from tests.payouts import people as payouts
from tests.training import lessons

WHO = ("stranger", "sibling", "upline", "agent", "staff")
# A page of one's own: each sees only itself there. Staff here are no agents.
OWN = (302, 200, 200, 200, 403)
OPEN = (200, 302, 302, 302, 302)
OFFICE = (302, 404, 404, 404, 200)
NOTHING_THERE = (302, 404, 404, 404, 404)
ASKED = (302, 302, 302, 302, 302)
EVERYBODY = (200, 200, 200, 200, 200)
NOBODY = (404, 404, 404, 404, 404)
POSTED = (405, 405, 405, 405, 405)
# Things done by POST.
DONE = (302, 404, 404, 404, 405)

# Three new customers of Bea's.
MORE = "more-TOTAL_FORMS=1&more-INITIAL_FORMS=0"
MORE += "&more-0-agent=BEA&more-0-customers=3&more-0-terms=<terms>"

ROUTES = {
    "": (302, 200, 200, 200, 302),
    "team/": OWN,
    "team/?under=BEA": (302, 404, 200, 200, 403),
    "team/?under=ANN": (302, 404, 200, 404, 403),
    "team/?under=NOBODY": (302, 404, 404, 404, 403),
    "team-table/": OWN,
    "team-table/?after=ANN": (302, 404, 200, 404, 403),
    "team-table.csv": OWN,
    "team-table/levels/": OWN,
    "team/<code:code>/": (302, 404, 200, 200, 403),
    "team/ANN/": (302, 404, 200, 404, 403),
    "team/NOBODY/": (302, 404, 404, 404, 403),
    "team/<code:code>/tree/": (302, 404, 200, 200, 403),
    "team/ANN/tree/": (302, 404, 200, 404, 403),
    "me/": OWN,
    # Done by POST; by GET it leads home.
    "language/": (302, 302, 302, 302, 302),
    "customers/": OWN,
    "programs/": (302, 200, 200, 200, 200),
    "programs/<int:key_id>/revoke/": (302, 405, 405, 405, 405),
    "programs/party/<int:application_id>/": (302, 405, 405, 405, 405),
    "programs/webhooks/": OFFICE,
    "programs/webhooks/<int:endpoint_id>/switch/": DONE,
    "programs/webhooks/sent/<int:delivery_id>/": DONE,
    # Without a program that asks; the others are for programs, by POST.
    "oauth/authorize/": (302, 400, 400, 400, 400),
    "oauth/token/": POSTED,
    "oauth/revoke_token/": POSTED,
    "today/": OWN,
    "news/": OWN,
    # Without a link of ours there is nothing to leave; with one no log-in is needed.
    "news/leave/<str:token>/": (404, 404, 404, 404, 404),
    "goals/": OWN,
    "goals/team/": OWN,
    "goals/<int:goal_id>/drop/": (302, 405, 405, 405, 403),
    "goals/<int:goal_id>/cheer/": (302, 405, 405, 405, 403),
    "learn/": OWN,
    "learn/<int:path_id>/": OWN,
    "learn/lesson/<int:lesson_id>/": OWN,
    # Its own recruits, of whom nobody is asked for by name.
    "learn/recruits/": OWN,
    "grow/": OWN,
    "grow/<slug:which>.<slug:kind>": OWN,
    # For whoever has the address, with or without a log-in.
    "with/": EVERYBODY,
    "with/<str:code>/": EVERYBODY,
    "with/<str:code>/thanks/": EVERYBODY,
    "my/": EVERYBODY,
    "my/<str:secret>/": EVERYBODY,
    "my/1.made-up/": NOBODY,
    "my/<str:secret>/<int:subscription_id>/cancel/": POSTED,
    "my/<str:secret>/<int:subscription_id>/undo/": POSTED,
    "join/": EVERYBODY,
    "join/<str:code>/": EVERYBODY,
    "confirm/": EVERYBODY,
    "confirm/<str:ticket>/": EVERYBODY,
    "confirm/1.made-up/": NOBODY,
    "earnings/": OWN,
    "earnings/<int:transfer_id>/": (302, 404, 404, 200, 403),
    "trends/": OWN,
    "earnings/line/<int:line_id>/": (302, 404, 404, 200, 403),
    "missed/": OWN,
    "forecast/": OWN,
    "forecast/worked-out/": OWN,
    "rank/": OWN,
    "rank/ahead/": OWN,
    "rank/what-if/": OWN,
    f"rank/what-if/?{MORE}": (302, 404, 200, 200, 403),
    "statements/": OWN,
    # Of each its own: the night has paid Ann too.
    "statements/<month:month>/<currency:currency>/": (302, 404, 200, 200, 403),
    "statements/<month:month>/<currency:currency>.pdf": (302, 404, 200, 200, 403),
    "office/statements/<code:code>/": OFFICE,
    "office/statements/<code:code>/<month:month>/<currency:currency>/": OFFICE,
    "office/statements/<code:code>/<month:month>/<currency:currency>.pdf": OFFICE,
    "office/tax/": OFFICE,
    "office/tax/<year:year>/": OFFICE,
    "office/tax/<year:year>.csv": OFFICE,
    "payouts/": OWN,
    "payouts/method/<slug:rail>/": OWN,
    "payouts/method/<int:method_id>/remove/": (302, 404, 404, 200, 403),
    "payouts/tax-form/": OWN,
    "office/": OFFICE,
    "office/audit/": OFFICE,
    "office/totals/": OFFICE,
    "office/drafts/": DONE,
    "office/batches/": OFFICE,
    "office/batches/<int:batch_id>/": OFFICE,
    **{
        f"office/batches/<int:batch_id>/{step}/": DONE
        for step in ("submit", "approve", "reject", "send", "paid")
    },
    "office/batches/<int:batch_id>/file/": OFFICE,
    "office/items/<int:item_id>/remove/": DONE,
    "office/items/<int:item_id>/refused/": DONE,
    "office/answers/": OFFICE,
    "office/answers/read/": DONE,
    "office/answers/<int:answer_id>/": OFFICE,
    "office/agents/": OFFICE,
    "office/agents/<str:code>/": OFFICE,
    "office/agents/<str:code>/hold/": DONE,
    "office/agents/<str:code>/adjust/": DONE,
    "office/holds/<int:hold_id>/lift/": DONE,
    "office/adjustments/": OFFICE,
    "office/adjustments/<int:pk>/approve/": DONE,
    "office/adjustments/<int:pk>/reject/": DONE,
    "office/adjustments/<int:pk>/reverse/": DONE,
    "office/adjustments/<int:pk>/reverse/approve/": DONE,
    "office/adjustments/<int:pk>/reverse/reject/": DONE,
    "account/login/": OPEN,
    "account/logout/": (302, 200, 200, 200, 200),
    "account/signup/": OPEN,
    "account/inactive/": (200, 200, 200, 200, 200),
    "account/reauthenticate/": (302, 200, 200, 200, 200),
    "account/security/": (302, 200, 200, 200, 200),
    "account/security/authenticate/": (302, 302, 302, 302, 302),
    "account/security/reauthenticate/": ASKED,
    # What changes how one logs in asks for the password first.
    "account/security/totp/activate/": ASKED,
    "account/security/totp/deactivate/": NOTHING_THERE,
    "account/security/recovery-codes/": NOTHING_THERE,
    "account/security/recovery-codes/generate/": ASKED,
    "account/security/recovery-codes/download/": NOTHING_THERE,
    "account/security/webauthn/": (302, 200, 200, 200, 200),
    "account/security/webauthn/add/": ASKED,
    "account/security/webauthn/reauthenticate/": ASKED,
    "account/security/webauthn/keys/<int:pk>/remove/": ASKED,
    "account/security/webauthn/keys/<int:pk>/edit/": ASKED,
    "account/security/webauthn/login/": ASKED,
    "account/password/change/": (302, 200, 200, 200, 200),
    "account/password/set/": (302, 302, 302, 302, 302),
    "account/password/reset/": (200, 200, 200, 200, 200),
    "account/password/reset/done/": (200, 200, 200, 200, 200),
    "account/password/reset/key/0-set-password/": (200, 200, 200, 200, 200),
    "health/live": EVERYBODY,
    "health/ready": EVERYBODY,
    "metrics": NOBODY,
    # Every call of the API is in tests/api/test_routes.py.
    "api/docs/": EVERYBODY,
    "api/openapi.json": EVERYBODY,
    # Stripe's, by POST and signed.
    "api/stripe/": POSTED,
    "^api/.*": NOBODY,
    "admin/": (302, 302, 302, 302, 200),
    "admin/agents/agent/": (302, 302, 302, 302, 200),
    "admin/commissions/line/": (302, 302, 302, 302, 200),
}


def company(settings) -> tuple[dict, dict]:
    """Ann above Bea and Cy; one night has paid Bea, and so has a batch. The users, and what stands
    in addresses for their placeholders."""
    settings.COMPANY_NAME, settings.COMPANY_IBAN = payouts.COMPANY, payouts.COMPANY_IBAN
    build.plan()
    ann = build.agent("ANN")
    people = {"upline": ann}
    people |= {
        who: build.agent(code, under=ann) for who, code in (("agent", "BEA"), ("sibling", "CY"))
    }
    build.subscription("S1", of=build.customer("C1", of=people["agent"]))
    run_through(through=build.NEW_YEAR)
    batch = payouts.one_of_each(people["agent"])
    lessons.one_of_each(people["agent"])
    made = growing.subscribed(under=people["agent"])
    application = growing.applied(under=people["agent"], at=timezone.now())
    users = {who: build.log_in_for(person, get_user_model()) for who, person in people.items()}
    users["staff"] = get_user_model().objects.create_superuser("root", "root@example.com", "x")

    paid = Transfer.objects.filter(credit__agent__code="BEA").earliest("pk")
    known = {
        "<int:transfer_id>": paid.pk,
        "<int:line_id>": Line.objects.filter(earner__code="BEA").earliest("pk").pk,
        "<int:batch_id>": batch.pk,
        "<int:item_id>": batch.items.get().pk,
        "<int:method_id>": batch.items.get().method_id,
        "<int:answer_id>": AnswerFile.objects.get().pk,
        "<str:code>": "BEA",
        "<code:code>": "BEA",
        "<month:month>": "2026-01",
        "<currency:currency>": "USD",
        "<year:year>": "2026",
        "<slug:rail>": "sepa",
        "<int:goal_id>": 1,
        "<int:key_id>": 1,
        "<int:endpoint_id>": 1,
        "<int:delivery_id>": 1,
        "<int:application_id>": 1,
        "<str:token>": "BEA:x",
        "<slug:which>": "customers",
        "<slug:kind>": "svg",
        "<terms>": f"{Product.objects.earliest('pk').pk}-USD",
        "<str:secret>": private.token(made.customer),
        "<int:subscription_id>": made.subscription.pk,
        "<str:ticket>": token(application),
        "<int:hold_id>": Hold.objects.get().pk,
        "<int:pk>": Adjustment.objects.get().pk,
        "<int:path_id>": Path.objects.get().pk,
        "<int:lesson_id>": Lesson.objects.get().pk,
    }

    return users, known


def address(path: str, known: dict) -> str:
    for name, value in known.items():
        path = path.replace(name, str(value))
    return "/" + path


@pytest.fixture
def site(db, client, settings):
    users, known = company(settings)

    def get(who: str, path: str) -> int:
        client.logout()
        if who in users:
            client.force_login(users[who], backend="django.contrib.auth.backends.ModelBackend")
        return client.get(address(path, known)).status_code

    return get


@pytest.mark.parametrize("who", WHO)
def test_each_gets_what_is_theirs(site, who):
    """One visitor after another, and not a company for each address."""
    expected = {path: answers[WHO.index(who)] for path, answers in ROUTES.items()}
    assert {path: site(who, path) for path in ROUTES} == expected


def test_no_address_is_missing_from_the_table():
    known = {path.partition("?")[0] for path in ROUTES}
    elsewhere = ("admin/", "api/v1/")
    found = {p for p in _paths(get_resolver().url_patterns) if not p.startswith(elsewhere)}
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
