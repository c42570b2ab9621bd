"""The tree of my team: with what the night decided, never above myself."""

from datetime import date

import pytest
from django.utils import timezone

from agents.models import Agent
from agents.tree.move import move
from commissions.nights.run import run_through
from commissions.team import tree
from commissions.team.members import member
from tests import build
from tests.team.conftest import NIGHT

HTMX = {"HX-Request": "true"}


def recruits(agent: Agent, *, me: Agent, **options) -> list[str]:
    page = tree.recruits_of(agent, me=me, night=NIGHT, **options)
    return [shown.agent.code for shown in page.members]


def test_a_member_shows_what_the_night_decided(bea):
    dan, dora, dirk = tree.recruits_of(bea, me=bea, night=NIGHT).members
    assert (dan.agent.code, dan.level, dan.recruits, dan.rank) == ("DAN", 1, True, "Leader")
    facts = dan.standing
    assert (facts.pv, facts.gv, facts.customers, facts.team, facts.active) == (20, 60, 1, 2, True)
    assert (dora.rank, dora.standing.active, dora.recruits) == ("Associate", False, False)
    assert dirk.standing.pv == 20
    assert not dirk.standing.active


def test_who_joined_after_the_night_is_new(bea, client):
    hal = member(Agent.objects.get(code="HAL"), me=bea, night=NIGHT)
    assert (hal.standing, hal.rank, hal.change) == (None, "", None)
    page = client.get("/team/?under=DAN").content.decode()
    assert '<span class="badge">new</span>' in page
    assert "figures from the next night on" in page


def test_before_the_first_night_everybody_is_new(db, client, django_user_model):
    ann = build.agent("ANN")
    build.agent("BEA", under=ann)
    client.force_login(
        build.log_in_for(ann, django_user_model), "django.contrib.auth.backends.ModelBackend"
    )
    for path in ("/team/", "/team-table/", "/team-table/levels/", "/team/BEA/", "/team/BEA/tree/"):
        assert "Bea" in client.get(path).content.decode() or "levels" in path


def test_recruits_come_by_joining_volume_or_name(bea):
    build.agent("ADA", under=bea, name="Ada Adds", joined_on=date(2024, 1, 1))
    assert recruits(bea, me=bea) == ["ADA", "DAN", "DORA", "DIRK"]
    # Who has no volume yet comes last.
    assert recruits(bea, me=bea, order="gv") == ["DAN", "DIRK", "DORA", "ADA"]
    assert recruits(bea, me=bea, order="name") == ["ADA", "DAN", "DIRK", "DORA"]


@pytest.mark.parametrize("order", tree.ORDERS)
def test_pages_of_recruits_leave_nobody_out_and_show_nobody_twice(bea, monkeypatch, order):
    monkeypatch.setattr(tree, "PAGE", 2)
    for number in range(5):
        build.agent(f"H{number}", under=bea, name="Heir")
    whole, after = [], None
    while True:
        page = tree.recruits_of(bea, me=bea, night=NIGHT, order=order, after=after)
        whole += [shown.agent.code for shown in page.members]
        if not page.after:
            break
        after = Agent.objects.get(code=page.after)
    monkeypatch.setattr(tree, "PAGE", 50)
    assert whole == recruits(bea, me=bea, order=order)
    assert len(set(whole)) == 8


def test_the_order_is_kept_further_down(bea, client):
    page = client.get("/team/?order=gv").content.decode()
    assert 'hx-get="/team/?order=gv&amp;under=DAN"' in page
    assert client.get("/team/?order=shoe-size").status_code == 200


