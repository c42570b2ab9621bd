"""The only writer of tax forms: who an agent is for the tax office."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext

from agents.models import Agent
from commissions.payouts.models import TaxForm
from mlmsite.lib.sealing import masked, open_sealed, seal


class BadTaxNumber(ValueError):
    def __init__(self) -> None:
        super().__init__(gettext("A US taxpayer number (SSN, EIN or ITIN) has nine digits."))


@dataclass(frozen=True)
class Taxpayer:
    """As on the form; `country` in two letters."""

    name: str
    number: str
    address: str
    city: str
    region: str
    postal_code: str
    country: str


def sign(
    agent: Agent, taxpayer: Taxpayer, *, kind: str, by: AbstractBaseUser, at: datetime
) -> TaxForm:
    """Raises BadTaxNumber."""
    number = check(taxpayer, kind=kind)
    with transaction.atomic():
        Agent.objects.select_for_update(no_key=True).get(pk=agent.pk)
        TaxForm.objects.filter(agent=agent, retired_at=None).update(retired_at=at)
        return TaxForm.objects.create(
            agent=agent,
            kind=kind,
            sealed=seal({**asdict(taxpayer), "number": number}),
            masked=masked(number),
            signed_at=at,
            signed_by=by,
        )


def check(taxpayer: Taxpayer, *, kind: str) -> str:
    """The number without spaces and hyphens; on a W-9 it has nine digits."""
    number = "".join(c for c in taxpayer.number if c not in " -")
    if kind == TaxForm.Kind.W9 and not (number.isascii() and number.isdigit() and len(number) == 9):
        raise BadTaxNumber
    return number


def in_use(agent: Agent) -> TaxForm | None:
    return TaxForm.objects.filter(agent=agent, retired_at=None).first()


def opened(form: TaxForm) -> Taxpayer:
    return Taxpayer(**open_sealed(form.sealed))
