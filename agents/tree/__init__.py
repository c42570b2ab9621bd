"""The recruitment tree: nested intervals with room in them.

Django-mptt's model, columns and reading stay: an agent's downline is one range of `lft` in its
`tree_id`. But the ends are spread over 62 bits instead of counted 1, 2, 3, so that a new agent
takes its interval out of the free space at the end of its sponsor's and no other row is written.
Where that space has run out, the labels around it are spread evenly again (labels.py says how few).

    labels.py   pure: where labels go           places.py  pure: a whole forest at once
    node.py     what of django-mptt assumes     lock.py    the lock of whoever moves labels
                that the numbers are counted    space.py   room under a sponsor
    enrol.py    one agent, or many              renumber.py  all of it anew
    move.py     to another sponsor              past.py    who was above whom on a day
    check.py    is it right? (`verify`)

Nobody else writes lft, rght, tree_id, level or sponsor; node.py refuses it.

What is locked, and why that suffices
-------------------------------------
The free space at the end of an agent's interval belongs to that agent: only its next recruit goes
there. So who enrols locks the sponsor's row, and nothing else. Under the same sponsor enrolments
queue; under different ones they never meet.

Whoever changes labels that are there (a spread, a move, a load) first takes the tree's lock, and
is alone among its kind. It then locks each row that it will rewrite, and the one whose free space
the end of its range cuts; then it looks again, until it finds no row that it hasn't locked. An
enrolment under way holds the row of its sponsor, so it is waited for, and its agent is seen; a
later one waits, and reads the new labels.

No deadlock: an enrolment that finds no room lets its sponsor's row go (a savepoint) before it waits
for the tree's lock, so nobody who waits for that lock holds a row. Whoever enrols several agents
in one transaction of its own must take `lock.lock()` around them, as `enrol_many` does.

Reading needs no lock: a range is compared with the agent's own row in the same statement. On SQLite
the transaction's write lock (BEGIN IMMEDIATE) is all of this at once.
"""
