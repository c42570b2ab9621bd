"""plan*.toml: what is read, and what is refused, by line."""

from datetime import date

import pytest

from commissions.plans import toml
from commissions.plans.toml import BadPlan, ParsedPlan, ParsedRank

FULL = """\
name = "Unilevel 2026"
effective_from = 2026-01-01
active_volume = 40                 # a comment
active_customers = 1
compression = "qualified"
downline_basis = "residual"
own_accounts_pay = true
residual_requires_active = true
hold_days = 14

[[ranks]]
name = "Associate"
residual = "10%"
levels = ["5%", "0.25%"]

[[ranks]]
name = "Leader"
override = "2.4375 %"
personal_volume = 60
customers = 2
group_volume = 1000
max_leg_share = "50%"
legs = 2

[[ranks]]
name = "Director"
legs = 1
leg_rank = "Leader"
"""
LEAST = 'name = "Least"\neffective_from = 2026-01-01\n[[ranks]]\nname = "Associate"\n'


def test_every_key():
    assert toml.parse(FULL) == ParsedPlan(
        name="Unilevel 2026",
        effective_from=date(2026, 1, 1),
        active_volume=40,
        active_customers=1,
        compression="qualified",
        downline_basis="residual",
        own_accounts_pay=True,
        residual_requires_active=True,
        hold_days=14,
        ranks=(
            ParsedRank("Associate", residual_ppm=100_000, levels_ppm=(50_000, 2_500)),
            ParsedRank(
                "Leader",
                override_ppm=24_375,
                personal_volume=60,
                customers=2,
                group_volume=1000,
                max_leg_share_ppm=500_000,
                legs=2,
            ),
            ParsedRank("Director", legs=1, leg_position=1),
        ),
    )


def test_what_is_left_out():
    plan = ParsedPlan("Least", date(2026, 1, 1), ranks=(ParsedRank("Associate"),))
    assert toml.parse(LEAST) == plan
    assert (plan.compression, plan.downline_basis, plan.hold_days) == ("active", "charge", 0)
    assert plan.ranks[0].max_leg_share_ppm == 1_000_000


