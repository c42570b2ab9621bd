"""Each slice owns its models; Django looks for them here."""

from commissions.adjustments.models import Adjustment
from commissions.feed.models import Digest
from commissions.goals.models import Cheer, Goal
from commissions.ledger.models import Account, Transfer
from commissions.monitoring.models import Verification
from commissions.nights.models import Carry, CommissionedCharge, Line, Run
from commissions.payouts.models import (
    AnswerFile,
    Approval,
    Batch,
    Hold,
    Item,
    PayoutMethod,
    TaxForm,
)
from commissions.plans.models import Plan, Rank
from commissions.standings.models import Ahead, Earned, Event, Standing
from commissions.statements.models import TaxThreshold
from commissions.stripe_in.models import StripeEvent

__all__ = [
    "Account",
    "Adjustment",
    "Ahead",
    "AnswerFile",
    "Approval",
    "Batch",
    "Carry",
    "Cheer",
    "CommissionedCharge",
    "Digest",
    "Earned",
    "Event",
    "Goal",
    "Hold",
    "Item",
    "Line",
    "PayoutMethod",
    "Plan",
    "Rank",
    "Run",
    "Standing",
    "StripeEvent",
    "TaxForm",
    "TaxThreshold",
    "Transfer",
    "Verification",
]
