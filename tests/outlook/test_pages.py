"""The pages of rank, of tonight and the month: what they say, to whom, and how much they ask."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model

from agents.models import Agent
from commissions.nights.run import run_through
from mlmsite.lib import clock
from tests import build

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
HTMX = {"HX-Request": "true"}
LAST = date(2026, 2, 10)


@pytest.fixture
def bea(db, monkeypatch):
    """Below Ann, above Dan and Eve; a customer each but Eve. Cy stands beside her."""
    build.plan(
        {"name": "Associate", "residual_ppm": 100_000, "levels_ppm": [50_000]},
        {
            "name": "Builder",
            "residual_ppm": 110_000,
            "levels_ppm": [50_000],
            "personal_volume": 60,
            "customers": 2,
            "group_volume": 200,
            "max_leg_share_ppm": 500_000,
            "legs": 3,
        },
        active_volume=20,
        hold_days=14,
    )
    ann = build.agent("ANN")
    bea = build.agent("BEA", under=ann)
    build.agent("CY", under=ann)
    dan = build.agent("DAN", under=bea, name="Dan Deep")
    build.agent("EVE", under=bea, name="Eve Empty")
    for number, (who, day) in enumerate([(bea, 5), (dan, 20), (dan, 11)]):
        of = build.customer(f"C{number}", of=who, name=f"Customer {number} of {who.code}")
        build.subscription(f"S{number}", of=of, started_on=date(2026, 1, day), volume=60)
    run_through(through=LAST)
    monkeypatch.setattr(clock, "today", lambda: date(2026, 2, 11))
    return bea


@pytest.fixture
def get(bea, client):
    client.force_login(build.log_in_for(bea, get_user_model()), backend=MODEL_BACKEND)
    return lambda path, **told: client.get(path, **told)


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def asked(**fields: object) -> str:
    """The address of what if, with its first line filled in."""
    line = {"agent": "DAN", "customers": 2, "terms": "", "volume": "", "price": ""} | fields
    told = "&".join(f"more-0-{name}={value}" for name, value in line.items())
    return f"/rank/what-if/?more-TOTAL_FORMS=1&more-INITIAL_FORMS=0&{told}"


@pytest.fixture
def terms(bea) -> str:
    product = bea.customers.get().subscriptions.get().product
    return f"{product.pk}-USD"


def test_the_month_says_what_is_certain_and_where_the_rest_is(get):
    page = text(get("/forecast/"))
    assert "Certain: posted in February 2026 so far" in page
    assert 'hx-get="/forecast/worked-out/" hx-trigger="load"' in page
    assert '<a href="/forecast/worked-out/">' in page
    assert "2.20 <" in page
    assert '<time datetime="2026-02-19">19 Feb 2026</time>' in page
    assert "Tonight: the night" not in page


def test_worked_out_it_has_tonight_the_month_and_what_that_rests_on(get):
    page = text(get("/forecast/worked-out/"))
    assert page.startswith("<!doctype html>")
    assert 'Tonight: the night of <time datetime="2026-02-11">' in page
    # 5 % of 22.00 tonight, and as much on the 20th.
    assert page.count("1.10 <") >= 2
    assert "1 subscription in your team is still to be charged this month." in page
    assert "Looked at 3 distributors" in page
    assert "Worked out on" in page
    assert "never a promise" in page
    fragment = text(get("/forecast/worked-out/", headers=HTMX))
    assert "<html" not in fragment
    assert "Tonight: the night of" in fragment


def test_it_is_kept_for_some_minutes_and_for_each_by_itself(
    get, client, django_assert_max_num_queries
):
    get("/forecast/worked-out/", headers=HTMX)
    with django_assert_max_num_queries(16):
        get("/forecast/worked-out/", headers=HTMX)
    cy = build.log_in_for(Agent.objects.get(code="CY"), get_user_model())
    client.force_login(cy, backend=MODEL_BACKEND)
    assert "Looked at 1 distributor," in text(client.get("/forecast/worked-out/"))


def test_a_renewal_observed_is_told_with_its_worst_and_best_month(get, monkeypatch):
    from tests.outlook.test_forecast import observed

    rates = [observed(1, (600, 540), (634, 600))]
    monkeypatch.setattr("commissions.views.kept.observed", lambda *, day: rates)
    page = text(get("/forecast/worked-out/"))
    said = "Of 1,234 subscriptions that came to it in the last six months, 92.4% renewed; "
    assert said + "worst month 90%, best 94.6%." in page


def test_rank_has_rings_legs_and_the_form(get):
    page = text(get("/rank/"))
    assert "Next rank: Builder" in page
    assert "60 of 60" in page
    assert "1 of 2" in page
    assert "For Builder one leg counts up to 100 points." in page
    # Dan's leg has 120 points, of which 100 count.
    assert page.index("Dan Deep") < page.index("Eve Empty")
    assert '<td class="end" data-label="Group volume">120</td>' in page
    assert '<td class="end" data-label="Counts">100</td>' in page
    assert 'hx-get="/rank/ahead/"' in page
    assert 'action="/rank/what-if/"' in page


def test_the_way_and_what_higher_ranks_would_have_paid(get):
    page = text(get("/rank/ahead/"))
    assert "The nearest way to Builder" in page
    assert "1 more paying customer of your own" in page
    assert "40 more points of group volume" in page
    assert "1 leg is there already" in page
    assert "Leg of Eve Empty (EVE): room for 100 points" in page
    assert "1 of them has yet to be begun" in page
    assert "What it would have paid" in page
    assert "your rank now" in page


def test_of_other_peoples_customers_nothing_is_shown(get, terms):
    paths = ["/rank/", "/rank/ahead/", "/forecast/worked-out/", asked(terms=terms)]
    for path in paths:
        page = text(get(path))
        assert "of DAN" not in page, path
        assert "dan@example.com" not in page, path


def test_what_if_shows_before_and_after(get, terms):
    answer = get(asked(terms=terms, agent="BEA", customers=1))
    page = text(answer)
    assert answer.status_code == 200
    assert "Your rank stays Associate" in page
    assert "Pay of a month in USD" in page
    # 10 % of 22.00 and 5 % of 44.00; and then 2.20 more.
    assert 'data-label="Before"><span class="amount" title="4.40000000 USD">' in page
    assert 'data-label="After"><span class="amount" title="6.60000000 USD">' in page
    assert "no promise" in page


def test_another_price_and_other_points_take_the_place_of_the_usual_ones(get, terms):
    page = text(get(asked(terms=terms, agent="BEA", customers=1, volume=7, price="11,50")))
    assert 'title="5.55000000 USD">' in page
    assert 'data-label="After">67</td>' in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"customers": "many"}, "Enter a whole number."),
        ({"customers": 0}, "greater than or equal to 1"),
        ({"customers": 10_001}, "less than or equal to 10000"),
        ({"customers": ""}, "This field is required."),
        ({"terms": "9-XYZ"}, "not one of the available choices"),
        ({"volume": -1}, "greater than or equal to 0"),
        ({"price": "1.234"}, "write it like 22.00"),
        ({"price": "-5"}, "write it like 22.00"),
        ({"agent": "D A N!"}, "1 to 32 letters, digits and hyphens."),
        ({"agent": "%00"}, "Null characters are not allowed."),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(get, terms, fields, said):
    answer = get(asked(**{"terms": terms} | fields))
    assert answer.status_code == 422
    assert said in text(answer)
    assert "Before" not in text(answer)


@pytest.mark.parametrize("code", ["ANN", "CY", "NOBODY"])
def test_a_code_that_is_not_in_the_team_is_told_alike_whosever_it_is(get, terms, code):
    answer = get(asked(terms=terms, agent=code))
    assert answer.status_code == 404
    assert f"Nobody in your team has the code {code}." in text(answer)


def test_a_form_without_its_parts_is_refused(get):
    assert get("/rank/what-if/?more-TOTAL_FORMS=x").status_code == 422
    assert get("/rank/what-if/?more-TOTAL_FORMS=0&more-INITIAL_FORMS=0").status_code == 422
    assert get("/rank/what-if/?agent=<b>&page=x").status_code == 200


def test_lines_that_are_left_as_they_are_are_left_out(get, terms):
    more = f"&more-1-agent=BEA&more-1-customers=&more-1-terms={terms}&more-1-volume=&more-1-price="
    path = asked(terms=terms).replace("TOTAL_FORMS=1", "TOTAL_FORMS=2") + more
    assert get(path).status_code == 200
    # Another agent was chosen there, and the number forgotten.
    assert get(path.replace("more-1-agent=BEA", "more-1-agent=DAN")).status_code == 422


def test_before_the_first_night_each_page_says_what_is_to_come(db, client):
    build.plan()
    client.force_login(
        build.log_in_for(build.agent("BEA"), get_user_model()), backend=MODEL_BACKEND
    )
    assert "You have no rank yet." in text(client.get("/rank/"))
    assert "You have no rank yet." in text(client.get("/rank/what-if/"))
    assert client.get("/rank/ahead/").status_code == 200
    assert "No charge that pays you is due tonight." in text(client.get("/forecast/worked-out/"))


def test_without_a_plan_there_is_nothing_to_look_ahead_to(db, client):
    client.force_login(
        build.log_in_for(build.agent("BEA"), get_user_model()), backend=MODEL_BACKEND
    )
    for path in ("/forecast/", "/forecast/worked-out/"):
        assert "There is nothing to look ahead to yet." in text(client.get(path))


def test_the_number_of_queries_does_not_grow_with_the_team(get, bea, django_assert_max_num_queries):
    paths = ["/rank/", "/forecast/", "/rank/?page=1"]
    for path in paths:
        get(path)
    few = {}
    for path in paths:
        with django_assert_max_num_queries(30) as asked_then:
            get(path)
            few[path] = len(asked_then)
    for number in range(30):
        build.agent(f"L{number}", under=bea)
    run_through(through=date(2026, 2, 11))
    get("/rank/")
    for path in paths:
        with django_assert_max_num_queries(few[path]):
            get(path)
    assert "Page 1 of 2" in text(get("/rank/"))
