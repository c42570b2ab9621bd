"""What can be paid on a day, and in words why the rest can't (see the package). It only reads."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from agents.models import Agent
from commissions.ledger import balances
from commissions.ledger.models import Account
from commissions.payouts import methods
from commissions.payouts.models import Batch, Hold, Item, PayoutMethod, TaxForm
from mlmsite.lib import written

_FIRST, _CHUNK = 200, 5_000


@dataclass(frozen=True)
class Reason:
    """Why money isn't paid out; the agent and the administrator read the same words."""

    name: str
    words: str


def said(reasons: Iterable[Reason]) -> str:
    return " ".join(reason.words for reason in reasons)


@dataclass(frozen=True)
class Due:
    """One agent's money in one currency, in minor units. It is paid where there are no reasons
    against that."""

    agent: Agent
    account: Account
    currency: str
    balance_minor: int
    held_minor: int
    method: PayoutMethod | None
    reasons: tuple[Reason, ...]

    @property
    def available_minor(self) -> int:
        return self.balance_minor - self.held_minor

    @property
    def payable(self) -> bool:
        return not self.reasons

    @property
    def only_waits(self) -> bool:
        """Nothing stands against it but the days of the plan."""
        return [reason.name for reason in self.reasons] == ["nothing_free"]


@dataclass(frozen=True)
class _Known:
    """What else has to be known, by agent or method id."""

    methods: dict[int, list[PayoutMethod]]
    holds: dict[int, list[Hold]]
    tax_forms: set[int]
    changes: dict[int, methods.Change]
    bounced: dict[int, str]
    drafts: dict[tuple[int, str], int]


def due(
    *, on: date, among: QuerySet[Account] | None = None, after: str = "", words: str = ""
) -> Iterator[Due]:
    """Those with a balance above 0, by account name: of all agents' accounts, or `among` some;
    after an account of that name; with the words in code or name. A chunk is read at a time."""
    everybody = Account.objects.filter(kind=Account.Kind.AGENT)
    accounts = (everybody if among is None else among).select_related("agent")
    if words:
        accounts = accounts.filter(Q(agent__code__iexact=words) | Q(agent__name__icontains=words))
    # The first chunk is short: most who ask want to see a page.
    size = _FIRST
    while chunk := list(accounts.filter(name__gt=after).order_by("name")[:size]):
        last = chunk[-1].name
        # Said as a range, as thousands of ids would take longer to send than to find.
        these = accounts.filter(name__gt=after, name__lte=last).select_related(None)
        money = balances.of(these.values("pk"), on=on)
        known = _known(these.values("agent"), on)
        for account in chunk:
            balance, held = money.get(account.pk, (0, 0))
            if balance > 0:
                yield _due(account, balance, held, known, on)
        after, size = last, _CHUNK


def _known(agents: QuerySet, on: date) -> _Known:
    bounced = Item.objects.filter(
        agent__in=agents,
        state__in=[Item.State.FAILED, Item.State.RETURNED],
        of_account=True,
        method__retired_at=None,
    ).order_by("pk")
    drafts = Item.objects.filter(
        agent__in=agents, batch__state=Batch.State.DRAFT, state=Item.State.PENDING
    ).order_by("pk")
    tax_forms = TaxForm.objects.filter(agent__in=agents, retired_at=None)
    return _Known(
        methods=_grouped(PayoutMethod.objects.filter(agent__in=agents, retired_at=None)),
        holds=_grouped(Hold.objects.filter(agent__in=agents, lifted_at=None).order_by("pk")),
        tax_forms=set(tax_forms.values_list("agent_id", flat=True)),
        changes=methods.changes(agents, on=on),
        bounced=dict(bounced.values_list("method_id", "words")),
        drafts={
            (agent_id, currency): batch_id
            for agent_id, currency, batch_id in drafts.values_list(
                "agent_id", "currency", "batch_id"
            )
        },
    )


def _grouped(rows: Iterable) -> dict[int, list]:
    groups = defaultdict(list)
    for row in rows:
        groups[row.agent_id].append(row)
    return groups


def _due(account: Account, balance: int, held: int, known: _Known, on: date) -> Due:
    agent, currency = account.agent, account.currency
    method = methods.best(known.methods.get(agent.pk, ()), currency=currency)
    reasons = [
        *_of_amount(balance - held, currency),
        *_of_agent(agent, currency, known),
        *_of_method(method, currency, known),
        *_of_change(known.changes.get(agent.pk), method),
    ]
    draft = known.drafts.get((agent.pk, currency))
    if draft is not None:
        reasons.append(
            Reason(
                "in_draft", gettext("In the draft %(ref)s already.") % {"ref": Batch(pk=draft).ref}
            )
        )
    return Due(agent, account, currency, balance, held, method, tuple(reasons))


def _of_amount(available: int, currency: str) -> Iterator[Reason]:
    minimum = settings.PAYOUT_MINIMUM.get(currency, 1)
    if available <= 0:
        yield Reason("nothing_free", gettext("Nothing of it is free yet."))
    elif available < minimum:
        yield Reason(
            "below_minimum",
            gettext("Below the smallest payout, %(amount)s: carried forward.")
            % {"amount": written.amount(minimum, currency)},
        )


def _of_agent(agent: Agent, currency: str, known: _Known) -> Iterator[Reason]:
    if agent.status == Agent.Status.SUSPENDED:
        yield Reason("suspended", gettext("Suspended: payouts are held."))
    for hold in known.holds.get(agent.pk, ()):
        yield Reason(
            "on_hold", gettext("Held by the company: %(reason)s") % {"reason": hold.reason}
        )
    if currency in settings.TAX_FORM_CURRENCIES and agent.pk not in known.tax_forms:
        yield Reason(
            "no_tax_form",
            gettext("A tax form is needed for payouts in %(currency)s.") % {"currency": currency},
        )


def _of_method(method: PayoutMethod | None, currency: str, known: _Known) -> Iterator[Reason]:
    if method is None:
        yield Reason(
            "no_method",
            gettext("No payout method takes %(currency)s yet.") % {"currency": currency},
        )
        return
    if method.pk in known.bounced:
        yield Reason(
            "bounced",
            gettext(
                "The last payout did not arrive (%(why)s): the payout method has to be entered "
                "again."
            )
            % {"why": written.stored(known.bounced[method.pk]) or gettext("no reason given")},
        )


def _of_change(change: methods.Change | None, method: PayoutMethod | None) -> Iterator[Reason]:
    """Of whichever of the agent's methods: all of its payouts wait."""
    if change is not None:
        yield Reason("method_changed", change_said(change, method))


def change_said(change: methods.Change, method: PayoutMethod | None) -> str:
    """`method` is the one that would be paid."""
    if change.removed:
        words = gettext("A payout method was removed (%(method)s): nothing is paid before %(day)s.")
    elif change.method == method:
        words = gettext("The payout method is new: it takes money from %(day)s on.")
    else:
        words = gettext(
            "Another payout method has changed (%(method)s): nothing is paid before %(day)s."
        )
    return words % {"method": change.method, "day": written.day(change.until)}
