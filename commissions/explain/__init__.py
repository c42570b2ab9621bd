"""Why was I paid, and why not: any line and any charge of a past night, told from what is stored.

- `walk.py` pure: a charge's way up the tree, agent by agent, with the rule that decided each.
- `pay.py` pure: what the engine pays the agent at the top for some charges, also had it been
  active, or of another rank; `conditions.py` which of those are worth telling.
- `ways.py` reads: the ways from owners up to an agent, as a night saw them, with the standings that
  it decided. `then.py` and `charges.py` a night's charges, `people.py` the names that the reader
  may see; `told.py` puts these together for the pages.
- `story.py` one line, with `refunds.py` (a clawback's) and `rounding.py` (the night's whole cents).
- `missed.py` a page of charges that paid less than they could have.

Amounts come from the engine that paid: it runs again on the ways alone, as nobody beside or above
them can change what they pay. `walk` finds the reasons by itself, and must come to the same lines
(`Disagrees`). Nothing is written here. The number of queries depends neither on the size of a team
nor on the number of charges.

It imports the nights, the standings, the plans, the engine and the network; pages read it.
"""
