"""Programs that ask in somebody's name: with a key, or by OAuth.

scopes.py what a key may be good for · keys.py making, finding, revoking · authentication.py whose
request it is · permission.py whether it may · once.py a write that is sent twice is done once ·
resource.py the base of the API's views.

A key is its user's: an agent's key reaches what the agent reaches, an administrator's is a key of
the company. It stops working with its user. Which rows are reached is agents/access.py's.
"""
