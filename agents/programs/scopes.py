"""What a key may be good for. `read` to look, `write` to change; none of them is in another."""

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

SCOPES = {
    "network:read": _("See agents, the tree and customers"),
    "network:write": _("Enrol agents, report customers"),
    "sales:read": _("See products, subscriptions, charges and refunds"),
    "sales:write": _("Report subscriptions, charges, failed charges, refunds and cancellations"),
    "money:read": _("See commissions, balances, statements and payouts"),
    "money:write": _("Propose adjustments, place holds"),
    "desk:read": _("See ranks, explanations, goals, training and news"),
    "desk:write": _("Set goals, cheer, and change preferences"),
    "hooks:read": _("See webhook endpoints and deliveries"),
    "hooks:write": _("Change webhook endpoints, and send deliveries again"),
}
_THE_COMPANY_S = {"network:write", "sales:write", "money:write", "hooks:read", "hooks:write"}


def offered_to(user: AbstractBaseUser) -> dict[str, str]:
    return SCOPES if user.is_staff else offered_to_agents()


def offered_to_agents() -> dict[str, str]:
    """An agent reports no sales, and enrols nobody by itself."""
    return {scope: words for scope, words in SCOPES.items() if scope not in _THE_COMPANY_S}
