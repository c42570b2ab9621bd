"""Statements: what an agent's account says month by month, and what it was paid in a year.

- `month.py` reads one month of one account out of the ledger; `index.py` lists an agent's months
  and years; `words.py` says what a transfer is.
- `pdf.py` draws a month, with the letters that `letters.py` has.
- `tax.py` adds up what was paid in a year, against the threshold of that year (`models.py`, rows
  that an administrator adds to); `filer.py` writes what has to be reported as CSV.

Nothing of a statement is stored: it is read from the ledger each time, so it always equals it. Its
number is made of the month, the currency and the agent's id, none of which ever changes. A final
one stays as it is, since nothing is posted into a month that is over (ledger/check.py).

It imports the nights, the ledger, payouts' rows and adjustments; nothing but the pages imports it.
"""
