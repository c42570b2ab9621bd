"""The network for programs, below /api/v1/: me, agents and the tree, customers, products,
subscriptions, charges, refunds.

A module for each: what is shown (serializers), by what it is filtered, and the views. Who sees
which rows is agents/access.py's; keys and scopes are agents/programs'.
"""
