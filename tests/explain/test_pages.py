"""A line's story and what was missed, as their reader sees them."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agents.models import Agent
from agents.tree.move import move
from commissions.explain import missed
from commissions.explain.story import story
from commissions.explain.walk import Disagrees
from commissions.ledger import triggers
from commissions.nights.models import Line, Run
from commissions.nights.run import run_through
from commissions.standings.models import Standing
from tests import build

FIRST = build.NEW_YEAR
NEXT = FIRST + timedelta(days=1)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ann(db, client):
    """Ann, Leader, above Bea, who isn't active, above Dan, Leader: his customer pays 22.00."""
    build.plan(
        {"name": "Associate", "residual_ppm": 100_000, "levels_ppm": [50_000]},
        {"name": "Leader", "levels_ppm": [50_000, 30_000], "override_ppm": 10_000, "customers": 1},
        {"name": "Director", "levels_ppm": [70_000], "override_ppm": 20_000, "customers": 9},
        active_volume=20,
    )
    ann = build.agent("ANN", name="Ann Above")
    bea = build.agent("BEA", under=ann, name="Bea Between")
    dan = build.agent("DAN", under=bea, name="Dan Deeper")
    build.subscription("S1", of=build.customer("C1", of=ann))
    build.subscription("S2", of=build.customer("C2", of=dan))
    build.subscription("S3", of=build.customer("C3", of=bea), volume=8)
    run_through(through=FIRST)
    log_in(client, ann)
    return ann


def log_in(client, who: Agent) -> None:
    user = build.log_in_for(who, get_user_model())
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


def line(code: str, charge: str, kind: int = 1) -> Line:
    lines = Line.objects.select_related("earner", "charge", "rank")
    return lines.get(earner__code=code, charge__ref__startswith=charge, kind=kind, entry=0)


def read(client, path: str, **kwargs) -> str:
    return " ".join(client.get(path, **kwargs).content.decode().split())


def test_a_line_opens_into_its_story(ann, client):
    page = read(client, f"/earnings/line/{line('ANN', 'S2').pk}/")
    assert "Passed over: not active. 12 points short of personal volume." in page
    assert "Level 1 goes on to the next one above (compression)." in page
    assert "<b>Paid 5%</b> for level 1." in page
    assert "Rate: Leader on level 1" in page
    assert '1.10<span class="beyond">000000</span>' in page
    assert "a customer of Dan Deeper" in page
    assert "Customer C2" not in page


def test_the_own_customer_is_named(ann, client):
    assert "Customer C1" in read(client, f"/earnings/line/{line('ANN', 'S1', 2).pk}/")


def test_a_differential_says_what_was_paid_already_and_to_whom(ann, client):
    for number in range(9):
        build.subscription(f"T{number}", of=build.customer(f"N{number}", of=ann), started_on=NEXT)
    dan = Agent.objects.get(code="DAN")
    build.subscription("S9", of=build.customer("C9", of=dan), started_on=NEXT)
    run_through(through=NEXT)
    page = read(client, f"/earnings/line/{line('ANN', 'S9', 2).pk}/")
    assert "Rate: Director 2%, less 1% already paid to Dan Deeper" in page


def test_htmx_gets_the_story_alone(ann, client):
    page = read(client, f"/earnings/line/{line('ANN', 'S2').pk}/", headers=HTMX)
    assert "<html" not in page
    assert "The arithmetic" in page


def test_somebody_else_s_line_is_not_there(ann, client):
    assert client.get(f"/earnings/line/{line('DAN', 'S2', 2).pk}/").status_code == 404
    assert client.get("/earnings/line/99999999999999999999/").status_code == 404


def test_a_transfer_leads_to_each_line_s_story(ann, client):
    posted = ann.accounts.get().credits.get()
    assert f"/earnings/line/{line('ANN', 'S2').pk}/" in read(client, f"/earnings/{posted.pk}/")


