"""The money and the desk for programs, below /api/v1/; and what billing systems report.

reporting.py sales come in, rows.py what such a row is · money.py what was paid · explain.py why ·
desk.py ranks, goals, training, news · outlook.py what is to come, and who needs a word · office.py
plans, adjustments, holds · exports.py for the data team · agents.py what belongs to one agent.
"""
