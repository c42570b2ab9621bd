import pytest
from django.contrib.auth import get_user_model

from agents.models import Agent
from commissions.nights.run import run_through
from tests import build

NIGHT = build.NEW_YEAR

PLAN = (
    {"name": "Associate", "residual_ppm": 100_000, "levels_ppm": [50_000]},
    {"name": "Leader", "residual_ppm": 120_000, "levels_ppm": [50_000], "group_volume": 60},
)


@pytest.fixture
def bea(db, client) -> Agent:
    """Ann above Bea above Dan, Dora and Dirk; Dan above Fay above Gus; Cy beside Bea.

    Fay has two customers and Dan one, of 20 points each; Dirk is terminated and has one. Hal has
    joined since the night. Bea is logged in.
    """
    build.plan(*PLAN, active_volume=20)
    ann = build.agent("ANN", name="Ann Above")
    bea = build.agent("BEA", under=ann, name="Bea Bold")
    build.agent("CY", under=ann, name="Cy Beside")
    dan = build.agent("DAN", under=bea, name="Dan Deep")
    build.agent("DORA", under=bea, name="Dora Deep", status="suspended")
    dirk = build.agent("DIRK", under=bea, name="Dirk Deep", status="terminated")
    fay = build.agent("FAY", under=dan, name="Fay Far")
    build.agent("GUS", under=fay, name="Gus Gone", joined_on=NIGHT)
    for number, owner in enumerate((dan, fay, fay, dirk)):
        build.subscription(f"S{number}", of=build.customer(f"C{number}", of=owner))
    run_through(through=NIGHT)
    build.agent("HAL", under=dan, name="Hal Hired", joined_on=NIGHT)
    user = build.log_in_for(bea, get_user_model())
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return Agent.objects.get(code="BEA")
