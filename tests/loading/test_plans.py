"""Which plans can be loaded, added and replaced."""

from datetime import date

import pytest

from commissions.loading.outcome import Count
from commissions.nights.run import run_through
from commissions.plans.models import Plan
from tests.loading.folders import GOOD, load_files, refused


def plan(day: str = "2026-01-01", *, residual: str = "10%", name: str = "First") -> str:
    rank = f'[[ranks]]\nname = "Associate"\nresidual = "{residual}"\n'
    return f'name = "{name}"\neffective_from = {day}\n{rank}'


@pytest.fixture
def nights_have_run(db, tmp_path):
    load_files(tmp_path, GOOD | {"plan.toml": plan()})
    run_through(through=date(2026, 1, 3))


def test_every_plan_file_is_a_version(db, tmp_path):
    load_files(tmp_path, {"plan.toml": plan(), "plan-2.toml": plan("2026-02-01", residual="12%")})
    assert [p.ranks.get().residual_ppm for p in Plan.objects.order_by("effective_from")] == [
        100_000,
        120_000,
    ]


def test_two_plans_from_the_same_day_are_refused(db, tmp_path):
    assert refused(tmp_path, {"plan.toml": plan(), "plan-2.toml": plan(name="Other")}) == [
        "plan.toml:2: effective_from: plan-2.toml has a plan from 2026-01-01 already"
    ]


def test_what_is_wrong_in_a_plan_stops_the_rest(db, tmp_path):
    assert refused(tmp_path, GOOD | {"plan-x.toml": plan(residual="101%").encode() + b"\xff"}) == [
        "plan-x.toml:6: byte 0xff is not UTF-8; save the file in that encoding"
    ]
    assert refused(tmp_path, GOOD | {"plan-x.toml": plan("2026-05-01", residual="101%")}) == [
        'plan-x.toml:5: residual: "101%" is above 100%'
    ]
    assert not Plan.objects.exists()


def test_a_plan_that_no_night_has_used_is_replaced(db, tmp_path):
    load_files(tmp_path, {"plan.toml": plan()})
    key = Plan.objects.get().pk
    loaded = load_files(tmp_path, {"plan.toml": plan(residual="12%", name="Better")})
    assert loaded.files == {"plan.toml": Count(updated=1)}
    better = Plan.objects.get()
    assert (better.pk, better.name, better.ranks.get().residual_ppm) == (key, "Better", 120_000)


def test_an_equal_plan_is_left_alone_even_where_nights_have_used_it(nights_have_run, tmp_path):
    loaded = load_files(tmp_path, {"any-name.csv": "", "plan-1.toml": plan()})
    assert loaded.files == {"plan-1.toml": Count(unchanged=1)}


def test_a_plan_that_nights_have_used_never_changes(nights_have_run, tmp_path):
    assert refused(tmp_path, {"plan.toml": plan(residual="12%")}) == [
        "plan.toml:2: effective_from: the plan from 2026-01-01 is loaded with other ranks, and "
        "nights have run with it; give a new plan an effective_from after 2026-01-03"
    ]


def test_a_new_plan_for_nights_that_have_run_is_refused(nights_have_run, tmp_path):
    assert refused(tmp_path, {"plan.toml": plan("2026-01-03")}) == [
        "plan.toml:2: effective_from: the nights through 2026-01-03 have run with another plan; "
        "give a new plan an effective_from after 2026-01-03"
    ]
    load_files(tmp_path, {"plan.toml": plan("2026-01-04")})


def test_a_plan_for_nights_to_come_can_still_be_replaced(nights_have_run, tmp_path):
    load_files(tmp_path, {"plan.toml": plan("2026-01-04")})
    loaded = load_files(tmp_path, {"plan.toml": plan("2026-01-04", residual="1%")})
    assert loaded.files == {"plan.toml": Count(updated=1)}
