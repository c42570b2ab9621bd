"""The demo company's compensation plan: at most 40 % of a charge's commissionable is paid out."""

from datetime import date

_PLAN = """\
name = "Unilevel, five ranks"
effective_from = {effective_from}
active_volume = 40
active_customers = 1
compression = "active"
hold_days = 14

[[ranks]]
name = "Associate"
residual = "15%"
levels = ["4%", "2%"]

[[ranks]]
name = "Builder"
residual = "16%"
levels = ["4%", "3%", "2%"]
override = "0.5%"
personal_volume = 80
customers = 2
group_volume = 400

[[ranks]]
name = "Leader"
residual = "18%"
levels = ["5%", "3%", "2%", "1%"]
override = "1.5%"
personal_volume = 100
customers = 3
group_volume = 1200
max_leg_share = "60%"
legs = 2
leg_rank = "Associate"

[[ranks]]
name = "Director"
residual = "19%"
levels = ["5%", "4%", "3%", "1%", "1%"]
override = "3%"
personal_volume = 120
customers = 3
group_volume = 4000
max_leg_share = "50%"
legs = 2
leg_rank = "Leader"

[[ranks]]
name = "Ambassador"
residual = "20%"
levels = ["5%", "4%", "3%", "2%", "1%", "0.5%"]
override = "4.5%"
personal_volume = 150
customers = 4
group_volume = 20000
max_leg_share = "40%"
legs = 3
leg_rank = "Leader"
"""


def toml(effective_from: date) -> str:
    """The text of the plan's file."""
    return _PLAN.format(effective_from=effective_from)
