"""What agents were paid in a calendar year, and what of it has to be reported.

A payment counts in the year of the day on which it was paid, whenever it was earned and whenever
the bank's answer was read: form 1099-NEC reports what was paid during the year (IRS, Instructions
for Forms 1099-MISC and 1099-NEC).

A payment that came back counts in no year, also where it came back in a later one: an amount
counts as paid when it is at the payee's own disposal (26 CFR 1.6041-1(h)), which money that a bank
sent back never was. Paid again, it counts in the year in which that payment arrived. So a payment
of December that comes back in January lowers the old year's total and not the new one's; the part
that came back after the year's end is told apart, as a form that was filed before is then due to
be corrected (IRS, General Instructions for Certain Information Returns, Corrected Returns).

A form is due from the threshold on, not above it: 26 USC 6041(a), 600 USD, and 2,000 USD for
payments from 2026 on (Public Law 119-21, section 70433), which adjusts it for inflation from 2027
on: TaxThreshold has a row for each change.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import F, FilteredRelation, Q, QuerySet, Sum
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext

from agents.models import Agent
from commissions.payouts.models import Item, TaxForm
from commissions.statements.models import TaxThreshold

FORM = "1099-NEC"

_PAID = Q(state__in=[Item.State.PAID, Item.State.RETURNED])
_RETURNED = Q(state=Item.State.RETURNED)


@dataclass(frozen=True)
class Paid:
    """What an agent was paid on the days of a year and kept, in minor units."""

    year: int
    currency: str
    total_minor: int


@dataclass(frozen=True)
class YearTotal:
    """One agent and currency, in its minor units, all >= 0. `returned_minor` is what of
    `paid_minor` came back, `returned_later_minor` what of that only after the year's end;
    `threshold_minor` is None where there is none in that currency; `tax_form` is the kind of the
    form in use, or empty."""

    agent_id: int
    code: str
    name: str
    currency: str
    paid_minor: int
    returned_minor: int
    returned_later_minor: int
    threshold_minor: int | None
    tax_form: str

    @property
    def total_minor(self) -> int:
        return self.paid_minor - self.returned_minor

    @property
    def reportable(self) -> bool:
        """By its amount."""
        return self.threshold_minor is not None and self.total_minor >= self.threshold_minor

    @property
    def filed(self) -> bool:
        return self.reportable and self.tax_form == TaxForm.Kind.W9

    @property
    def to_correct(self) -> bool:
        """At the year's end it was to be reported, and some of that came back later."""
        at_the_end = self.total_minor + self.returned_later_minor
        return (
            self.returned_later_minor > 0
            and self.threshold_minor is not None
            and at_the_end >= self.threshold_minor
        )

    @property
    def wants_attention(self) -> bool:
        """Somebody has to ask for a form, or perhaps to correct one."""
        return self.to_correct or (self.reportable and not self.tax_form)

    @property
    def why_not(self) -> str:
        """Why it isn't among what is filed, in words; empty where it is."""
        if self.threshold_minor is None:
            return gettext("no threshold in %(currency)s") % {"currency": self.currency}
        if not self.reportable:
            return gettext("below the threshold")
        if self.tax_form == TaxForm.Kind.W8:
            return gettext("W-8: not a US person")
        return "" if self.tax_form else gettext("no tax form: ask for a W-9")


@dataclass(frozen=True)
class YearSum:
    """All agents of one currency: how many were paid, how many of them reach the threshold."""

    currency: str
    threshold_minor: int | None
    agents: int
    reportable: int
    total_minor: int


def year_totals(*, year: int, form: str = FORM) -> list[YearTotal]:
    """Everybody who was paid on a day of the year, by code and currency. Two queries."""
    limits = thresholds(year=year, form=form)
    after_it = _RETURNED & Q(ended_on__gt=date(year, 12, 31))
    in_use = Q(agent__tax_forms__retired_at=None)
    rows = (
        paid_in(year)
        .annotate(tax_form=FilteredRelation("agent__tax_forms", condition=in_use))
        .values_list("agent_id", "agent__code", "agent__name", "currency", "tax_form__kind")
        .annotate(
            paid=Sum("amount_minor"),
            returned=Sum("amount_minor", filter=_RETURNED, default=0),
            returned_later=Sum("amount_minor", filter=after_it, default=0),
        )
        .order_by("agent__code", "currency")
    )
    return [
        YearTotal(agent_id, code, name, currency, *sums, limits.get(currency), tax_form or "")
        for agent_id, code, name, currency, tax_form, *sums in rows.iterator(20_000)
    ]


def sums(totals: list[YearTotal]) -> list[YearSum]:
    """By currency."""
    of: dict[str, list[YearTotal]] = defaultdict(list)
    for total in totals:
        of[total.currency].append(total)
    return [
        YearSum(
            currency=currency,
            threshold_minor=each[0].threshold_minor,
            agents=len(each),
            reportable=sum(total.reportable for total in each),
            total_minor=sum(total.total_minor for total in each),
        )
        for currency, each in sorted(of.items())
    ]


def paid_in(year: int) -> QuerySet[Item]:
    """What was paid on a day of the year, what came back of it too."""
    return Item.objects.filter(_PAID, paid_on__range=(date(year, 1, 1), date(year, 12, 31)))


def paid_to(agent: Agent) -> list[Paid]:
    """By year, newest first, and currency."""
    rows = (
        Item.objects.filter(agent=agent, state=Item.State.PAID)
        .annotate(year=ExtractYear("paid_on"))
        .values_list("year", "currency")
        .annotate(total=Sum("amount_minor"))
        .order_by("-year", "currency")
    )
    return [Paid(*row) for row in rows]


def thresholds(*, year: int, form: str = FORM) -> dict[str, int]:
    """In minor units by currency: the latest of each that holds for the year."""
    rows = TaxThreshold.objects.filter(form=form, from_year__lte=year).order_by("from_year")
    return dict(rows.values_list("currency", "amount_minor"))


def years() -> list[int]:
    """In which anything was paid, newest first."""
    paid = Item.objects.filter(_PAID).annotate(year=ExtractYear("paid_on"))
    return list(paid.values_list("year", flat=True).distinct().order_by(F("year").desc()))
