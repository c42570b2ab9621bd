"""Ids, pages, shapes and errors: what every resource has in common."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from agents.models import Agent
from agents.programs import keys
from agents.programs.models import Key
from mlmsite.lib.rest import ids
from tests import build
from tests.api.conftest import public


@given(st.integers(0, ids.LARGEST))
def test_an_id_leads_back_to_its_row(pk):
    assert ids.read("agt", ids.shown("agt", pk)) == pk


@pytest.mark.parametrize("text", ["", "agt_", "agt_01", "sub_1", "agt_A", "agt_zzzzzzzzzzzzz", "1"])
def test_what_is_no_id_is_refused(text):
    with pytest.raises(ids.BadId):
        ids.read("agt", text)


def test_a_list_is_gone_through_page_by_page(api, company):
    ann = Agent.objects.get(code="ANN")
    for number in range(7):
        build.agent(f"N{number}", under=ann, name="Same Name")
    for order in ("id", "-id", "name", "-name", "-joined_on"):
        client, seen = api("staff"), []
        path = f"/agents?limit=3&order={order}"
        while path:
            page = client.get(path).json()
            assert len(page["results"]) <= 3
            seen += [row["code"] for row in page["results"]]
            path = page["next"]
        assert len(seen) == len(set(seen)) == Agent.objects.count(), order
    names = [row["name"] for row in api("staff").get("/agents?order=-name").json()["results"]]
    assert names == sorted(names, reverse=True)


def test_a_row_that_goes_meanwhile_shifts_nothing(api):
    ann = Agent.objects.get(code="ANN")
    gone = [build.agent(f"N{n}", under=ann) for n in range(4)]
    first = api("staff").get("/agents?limit=2&order=-id").json()
    assert [row["code"] for row in first["results"]] == ["N3", "N2"]
    gone[2].delete()
    following = api("staff").get(first["next"]).json()
    assert [row["code"] for row in following["results"]] == ["N1", "N0"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=many", "limit"),
        ("limit=201", "limit"),
        ("order=shoe", "order"),
        ("fields=shoe", "fields"),
        ("expand=shoe", "expand"),
        ("sponsor=sub_1", "sponsor"),
        ("joined_on_from=soon", "joined_on_from"),
        ("status=happy", "status"),
    ],
)
def test_what_is_wrong_in_a_query_is_said_by_field(api, query, field):
    answer = api("agent").get(f"/agents?{query}")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["code"], problem["status"]) == ("invalid", 400)
    assert [error["field"] for error in problem["errors"]] == [field]


@pytest.mark.parametrize("cursor", ["x", "WyJpZCIsMSwiMSJd", "%00", "e30="])
def test_a_cursor_of_another_list_leads_nowhere(api, cursor):
    answer = api("agent").get(f"/agents?cursor={cursor}")
    assert (answer.status_code, answer.json()["code"]) == (404, "cursor_unknown")


def test_fields_and_expand(api, company):
    client = api("agent")
    [row] = client.get("/customers?fields=ref,agent&ref=C1&expand=agent").json()["results"]
    assert row.keys() == {"ref", "agent"}
    assert row["agent"]["code"] == "BEA"
    [row] = client.get("/customers?ref=C1").json()["results"]
    assert row["agent"] == public(Agent.objects.get(code="BEA"), "agt")
    [charge, *_] = client.get("/charges?expand=subscription").json()["results"]
    assert charge["subscription"]["ref"] == "S1"


@pytest.mark.parametrize(
    ("header", "status", "code"),
    [
        ("", 401, "not_authenticated"),
        ("Bearer mlm_1_2", 401, "authentication_failed"),
        ("Bearer nonsense", 401, "not_authenticated"),
        ("Basic eDp5", 401, "not_authenticated"),
    ],
)
def test_without_a_good_key_nothing_is_told(api, header, status, code):
    client = api("stranger")
    if header:
        client.credentials(HTTP_AUTHORIZATION=header)
    answer = client.get("/agents")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_key_ends(api, company):
    users, _ = company
    client = api("agent")
    assert client.get("/me").status_code == 200
    key = Key.objects.get(user=users["agent"])
    assert key.used_at is not None
    keys.revoke(key, at=timezone.now())
    assert client.get("/me").status_code == 401
    other = api("agent")
    Key.objects.filter(revoked_at=None).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert other.get("/me").status_code == 401
    third = api("agent")
    users["agent"].is_active = False
    users["agent"].save()
    assert third.get("/me").status_code == 401


def test_a_secret_is_not_kept(api, company):
    users, _ = company
    key, text = keys.make(users["agent"], name="x", scopes=["money:read"], at=timezone.now())
    kept = str(vars(Key.objects.get(pk=key.pk)))
    assert text.rpartition("_")[2] not in kept


def test_an_agent_is_offered_nothing_of_the_company_s(company):
    users, _ = company
    with pytest.raises(keys.NotOffered):
        keys.make(users["agent"], name="x", scopes=["sales:write"], at=timezone.now())


def test_a_key_without_the_scope_is_told_which(api):
    answer = api("agent", scopes=["money:read"]).get("/agents")
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    assert "network:read" in answer.json()["detail"]


def test_an_address_that_is_none_is_a_problem_document_too(api):
    for path in ("/shoes", "/agents/agt_1/shoes"):
        answer = api("agent").get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert api("agent").get("/agents/shoe").json()["code"] == "not_found"
    assert api("agent").put("/agents").json()["code"] == "method_not_allowed"


def test_a_length_that_is_none_harms_nobody(api):
    assert api("agent").get("/me", CONTENT_LENGTH="Cyo>y").status_code == 200


def test_each_answer_says_how_much_is_left(api, settings):
    settings.API_RATE = "2/min"
    cache.clear()
    client = api("agent")
    left = [client.get("/me").headers["RateLimit-Remaining"] for _ in range(2)]
    assert left == ["1", "0"]
    refused = client.get("/me")
    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
    assert int(refused.headers["Retry-After"]) > 0
    assert api("sibling").get("/me").status_code == 200


def test_a_log_in_on_our_pages_is_good_too(client, company):
    users, _ = company
    client.force_login(users["agent"], backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/v1/me").json()["agent"]["code"] == "BEA"
