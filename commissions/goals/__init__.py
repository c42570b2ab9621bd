"""What an agent wants to reach in a month: customers, group volume, a rank, an income.

- `models.py` Goal, and what those above say of it (Cheer).
- `setting.py` is the only writer of both; `reached.py` computes how far each goal is, from
  standings and monthly sums: nobody types progress in. `met.py` tells, after a night, who has met
  one.

An upline sees the goals that their owner shares, and no others. It imports standings and plans;
nothing that pays knows of it.
"""
