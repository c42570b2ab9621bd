"""From balance to bank: an agent's money goes out in batches that two people approve.

- `methods.py`, `tax_forms.py`, `holds.py` are the only writers of where an agent's money goes, of
  who it is for the tax office, and of what an administrator holds back.
- `due.py` says what can be paid on a day and why the rest can't; it writes nothing.
- `batches.py` makes a batch of what is due and takes it through draft → submitted → approved →
  sent → settled; `outcomes.py` takes its items from sent to paid, failed or returned, and
  `answers.py` does that from a bank's file. Each step is one transaction that first locks the
  batch: taken twice, by two people or after a crash, it happens once.
- `since.py` says what the payees of a batch lost after it was submitted.
- `posting.py` says which transfers a step stands for. Submitting moves money from the agent to
  clearing, paying moves it on to cash, failing and returning reverse that. So what is owed is
  always the ledger's balance, and nothing here stores a sum.
- `files/` writes what the bank is sent and reads what it answers; it knows no database.
- `check.py` is this package's part of `verify`.

What two people must do is in the database too (ledger/triggers.py): the maker of a batch, its
payees, and whoever last changed one of their methods, can't approve it; an approval is of the
items' SHA-256, and a batch is sent only with enough approvals of the items that it has.

It imports the ledger and the network; nights, loading and statements know nothing of it.
"""
