"""How it has gone, as pictures: what an agent earned, its team, its legs, and who stayed.

- `earned.py` by month and kind · `people.py` team and customers at the ends of months · `legs.py`
  volume by leg · `stayed.py` retention by cohort · `needs.py` the next rank's requirements as rings

Each reads stored rows in a number of queries that depends on nothing, and hands the template both
the numbers and their geometry (commissions/charts). Everything is as of a night, and goes back
`MONTHS` months, or to where the numbers begin.

It imports standings, plans, the network and charts; views read it.
"""

MONTHS = 12
