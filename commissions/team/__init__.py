"""An agent's team as its pages show it: who is where, and what the last night decided of them.

- `members.py` one of the team as I see it: name, code, rank, totals; contact where it is shared.
- `keyset.py` the next rows behind the one that was shown last, whatever they are sorted by.
- `tree.py` the recruits of one, what is open on the way to somebody, the search; `levels.py` all of
  the team, level by level.
- `table.py` everybody, filtered and sorted, a page at a time; `export.py` the same as CSV.
- `card.py` one person, month by month.

It reads the network, the standings and the plans, and writes nothing. It promises that no page
makes more queries when the team is larger, and that what it tells of others' customers is counts
and sums. Whoever joined after the last night has no figures yet: `standing` is None.
"""
