"""The only writer of payout methods: validated, sealed, announced, and held for some days.

Whoever gets hold of a log-in wants the next payout on an account of its own. So a change asks for
the password or the second factor (the page), is told to the address that was known before it, and
holds all of the agent's payouts for `PAYOUT_METHOD_HOLD_DAYS`: by whatever account it is, as a
removal moves money to the method that is left.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from achkit import is_valid_routing
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException

from agents.models import Agent
from commissions.payouts.files.order import Ach, ByHand, Iban
from commissions.payouts.models import PayoutMethod, Rail
from mlmsite.lib.sealing import masked, open_sealed, seal

Account = Iban | Ach | ByHand

CURRENCY = {Rail.SEPA: "EUR", Rail.ACH: "USD"}
"""Rails that carry one currency only."""

_RAIL = {Iban: Rail.SEPA, Ach: Rail.ACH, ByHand: Rail.MANUAL}
_ACCOUNT: dict[str, type[Account]] = {rail: account for account, rail in _RAIL.items()}


class BadAccount(ValueError):
    """The account can't be right; the message says what of it."""


def iban(text: str, *, bic: str = "") -> Iban:
    try:
        number = IBAN(text)
    except SchwiftyException:
        raise BadAccount(
            gettext(
                "This is no valid IBAN: look for a wrong or missing character. "
                "It begins with two letters, like DE89 3704 0044 0532 0130 00."
            )
        ) from None
    if not number.in_sepa_zone:
        raise BadAccount(
            gettext("A SEPA transfer doesn't reach accounts in %(country_code)s.")
            % {"country_code": number.country_code}
        )
    try:
        return Iban(number.compact, BIC(bic).compact if bic else "")
    except SchwiftyException:
        raise BadAccount(
            gettext("This is no valid BIC; leave it empty if you don't know it.")
        ) from None


def ach(*, routing: str, account: str, savings: bool = False) -> Ach:
    routing, account = routing.replace(" ", ""), account.replace(" ", "")
    if not (routing.isascii() and is_valid_routing(routing)):
        raise BadAccount(
            gettext(
                "This is no valid routing number: it has nine digits, at the bottom left of a "
                "check."
            )
        )
    if not (account.isascii() and account.isalnum() and 4 <= len(account) <= 17):
        raise BadAccount(gettext("An account number has 4 to 17 letters or digits."))
    return Ach(routing, account, savings)


def set_method(
    agent: Agent,
    account: Account,
    *,
    holder: str,
    by: AbstractBaseUser,
    at: datetime,
    today: date,
) -> PayoutMethod:
    """From now on the agent's money goes there; its first method holds it like any other."""
    rail = _RAIL[type(account)]
    with transaction.atomic():
        Agent.objects.select_for_update(no_key=True).get(pk=agent.pk)
        before = in_use(agent).filter(rail=rail).first()
        if before:
            before.retired_at = at
            before.save(update_fields=["retired_at"])
        return PayoutMethod.objects.create(
            agent=agent,
            rail=rail,
            sealed=seal({"holder": holder, **_texts(account)}),
            masked=masked_of(account),
            set_at=at,
            set_by=by,
            pays_from=held_until(today),
            told=agent.email,
        )


def remove(method: PayoutMethod, *, at: datetime) -> None:
    """It takes no more money; a payout that is under way still goes there. Announced, and holding
    the agent's payouts, like any other change."""
    with transaction.atomic():
        there = PayoutMethod.objects.select_for_update().get(pk=method.pk)
        if there.retired_at is None:
            there.retired_at, there.announced_at = at, None
            there.save(update_fields=["retired_at", "announced_at"])


def was_removed(method: PayoutMethod) -> bool:
    """Retired, and not by one that took its place."""
    return PayoutMethod.objects.filter(_REMOVED, pk=method.pk).exists()


_REMOVED = Q(retired_at__isnull=False) & ~Exists(
    PayoutMethod.objects.filter(
        agent=OuterRef("agent"),
        rail=OuterRef("rail"),
        set_at=OuterRef("retired_at"),
        pk__gt=OuterRef("pk"),
    )
)


@dataclass(frozen=True)
class Change:
    """The last one of an agent's methods that still holds its payouts, until a day, exclusive."""

    method: PayoutMethod
    removed: bool
    until: date


def changes(agents: QuerySet, *, on: date) -> dict[int, Change]:
    """Those that hold payouts on that day, by agent id; of these agents (`.values(…)` of ids)."""
    days = timedelta(days=settings.PAYOUT_METHOD_HOLD_DAYS - 1)
    since = timezone.make_aware(datetime.combine(on - days, time.min))
    held = Q(retired_at=None, pays_from__gt=on) | _REMOVED & Q(retired_at__gte=since)
    found: dict[int, Change] = {}
    for method in PayoutMethod.objects.filter(held, agent__in=agents).order_by("pk"):
        change = _change(method)
        last = found.get(method.agent_id)
        if last is None or change.until >= last.until:
            found[method.agent_id] = change
    return found


def _change(method: PayoutMethod) -> Change:
    if method.retired_at is None:
        return Change(method, removed=False, until=method.pays_from)
    return Change(method, removed=True, until=held_until(timezone.localdate(method.retired_at)))


def held_until(changed_on: date) -> date:
    """The first day on which money goes out again."""
    return changed_on + timedelta(days=settings.PAYOUT_METHOD_HOLD_DAYS)


def in_use(agent: Agent):
    return PayoutMethod.objects.filter(agent=agent, retired_at=None).order_by("rail")


def best(methods: Iterable[PayoutMethod], *, currency: str) -> PayoutMethod | None:
    """The one that takes that currency: a bank's rail before one by hand."""
    by_rail = {method.rail: method for method in methods}
    for rail, only in CURRENCY.items():
        if only == currency and rail in by_rail:
            return by_rail[rail]
    return by_rail.get(Rail.MANUAL)


def opened(method: PayoutMethod) -> tuple[str, Account]:
    """The holder and the account, for the file that a bank gets."""
    words = open_sealed(method.sealed)
    holder = words.pop("holder")
    if method.rail == Rail.ACH:
        return holder, Ach(words["routing"], words["account"], words["savings"] == "yes")
    return holder, _ACCOUNT[method.rail](**words)


def _texts(account: Account) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else ("yes" if value else "no")
        for name, value in asdict(account).items()
    }


def masked_of(account: Account) -> str:
    """What of it may be seen."""
    if isinstance(account, Iban):
        return masked(account.iban, front=2)
    if isinstance(account, Ach):
        return masked(account.account)
    return gettext_noop("as agreed with your company")
