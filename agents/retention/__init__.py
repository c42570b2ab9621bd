"""Who stays: read from charges alone, those paid and not refunded in full.

- `cohorts.py` an agent's own customers by the month of their first charge, and how many were left
  k months later.
- `renewals.py` the whole company's subscriptions by age: how many came to their k-th renewal, and
  how many renewed.

A subscription has one period in each calendar month (periods.py), so months are counted and not
days. Only months that are over are counted, or who is charged on the 28th would seem to have left
until then. Own accounts are left out: they are no paying customers.

It imports the network's models, and returns whole numbers; a share is for whoever shows it.
"""
