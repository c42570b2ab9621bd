"""The administration: everything is shown, and money is only shown."""

from datetime import UTC, date, datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core import mail
from django.urls import reverse

from agents import preferences, statuses
from agents.models import Agent, Charge, Customer, FailedCharge, Product, Subscription
from agents.tree import check
from agents.tree.move import move
from commissions.nights.run import run_through
from commissions.standings.models import Ahead, Event
from commissions.statements.models import TaxThreshold
from tests import build
from tests.api import programs
from tests.growing import people as growing
from tests.nights import company
from tests.payouts import people
from tests.training import lessons

ADDED = {"Agent", "Customer", "FailedCharge", "Product", "Subscription", "TaxThreshold"}
ADDED |= {"Path", "Lesson", "Question"}
ON_ANOTHER_S_PAGE = {"Choice"}
ADDED |= {"Agreement", "Offer"}
# People's own: not even administrators look at them.
PRIVATE = {"Cheer", "Digest", "Goal"}
MODELS = [
    *apps.get_app_config("agents").get_models(),
    *apps.get_app_config("commissions").get_models(),
]
OURS = [model for model in MODELS if model.__name__ not in PRIVATE | ON_ANOTHER_S_PAGE]
BOB = {"code": "BOB", "name": "Bob", "email": "bob@example.com", "joined_on": "2026-01-01"}
BOB |= {"status": "active"}


@pytest.fixture
def staff(db, client):
    user = get_user_model().objects.create_superuser("root", "root@example.com", "x")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def ran(staff, settings):
    settings.COMPANY_NAME, settings.COMPANY_IBAN = people.COMPANY, people.COMPANY_IBAN
    company.found()
    run_through(through=company.LAST)
    dan, ann = Agent.objects.get(code="DAN"), Agent.objects.get(code="ANN")
    move(dan, to=ann, by=None, reason="Ann recruited him", at=NOW)
    people.one_of_each(dan)
    lessons.one_of_each(dan)
    growing.one_of_each(dan)
    statuses.change(dan, to="suspended", by=None, reason="under review", at=NOW)
    preferences.change(dan, language="de")
    charge = Charge.objects.earliest("pk")
    FailedCharge.objects.create(
        ref="F1", subscription=charge.subscription, period_start=charge.period_end, failed_on=NOW
    )
    Event.objects.create(agent=dan, night=NOW, kind="joined")
    Ahead.objects.get_or_create(
        agent=dan,
        defaults={"loses_active": True, "loses_rank": False, "rank_then": 0, "near_percent": 0},
    )
    programs.one_of_each()
    TaxThreshold.objects.get_or_create(
        form="1099-NEC", currency="USD", from_year=2026, defaults={"amount_minor": 2_000_00}
    )
    return staff


NOW = datetime(2026, 1, 5, tzinfo=UTC)


