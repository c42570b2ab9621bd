"""Moving an agent to another sponsor, with its price shown first.

`preview` says what the next night would pay as things stand and after the move, by the night's own
code: it bills, reads and computes as the night will, twice, and leaves nothing behind. The move
itself is agents.tree.move, which knows nothing of money.
"""
