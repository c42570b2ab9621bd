"""Webhooks out: what happened is told to whoever the company has named, by the conventions of
Standard Webhooks.

outbox.py writes what happened, in the transaction in which it does · endpoints.py whom to tell ·
addresses.py which addresses are nobody's business · sending.py who gets what, signed, tried again
for three days.

Told at least once, in no promised order; `webhook-id` is the same each time. Who has failed for all
of that is told nothing more until somebody has looked.
"""
