"""What agents' pages sell, who subscribed there, and how it is cancelled.

    models.py       Offer Order Cancellation
    subscribing.py  a visitor becomes a customer     cancelling.py  a subscription ends, or goes on
    private.py      a customer's page without an account

Beside access and billing, on agents.models and mlmsite.lib; knows nothing of the money that a
night makes of it. It promises:

- A customer stays whose it is. Who is known by its e-mail address subscribes as that customer,
  below the agent who acquired it, whoever's link it followed. No page tells that it is known.
- Whatever is sent twice, or at the same time, makes one customer and one subscription.
- Cancelling takes one step. What is paid stays, and until the end it can be undone.
"""
