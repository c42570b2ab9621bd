"""Adjustments: a bonus, a correction or a fee, by an administrator and with a reason.

`adjust.py` is the only writer. Up to a limit of its currency an adjustment is posted at once, above
it when a second person has approved it, and so it is with its reversal (the database refuses the
same one). Nobody adjusts an account of its own (ledger/triggers.py). It is a transfer between the
agent's account and the commission expenses like any other, and is reversed at most once: the
reversal's key comes from the transfer's.

It imports the ledger and the network; nothing but the pages imports it.
"""
