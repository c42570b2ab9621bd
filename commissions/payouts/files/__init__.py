"""Files for banks and answers from banks, as pure functions over bytes.

`order.py` says what is to be paid; `pain001.py`, `nacha.py` and `table.py` each write it,
`write(order, payer) -> bytes`, or raise `OrderRefused`. `answers/` reads what the bank sends back.

Imports the standard library, libraries and `mlmsite.lib`: no models, settings or clock. The same
order gives the same bytes, so a file that was lost is written again and not paid twice.
"""