def page(model, name: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def test_each_record_is_shown_and_none_is_deleted(ran):
    for model in OURS:
        row, name = model._default_manager.first(), model.__name__
        assert row is not None, f"no {name} to look at"
        assert ran.get(page(model, "changelist") + "?q=x").status_code == 200, name
        assert ran.get(page(model, "changelist")).status_code == 200, name
        assert ran.get(page(model, "change", row.pk)).status_code == 200, name
        assert ran.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403, name
        assert ran.get(page(model, "add")).status_code == (200 if name in ADDED else 403), name


def test_what_money_rests_on_is_not_changed(ran):
    for model in OURS:
        if model.__name__ not in ADDED:
            assert not admin.site.get_model_admin(model).has_change_permission(None), model
            row = model._default_manager.first()
            answer = ran.post(page(model, "change", row.pk), {})
            assert answer.status_code == 403, model


def test_what_people_keep_for_themselves_is_not_there():
    registered = {model.__name__ for model in MODELS if admin.site.is_registered(model)}
    assert registered & PRIVATE == set()


def test_a_new_agent_is_enrolled_in_the_tree(staff):
    ann = build.agent("ANN")
    build.agent("CY", under=ann)
    answer = staff.post(page(Agent, "add"), {**BOB, "sponsor": ann.pk})
    assert answer.status_code == 302
    bob = Agent.objects.get(code="BOB")
    assert (bob.sponsor, bob.level) == (ann, 1)
    assert list(check.problems()) == []


def test_nobody_is_enrolled_under_a_terminated_agent(staff):
    ann = build.agent("ANN", status="terminated")
    answer = staff.post(page(Agent, "add"), {**BOB, "sponsor": ann.pk})
    assert "ANN is terminated" in answer.content.decode()
    assert not Agent.objects.filter(code="BOB").exists()


def test_a_code_and_a_sponsor_stay_as_they_are(staff):
    ann, eve = build.agent("ANN"), build.agent("EVE")
    bea = build.agent("BEA", under=ann)
    changed = {**BOB, "code": "XXX", "sponsor": eve.pk, "name": "Beatrix", "status": "suspended"}
    assert staff.post(page(Agent, "change", bea.pk), changed).status_code == 302
    bea.refresh_from_db()
    assert (bea.code, bea.sponsor, bea.name, bea.status) == ("BEA", ann, "Beatrix", "suspended")


def test_log_ins_are_opened_from_the_list(staff):
    agents = [build.agent("BEA"), build.agent("CY", status="terminated")]
    chosen = {"action": "open_logins", "_selected_action": [agent.pk for agent in agents]}
    said = staff.post(page(Agent, "changelist"), chosen, follow=True).content.decode()
    assert "Opened and mailed: 1." in said
    assert "CY is terminated" in said
    assert "http://testserver/account/password/reset/key/" in mail.outbox[0].body


def test_a_customer_keeps_its_owner(staff):
    ann, bea = build.agent("ANN"), build.agent("BEA")
    mine = build.customer("C1", of=ann)
    changed = {"ref": "C9", "agent": bea.pk, "name": "New", "email": "new@example.net"}
    assert staff.post(page(Customer, "change", mine.pk), changed).status_code == 302
    mine.refresh_from_db()
    assert (mine.ref, mine.agent, mine.name) == ("C1", ann, "New")


def new_subscription(**fields) -> dict:
    customer = build.customer("C1", of=build.agent("ANN"))
    product = Product.objects.create(name="Internet")
    told = {"ref": "S1", "customer": customer.pk, "product": product.pk, "currency": "USD"}
    told |= {"price": "49.90", "volume": "20", "started_on": "2026-01-31", "billing": "automatic"}
    return told | fields


def test_a_subscription_is_entered_in_major_units_and_billed_from_its_start(staff):
    assert staff.post(page(Subscription, "add"), new_subscription()).status_code == 302
    made = Subscription.objects.get()
    assert (made.price_minor, made.commissionable_minor) == (4990, 4990)
    assert made.next_charge_on == date(2026, 1, 31)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"price": "49.901"}, "more than the 2 decimals"),
        ({"price": "-1"}, "below 0"),
        ({"price": "much"}, "is not an amount"),
        ({"commissionable": "1.001"}, "more than the 2 decimals"),
        ({"currency": "XXQ"}, "is not an ISO 4217 currency"),
        ({"ended_on": "2026-01-30"}, "is before the start"),
        ({"price": ""}, "This field is required"),
    ],
)
def test_a_wrong_subscription_is_refused(staff, fields, said):
    answer = staff.post(page(Subscription, "add"), new_subscription(**fields))
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Subscription.objects.exists()


def test_of_a_subscription_only_the_end_changes_and_not_into_what_is_charged(ran):
    monthly = Subscription.objects.get(ref="S1")
    change = page(Subscription, "change", monthly.pk)
    refused = ran.post(change, {"ended_on": "2026-01-01", "price": "1", "volume": "9"})
    assert "is charged already" in refused.content.decode()
    assert (
        ran.post(change, {"ended_on": "2026-01-02", "price": "1", "volume": "9"}).status_code == 302
    )
    monthly.refresh_from_db()
    assert (monthly.ended_on, monthly.price_minor) == (date(2026, 1, 2), 2200)
    assert monthly.volume == 30


def test_a_lost_second_factor_is_taken_away_and_its_secret_never_shown(staff):
    user = get_user_model().objects.create_user("amy", "amy@example.com", "x", is_staff=True)
    TOTP.activate(user, "SECRETSECRETSECRETSECRETSECRETSE")
    factor = Authenticator.objects.get()
    page_of_it = staff.get(page(Authenticator, "change", factor.pk)).content.decode()
    assert "amy" in page_of_it
    assert "SECRET" not in page_of_it
    RecoveryCodes.activate(user)
    staff.post(page(Authenticator, "delete", factor.pk), {"post": "yes"})
    assert not Authenticator.objects.exists(), "the recovery codes were lost with it"


def test_a_log_in_is_closed_and_not_deleted(staff):
    user = get_user_model().objects.create_user("amy", "amy@example.com", "x")
    assert staff.post(page(get_user_model(), "delete", user.pk), {"post": "yes"}).status_code == 403
