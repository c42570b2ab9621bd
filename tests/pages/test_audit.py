"""What administrators change is in a log that nobody changes."""

import pytest
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction

from agents.models import Agent
from agents.tree.enrol import NewAgent, enrol_many
from commissions.views.office import door
from mlmsite.lib import bulk
from tests import build
from tests.payouts import people


@pytest.fixture
def max_(db, client, settings):
    settings.COMPANY_NAME, settings.COMPANY_IBAN = people.COMPANY, people.COMPANY_IBAN
    user = people.user("max")
    get_user_model().objects.filter(pk=user.pk).update(is_superuser=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def last(name: str) -> LogEntry:
    return LogEntry.objects.filter(content_type__model=name).latest("pk")


def test_a_change_in_the_records_says_who_from_where_before_and_after(max_, client):
    bea = build.agent("BEA")
    told = {"name": "Beatrix", "email": bea.email, "status": "active", "code": "BEA"}
    told |= {"joined_on": "2025-06-01"}
    client.post(f"/admin/agents/agent/{bea.pk}/change/", told, REMOTE_ADDR="192.0.2.9")
    entry = last("agent")
    assert (entry.actor, entry.remote_addr) == (max_, "192.0.2.9")
    assert entry.changes_dict == {"name": ["Bea", "Beatrix"]}


@pytest.mark.parametrize(
    ("path", "told", "kind", "changed"),
    [
        ("/office/agents/BEA/hold/", {"hold-reason": "a look"}, "hold", "reason"),
        ("/office/batches/{batch}/reject/", {"because": "no"}, "batch", "state"),
        ("/office/items/{item}/remove/", {"because": "no"}, "item", "state"),
    ],
)
def test_what_is_done_in_the_back_office_is_in_it(max_, client, path, told, kind, changed):
    people.payable("BEA", 100_00)
    batch = people.submitted()
    client.post(path.format(batch=batch.pk, item=batch.items.get().pk), told)
    assert last(kind).actor == max_
    assert changed in last(kind).changes_dict


def test_a_bank_file_that_was_downloaded_is_in_it(max_, client):
    people.payable("BEA", 100_00)
    client.get(f"/office/batches/{people.sent().pk}/file/")
    assert (last("batch").action, last("batch").actor) == (LogEntry.Action.ACCESS, max_)


def test_nothing_that_is_sealed_and_no_password_is_in_it(max_, client):
    method = people.on_iban(build.agent("BEA"))
    max_.set_password("another")
    max_.save()
    everything = " ".join(str(entry.changes) for entry in LogEntry.objects.all())
    assert method.sealed not in everything
    assert max_.password not in everything
    assert method.masked in everything


@pytest.mark.parametrize("write", [LogEntry.objects.all().delete, LogEntry.objects.all().update])
def test_an_entry_is_neither_changed_nor_deleted(max_, write):
    build.customer("C1", of=build.agent("BEA"))
    told = {"object_repr": "another"} if write.__name__ == "update" else {}
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        write(**told)


def test_the_page_shows_it_and_finds_what_is_sought(max_, client):
    client.post("/office/agents/NIX/hold/", {"hold-reason": "x"})
    build.customer("C1", of=build.agent("BEA"))
    assert "C1 Customer C1" in client.get("/office/audit/").content.decode()
    assert "C1 Customer C1" in client.get("/office/audit/?q=c1").content.decode()
    assert "No entry is like that." in client.get("/office/audit/?q=nothing").content.decode()
    assert "No entry is like that." in client.get("/office/audit/?before=0").content.decode()


def test_many_entries_come_fifty_at_a_time(max_, client, django_assert_max_num_queries):
    bea = build.agent("BEA")
    for number in range(60):
        build.customer(f"C{number}", of=bea)
    with django_assert_max_num_queries(6):
        page = client.get("/office/audit/?q=customer").content.decode()
    assert page.count("<tr>") == 51
    assert "Older ones" in page


def test_a_load_writes_no_entries(db):
    entries = LogEntry.objects.count()
    arrival = build.arrival(build.NEW_YEAR)
    [number] = bulk.new_ids(Agent, 1)
    new = NewAgent(number, None, "BEA", "Bea", "bea@example.com", build.NEW_YEAR, "active")
    enrol_many([new], arrival=arrival.pk)
    assert Agent.objects.filter(code="BEA").exists()
    assert LogEntry.objects.count() == entries


def test_taxpayer_numbers_that_were_downloaded_are_in_it(max_, client):
    assert client.get("/office/tax/2026.csv").status_code == 200
    assert last("user").object_repr.startswith("Download of ")
    assert last("user").actor == max_


def test_a_payment_given_back_by_hand_is_in_it(max_, client):
    people.payable("BEA", 100_00)
    item = people.sent().items.get()
    client.post(f"/office/items/{item.pk}/refused/", {"because": "no account", "code": "R03"})
    assert last("item").changes_dict == {"state": ["sent", "failed"], "words": ["", "no account"]}


def test_what_is_added_is_in_it_with_its_own_fields_and_no_others(max_):
    build.customer("C1", of=build.agent("BEA"))
    assert set(last("customer").changes_dict) == {
        "id",
        "ref",
        "agent",
        "name",
        "email",
        "own_account",
    }


def test_rights_that_were_given_are_in_it(max_):
    amy = people.user("amy")
    amy.user_permissions.set(Permission.objects.filter(codename="pay_out"))
    changed = last("user").changes_dict["user_permissions"]
    assert (changed["operation"], len(changed["objects"])) == ("add", 1)


def test_all_that_the_records_let_a_superuser_change_is_in_it(rf):
    request = rf.get("/admin/")
    request.user = get_user_model()(is_superuser=True)
    changed = {
        model
        for model, page in admin.site._registry.items()
        if page.has_add_permission(request)
        or page.has_change_permission(request)
        or page.has_delete_permission(request)
    }
    assert {model for model in changed if not auditlog.contains(model)} == set()


def test_what_can_not_be_logged_is_not_done(max_, client, monkeypatch):
    """Both are in one transaction."""
    people.payable("BEA", 100_00)
    item = people.sent().items.get()

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no log today")

    monkeypatch.setattr(door, "note_end", broken)
    with pytest.raises(RuntimeError):
        client.post(f"/office/items/{item.pk}/refused/", {"because": "no account"})
    item.refresh_from_db()
    assert item.state == "sent"