ENDLESS = "not a plan: nested too deeply, or a number has thousands of digits"
WRONG = [
    (
        "active_volume = 40",
        "active_volumes = 40",
        3,
        'unknown key "active_volumes"; the keys here are '
        "name, effective_from, active_volume, active_customers, compression, downline_basis, "
        "own_accounts_pay, residual_requires_active, hold_days",
    ),
    ('name = "Unilevel 2026"', "", 1, "no name"),
    ("effective_from = 2026-01-01", "", 1, "no effective_from"),
    ('"Unilevel 2026"', '" "', 1, 'name: " " is not a name'),
    (
        '"Unilevel 2026"',
        f'"{"x" * 101}"',
        1,
        f'name: "{"x" * 59}… has 101 characters; 100 is the most',
    ),
    (
        "2026-01-01",
        '"2026-01-01"',
        2,
        'effective_from: "2026-01-01" is not a date; write it without quotes, like 2026-01-31',
    ),
    (
        "2026-01-01",
        "2026-01-01T00:00:00",
        2,
        'effective_from: "2026-01-01 00:00:00" is not a date; '
        "write it without quotes, like 2026-01-31",
    ),
    ("2026-01-01", "1026-01-01", 2, "effective_from: 1026-01-01 is not in the years 1900 to 2999"),
    (
        "active_volume = 40",
        "active_volume = -1",
        3,
        "active_volume: -1 is not from 0 to 1000000000000",
    ),
    (
        "active_volume = 40",
        "active_volume = 4.5",
        3,
        "active_volume: 4.5 is not a whole number, like 40",
    ),
    (
        "active_volume = 40",
        "active_volume = true",
        3,
        "active_volume: true is not a whole number, like 40",
    ),
    ('"qualified"', '"dynamic"', 5, 'compression: "dynamic" is none of none, active, qualified'),
    ('basis = "residual"', "basis = []", 6, "downline_basis: [] is none of charge, residual"),
    (
        "own_accounts_pay = true",
        'own_accounts_pay = "true"',
        7,
        'own_accounts_pay: "true" is neither true nor false',
    ),
    ("hold_days = 14", "hold_days = 36501", 9, "hold_days: 36501 is not from 0 to 36500"),
    (
        'residual = "10%"',
        "residual = 10",
        13,
        'residual: 10 is not a rate; write it as text, like "2.5%"',
    ),
    (
        'residual = "10%"',
        "residual = 0.1",
        13,
        'residual: 0.1 is not a rate; write it as text, like "2.5%"',
    ),
    (
        'residual = "10%"',
        'residual = "10"',
        13,
        "residual: '10' is not a rate; write it as text, like \"2.5%\"",
    ),
    (
        'residual = "10%"',
        'residual = "-1%"',
        13,
        "residual: '-1%' is not a rate; write it as text, like \"2.5%\"",
    ),
    (
        'residual = "10%"',
        'residual = "0.12345%"',
        13,
        'residual: "0.12345%" has more than 4 decimals',
    ),
    ('residual = "10%"', 'residual = "100.0001%"', 13, 'residual: "100.0001%" is above 100%'),
    ('["5%", "0.25%"]', '"5%"', 14, 'levels: "5%" is not a list of rates, like ["5%", "3%"]'),
    ('["5%", "0.25%"]', '["5%", 3]', 14, 'levels: 3 is not a rate; write it as text, like "2.5%"'),
    ('name = "Associate"', "", 11, "no name"),
    (
        'name = "Leader"',
        'name = "Associate"',
        17,
        'name: "Associate" is the rank of line 12 already',
    ),
    (
        'levels = ["5%"',
        'customers = 1\nlevels = ["5%"',
        14,
        "customers: the first rank has no requirements, everyone has it",
    ),
    (
        'levels = ["5%"',
        'leg_rank = "Leader"\nlevels = ["5%"',
        14,
        'leg_rank: "Leader" is not a lower rank; those are: none',
    ),
    (
        'leg_rank = "Leader"',
        'leg_rank = "Director"',
        28,
        'leg_rank: "Director" is not a lower rank; those are: Associate, Leader',
    ),
    (
        "customers = 2",
        "customer = 2",
        20,
        'unknown key "customer"; the keys here are name, residual, '
        "levels, override, personal_volume, customers, group_volume, max_leg_share, legs, leg_rank",
    ),
    ("legs = 2", "legs = [2", 25, "not TOML: Unclosed array"),
    ("hold_days = 14", "hold_days = ", 9, "not TOML: Invalid value"),
    ('leg_rank = "Leader"', 'leg_rank = "Leader', 28, "not TOML: Illegal character '\\n'"),
    ("legs = 2", "legs = " + "[" * 5000, 1, ENDLESS),
    ("legs = 2", "legs = " + "9" * 5000, 1, ENDLESS),
]


@pytest.mark.parametrize(("old", "new", "line", "said"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_is_told_by_line(old, new, line, said):
    with pytest.raises(BadPlan) as bad:
        toml.parse(FULL.replace(old, new, 1))
    assert (line, said) in bad.value.problems


@pytest.mark.parametrize(
    ("ranks", "said"),
    [
        ("", (1, "no ranks; write at least one, under [[ranks]]")),
        ("[ranks]\nname = 'A'", (3, "ranks: each is a table of its own, under [[ranks]]")),
        ("ranks = ['A']", (3, "ranks: each is a table of its own, under [[ranks]]")),
    ],
)
def test_a_plan_has_ranks(ranks, said):
    with pytest.raises(BadPlan) as bad:
        toml.parse(f'name = "None"\neffective_from = 2026-01-01\n{ranks}\n')
    assert bad.value.problems == [said]


def test_all_that_is_wrong_is_told():
    with pytest.raises(BadPlan) as bad:
        toml.parse("hold_days = -1\n[[ranks]]\nresidual = 3\n[[ranks]]\nlegs = 'x'\n")
    assert [line for line, _ in bad.value.problems] == [1, 1, 1, 2, 3, 4, 5]