def test_a_clawback_shows_the_original_the_refunds_and_what_went_before(ann, client):
    charge = line("ANN", "S2").charge
    build.refund(charge, "10.00", on=NEXT, ref="R1")
    run_through(through=NEXT)
    build.refund(charge, "1.00", on=NEXT + timedelta(days=1), ref="R2")
    run_through(through=NEXT + timedelta(days=1))
    second = Line.objects.filter(earner=ann, charge=charge, entry=1, kind=1).latest("run_id")
    page = read(client, f"/earnings/line/{second.pk}/")
    assert "Refund R1 of" in page and "Refund R2 of" in page
    # 1.10 × 11 ÷ 22 is 0.55 in all, 1.10 × 10 ÷ 22 = 0.50 before.
    told = story(Line.objects.select_related("earner", "charge", "rank").get(pk=second.pk))
    assert (told.clawback.total_micro, told.clawback.before_micro) == (55_000_000, 50_000_000)
    assert told.seen.step.rate_ppm == 50_000


def test_missed_says_why_and_what_would_have_paid(ann, client):
    page = read(client, "/missed/")
    assert "Leader gave you 5%; another rank gives more." in page
    assert "As Director: <b>" in page
    assert "Of Leader’s 1%, 1% had been paid to Dan Deeper already." in page
    assert "Customer C2" not in page and "Customer C3" not in page


def test_who_was_not_active_is_told_what_was_missing(ann, client):
    log_in(client, Agent.objects.get(code="BEA"))
    page = read(client, "/missed/")
    assert "On this night you were not active" in page
    assert "12 points short of personal volume." in page
    assert "Had you been active: <b>" in page
    found = {one.charge.ref[:2]: one for one in missed.page(agent("BEA"), night=FIRST).missed}
    assert [(c.active, c.rank, c.amount_micro) for c in found["S2"].conditions] == [
        (True, "", 110_000_000),
        (True, "Director", 176_000_000),
    ]


def agent(code: str) -> Agent:
    return Agent.objects.get(code=code)


def test_the_way_of_a_missed_charge_opens(ann, client):
    charge = line("ANN", "S2").charge_id
    page = read(client, f"/missed/?night={FIRST}&charge={charge}", headers=HTMX)
    assert "<html" not in page
    assert "Bea Between" in page and "Had you been Director" in page
    assert "<h1" in read(client, f"/missed/?night={FIRST}&charge={charge}")
    assert client.get(f"/missed/?night={FIRST}&charge=999999").status_code == 404


def test_a_rule_chooses_among_them(ann, client):
    assert "S1@" in read(client, f"/missed/?night={FIRST}")
    only = read(client, f"/missed/?night={FIRST}&rule=already_paid")
    assert "S2@" in only and "S1@" not in only
    assert "Nothing was decided like that" in read(client, "/missed/?rule=not_active")


def test_the_last_night_with_charges_comes_first_and_the_next_says_that_it_has_none(ann, client):
    run_through(through=NEXT)
    assert f'value="{FIRST}"' in read(client, "/missed/")
    assert "No charge of your team was commissioned" in read(client, f"/missed/?night={NEXT}")


def test_who_had_not_joined_is_told_so(ann, client):
    eve = build.agent("EVE", under=ann)
    run_through(through=NEXT)
    log_in(client, eve)
    assert "You hadn’t joined yet" in read(client, f"/missed/?night={FIRST}")


@pytest.mark.parametrize("said", ["zz", "2026-13-01", "2031-01-01"])
def test_a_day_without_a_night_is_said(ann, client, said):
    answer = client.get(f"/missed/?night={said}")
    assert answer.status_code == 422
    assert 'id="problem"' in answer.content.decode()


def test_rubbish_is_no_error(ann, client):
    for query in ("after=-1", "after=" + "9" * 40, "rule=zz", "after=x&rule=%00"):
        assert client.get(f"/missed/?{query}").status_code == 200


