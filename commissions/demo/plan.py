"""The demo company's compensation plan: five ranks, and a payout of some 40 % at the most."""

PLAN = """\
name = "Unilevel with five ranks"
effective_from = {go_live}
active_volume = 40
active_customers = 1
compression = "active"
downline_basis = "charge"
hold_days = 14

[[ranks]]
name = "Associate"
residual = "15%"
levels = ["4%", "2%"]

[[ranks]]
name = "Builder"
residual = "17%"
levels = ["5%", "3%", "2%"]
override = "0.5%"
personal_volume = 60
customers = 2
group_volume = 250

[[ranks]]
name = "Leader"
residual = "19%"
levels = ["5%", "4%", "3%", "2%"]
override = "1.5%"
personal_volume = 80
customers = 3
group_volume = 1200
max_leg_share = "60%"
legs = 2
leg_rank = "Builder"

[[ranks]]
name = "Director"
residual = "20%"
levels = ["6%", "4%", "3%", "2%", "1%"]
override = "3%"
personal_volume = 100
customers = 3
group_volume = 5000
max_leg_share = "50%"
legs = 2
leg_rank = "Leader"

[[ranks]]
name = "Ambassador"
residual = "22%"
levels = ["6%", "5%", "3%", "2%", "1.25%", "0.75%"]
override = "4.5%"
personal_volume = 100
customers = 4
group_volume = 20000
max_leg_share = "40%"
legs = 3
leg_rank = "Director"
"""
