"""No page makes more queries when the team is larger."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from agents.models import Agent
from commissions.nights.run import run_through
from tests import build
from tests.team.conftest import NIGHT

PAGES = (
    *("/team/", "/team/?order=gv", "/team/?under=DAN", "/team/?q=deep", "/team/DAN/"),
    *("/team/FAY/tree/", "/team-table/", "/team-table/?sort=name", "/team-table/?q=deep"),
    *("/team-table/?activity=active&after=DAN", "/team-table/levels/"),
)
MOST = 24


def queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_no_page_asks_more_of_a_larger_team(bea, client):
    before = {path: queries(client, path) for path in PAGES}
    dan, fay = (Agent.objects.get(code=code) for code in ("DAN", "FAY"))
    for number in range(30):
        below = build.agent(f"D{number}", under=(bea, dan, fay)[number % 3], name="Dido Deep")
        build.subscription(f"D{number}", of=build.customer(f"D{number}", of=below))
        build.agent(f"E{number}", under=below)
    run_through(through=NIGHT.replace(day=2))
    after = {path: queries(client, path) for path in PAGES}
    assert {path for path in PAGES if after[path] > before[path]} == set()
    assert max(before.values()) <= MOST, before
