"""Stripe reports sales: each event is stored once and processed once, in whatever order they come.

door.py the signed request · models.py what came, and what became of it · take.py an event at a
time, and those that wait for it · meaning.py what the types mean, as rows for commissions/loading.

- A subscription is ours if its metadata has `agent`, an agent's code; others are ignored. `volume`,
  `commissionable_minor` and `product` stand in its metadata too. It is billed monthly.
- `invoice.paid` is a charge: its ref is the invoice's id, its period begins on the day on which the
  line's does. Commissionable is the subscription's amount, and never more than was paid.
- `charge.refunded` says how much of a payment has been given back in all; what is new of it is a
  refund. It waits for its payment, as that waits for its subscription.
- What the rules refuse is kept with the reason, and Stripe is told that it arrived.
"""
