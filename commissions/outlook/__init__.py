"""What is to come for one agent: tonight, the rest of the month, the next rank, and what if.

An agent's rank and pay depend on its own downline alone. So the night's own code runs here on that
downline, as a network whose root is the agent: what is shown is what would be paid, and not an
estimate of it.

- `below.py` an agent's downline as a source of facts (nights/sources.py).
- `tonight.py` what tonight's run would post to the agent if it ran now.
- `renewals.py` who is still to renew this month; `weights.py` how many of such have renewed so far;
  `forecast.py` puts the month together.
- `base.py` one month's charges at the last night's facts. On it: `what_if.py` with more customers,
  `way.py` the nearest way to the next rank.
- `legs.py` the legs, from stored standings alone. `sums.py` an agent's lines, summed.
- `higher.py` what a higher rank would have paid at the sales of last month, whose nights `lived.py`
  reads. `ahead.py` puts that and the way together.
- `terms.py` what a customer of each product usually pays.

It imports the engine, nights, standings, plans, the ledger and the network; views read it. It
takes no lock and writes nothing. It promises that `tonight` is what the night then pays where no
fact changes in between, and of everything else says what it rests on.
"""
