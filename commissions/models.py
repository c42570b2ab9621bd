"""Each slice owns its models; Django looks for them here."""

from commissions.ledger.models import Account, Transfer
from commissions.nights.models import Carry, CommissionedCharge, Line, Run
from commissions.plans.models import Plan, Rank

__all__ = [
    "Account",
    "Carry",
    "CommissionedCharge",
    "Line",
    "Plan",
    "Rank",
    "Run",
    "Transfer",
]