def test_the_trend_is_that_of_the_month(bea, client):
    """In February Fay has one customer more and Dirk one less."""
    assert member(bea, me=bea, night=NIGHT).change is None
    fay, dirk = (Agent.objects.get(code=code) for code in ("FAY", "DIRK"))
    build.subscription("S9", of=build.customer("C9", of=fay), started_on=date(2026, 2, 1))
    lost = dirk.customers.get().subscriptions.get()
    lost.ended_on = date(2026, 2, 1)
    lost.save()
    night = date(2026, 2, 2)
    run_through(through=night)
    changes = {
        shown.agent.code: shown.change
        for shown in tree.recruits_of(bea, me=bea, night=night).members
    }
    assert changes == {"DAN": 20, "DORA": 0, "DIRK": -20}
    page = client.get("/team/").content.decode()
    assert "up 20" in page
    assert "down 20" in page
    assert "same" in page


def test_who_has_recruits_opens_and_works_without_scripts_too(bea, client):
    page = client.get("/team/").content.decode()
    assert page.count('<details class="opens"') == 1
    assert 'hx-get="/team/?under=DAN"' in page
    assert '<a href="/team/?under=DAN">' in page
    assert "suspended" in page
    assert "terminated" in page


def test_the_path_to_an_agent_begins_with_me_and_not_above(bea, client):
    for address in ("/team/?under=FAY", "/team/FAY/tree/", "/team/FAY/"):
        page = client.get(address).content.decode()
        crumbs = page[page.index('<ol class="crumbs">') : page.index("</ol>")]
        assert ">Me<" in crumbs
        assert "Dan Deep" in crumbs
        assert "Fay Far" in crumbs
        assert "Ann Above" not in page
        assert "Cy Beside" not in page


def test_the_tree_opens_down_to_somebody_and_shows_nobody_beside_the_way(bea, client):
    page = client.get("/team/FAY/tree/").content.decode()
    assert page.count('<details class="opens" open>') == 2
    assert page.count('aria-current="true">') == 2  # The order, and Fay.
    assert "Gus Gone" in page
    assert "Dora Deep" not in page
    assert 'hx-get="/team/?under=DAN" hx-target="closest .opened"' in page


def test_a_long_way_down_shows_its_end(bea, client):
    below = Agent.objects.get(code="GUS")
    for number in range(40):
        below = build.agent(f"G{number}", under=below)
    page = client.get("/team/G39/tree/").content.decode()
    assert page.count('class="opens" open') == tree.DEEPEST - 1
    assert "G28" in page
    assert "G27" not in page
    assert "people between" in page


def test_to_myself_is_the_beginning_of_the_tree(bea, client):
    assert "All of my recruits" in client.get("/team/BEA/tree/").content.decode()


def test_the_search_takes_every_word_and_says_who_recruited(bea, client):
    page = client.get("/team/?q=far+fay").content.decode()
    assert "Fay Far" in page
    assert "level 2, recruited by Dan Deep" in page
    assert 'href="/team/FAY/tree/#is-FAY"' in page
    found = client.get("/team/?q=deep", headers=HTMX).content.decode()
    assert found.count('class="row member"') == 3


def test_a_long_search_goes_on_where_it_stopped(bea, client):
    for number in range(55):
        build.agent(f"H{number:02}", under=bea, name=f"Heir {number:02}")
    first = client.get("/team/?q=heir", headers=HTMX).content.decode()
    assert "Heir 49" in first
    assert "Heir 50" not in first
    assert "after=H49" in first
    rest = client.get("/team/?q=heir&after=H49", headers=HTMX).content.decode()
    assert rest.count('class="row member"') == 5
    assert "<ul" not in rest
    assert "after=H" not in rest


def test_the_next_fifty_without_scripts_can_be_left_again(bea, client):
    page = client.get("/team/?under=BEA&after=DAN").content.decode()
    assert "Dan Deep" not in page
    assert "Dora Deep" in page
    assert "Back to the first" in page


def test_who_was_moved_away_is_gone_at_once(bea, client):
    fay, cy = (Agent.objects.get(code=code) for code in ("FAY", "CY"))
    move(fay, to=cy, by=None, reason="-", at=timezone.now())
    assert client.get("/team/FAY/").status_code == 404
    assert "Fay" not in client.get("/team-table/").content.decode()
