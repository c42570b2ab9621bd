"""The news of a team: who joined, has a first customer, a new rank, met a goal, is not active any
more. The nights write the events (standings/record.py), goals the met ones.

- `news.py` reads them; nobody sees those of people outside of its downline.
- `digest.py` mails them, to whom wants that, once a day or week; `models.Digest` says what was
  mailed, so that a mail started twice goes out once. `leaving.py` makes and reads the link in each
  mail that ends them, without a log-in.

It imports standings, goals and preferences; nothing imports it but views and tasks.
"""