def test_before_the_first_night_the_page_says_so(db, client):
    log_in(client, build.agent("ANN"))
    assert "The first night is still to come" in read(client, "/missed/")


def test_nights_from_before_standings_were_kept_are_told_in_words(ann, client):
    Standing.objects.all().delete()
    triggers.take_down(connection)
    run = Run.objects.get()
    del run.counts["standings"]
    run.save()
    said = "before your company kept what each night decided"
    assert said in read(client, "/missed/")
    page = read(client, f"/earnings/line/{line('ANN', 'S2').pk}/")
    assert said in page
    assert '1.10<span class="beyond">000000</span>' in page


def test_a_standing_that_is_not_what_paid_is_a_clear_error(ann):
    Standing.objects.filter(agent=ann).update(rank=2)
    with pytest.raises(Disagrees):
        story(line("ANN", "S2"))
    with pytest.raises(Disagrees):
        missed.page(ann, night=FIRST)


def test_who_was_moved_out_since_is_explained_and_no_longer_named(ann, client):
    eve = build.agent("EVE")
    move(agent("BEA"), to=eve, by=None, reason="", at=timezone.now())
    run_through(through=NEXT)
    page = read(client, f"/earnings/line/{line('ANN', 'S2').pk}/")
    assert "Somebody who was in your team then" in page
    assert "<b>Paid 5%</b> for level 1." in page
    assert "Dan Deeper" not in page and "Bea Between" not in page and "BEA" not in page
    found = {one.charge.ref[:2] for one in missed.page(ann, night=FIRST).missed}
    assert found == {"S1", "S2", "S3"}
    assert missed.page(eve, night=FIRST).missed == []


def test_the_night_s_rounding_goes_back_from_either_end_of_the_month(db):
    """What came in is what the night before left, however it is come to."""
    build.plan()
    bea = build.agent("BEA")
    for number in range(40):
        mine = build.customer(f"F{number}", of=bea)
        day = FIRST + timedelta(days=number)
        build.subscription(f"F{number}", of=mine, price="0.33", started_on=day)
    run_through(through=date(2026, 2, 12))
    lines = Line.objects.select_related("earner", "charge", "rank").order_by("run_id", "id")
    nights = {told.run_id: story(told).rounding for told in lines}
    after = 0
    for rounding in nights.values():
        assert rounding.before_micro == after
        after = rounding.after_micro
    assert {r.before_micro for r in nights.values()} > {0, 300_000, -100_000}


def test_the_number_of_queries_does_not_grow(ann, client):
    def count() -> list[int]:
        paths = (f"/missed/?night={FIRST}", f"/earnings/line/{line('ANN', 'S2').pk}/")
        counts = []
        for path in paths:
            client.get(path)
            with CaptureQueriesContext(connection) as made:
                client.get(path)
            counts.append(len(made))
        return counts

    few = count()
    assert max(few) <= 25
    for number in range(30):
        below = build.agent(f"F-{number}", under=agent("DAN"))
        build.subscription(f"F{number}", of=build.customer(f"F{number}", of=below), started_on=NEXT)
    run_through(through=NEXT)
    assert count() == few
    with CaptureQueriesContext(connection) as made:
        client.get(f"/missed/?night={NEXT}")
    assert len(made) <= few[0]


def test_more_than_a_page_goes_on_behind_the_last(ann, client):
    for number in range(60):
        mine = build.customer(f"F{number}", of=ann)
        build.subscription(f"F{number:02}", of=mine, started_on=NEXT)
    run_through(through=NEXT)
    page = read(client, f"/missed/?night={NEXT}")
    assert page.count("<details") == missed.PAGE
    seen, after = set(), 0
    while after is not None:
        found = missed.page(ann, night=NEXT, after=after)
        seen |= {one.charge.ref for one in found.missed}
        assert len(found.missed) <= missed.PAGE
        after = found.after
    assert len(seen) == 60
