"""Who needs me today: my customers by name, my team by what the last night could see coming.

- `customers.py` own customers that are about to lapse or whose charge failed, by the commission at
  risk; `team.py` those below: new without a customer, about to lose activity or a rank, near the
  next rank, a goal falling behind. Each hint has its reason and one next step.

Everything is read when it is asked for, in a number of queries that doesn't depend on the size of
the team. It imports standings, goals and the network; views alone import it.
"""
