"""Where everybody stands after each night, kept so that pages need not compute it.

- `models.py` Standing: what the night decided of an agent, one row for as long as nothing of it
  changes; so any past night's can be read, and the current one is a row. Earned: an agent's lines
  of a month, summed. Event: what happened to an agent that its upline wants to know.
- `record.py` and `months.py` are the only writers, called by the night in its own transaction.
- `standing.py` tells an agent's own, and what the next rank still needs; `legs.py` by leg.
- `check.py` is this package's part of `verify`: all of it can be computed anew, and must agree.

It imports the engine, the plans and the network; nights write it, and pages read it.
"""
