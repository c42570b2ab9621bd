"""No page makes more queries when the team is larger, whoever asks."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agents.models import Agent
from commissions.explain import missed
from commissions.ledger.models import Transfer
from commissions.nights.models import Line
from commissions.nights.run import run_through
from commissions.payouts.models import AnswerFile, Batch
from mlmsite.lib import clock
from tests import test_routes
from tests.larger import TODAY, YESTERDAY, grow, second_plan

FEW, MANY = 5, 40
"""So that no list is empty even of few, and few don't fill a page of any."""
MORE = {
    "team/<deepest>/": test_routes.OWN,
    "team/<deepest>/tree/": test_routes.OWN,
    "office/batches/<submitted>/": test_routes.OFFICE,
}
WAYS = {"": {}, "by htmx": {"HX-Request": "true"}}


@pytest.mark.slow
def test_no_page_makes_more_queries_when_the_team_is_larger(db, client, settings, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    # Until its page is full, what was missed looks at up to five chunks of charges; here at one.
    monkeypatch.setattr(missed, "SCAN", missed.CHUNK)
    users, known = test_routes.company(settings)
    second_plan()
    counts = []
    for night, joining in ((YESTERDAY, range(FEW)), (TODAY, range(FEW, MANY))):
        grow(joining)
        run_through(through=night)
        counts.append(queries_of_pages(client, users, known | newest()))
    few, many = counts
    assert {page: (few[page], many[page]) for page in few if many[page] > few[page]} == {}


def queries_of_pages(client, users: dict, known: dict) -> dict[tuple[str, str, str], int]:
    """Of each page of the agent's and of staff's, whole and as htmx asks for it."""
    made = {}
    for who in ("agent", "staff"):
        client.force_login(users[who], backend="django.contrib.auth.backends.ModelBackend")
        position = test_routes.WHO.index(who)
        routes = test_routes.ROUTES | MORE
        paths = [path for path, answers in routes.items() if answers[position] == 200]
        for path in paths:
            for way, headers in WAYS.items():
                address = test_routes.address(path, known)
                made[who, path, way] = queries(client, address, headers)
    return made


def queries(client, address: str, headers: dict) -> int:
    """With nothing left over from another page."""
    cache.clear()
    ContentType.objects.clear_cache()
    with CaptureQueriesContext(connection) as made:
        answer = client.get(address, headers=headers)
        b"".join(answer)
    assert answer.status_code == 200, address
    return len(made)


def newest() -> dict:
    """What has the most in it."""
    lines = Line.objects.filter(earner__code="BEA", charge__isnull=False)
    paid = Transfer.objects.filter(credit__agent__code="BEA", currency="USD")
    return {
        "<deepest>": Agent.objects.latest("level", "pk").code,
        "<month:month>": f"{TODAY:%Y-%m}",
        "<int:transfer_id>": paid.latest("pk").pk,
        "<int:line_id>": lines.latest("level", "pk").pk,
        "<int:batch_id>": Batch.objects.filter(state=Batch.State.SETTLED).latest("pk").pk,
        "<submitted>": Batch.objects.filter(state=Batch.State.SUBMITTED).latest("pk").pk,
        "<int:answer_id>": AnswerFile.objects.latest("pk").pk,
    }
