"""The money and the desk for programs, below /api/v1/; and what billing systems report.

reporting.py sales come in · runs.py ledger.py payouts.py what was paid · desk.py ranks, goals,
training, news · explain.py why · office.py plans, adjustments, holds for administrators.
"""
