"""The back office: where a company's administrators pay out.

`door.payouts_page` is a page of it, `door.action` something done with money, for which the second
factor was asked a short while ago, and `door.download` a file with what only few may see.
"""
