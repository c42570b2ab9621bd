"""Making drafts of what is due."""

from collections import defaultdict
from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from commissions.payouts.due import Due, due
from commissions.payouts.models import Batch, Item


def make_drafts(*, on: date, pay_on: date, by: AbstractBaseUser, at: datetime) -> list[Batch]:
    """A batch for each rail and currency in which something is due."""
    with transaction.atomic():
        groups: dict[tuple[str, str], list[Due]] = defaultdict(list)
        for found in due(on=on):
            if found.payable:
                groups[found.method.rail, found.currency].append(found)
        return [
            _draft(rail, currency, group, pay_on=pay_on, by=by, at=at)
            for (rail, currency), group in sorted(groups.items())
        ]


def _draft(
    rail: str, currency: str, group: list[Due], *, pay_on: date, by: AbstractBaseUser, at: datetime
) -> Batch:
    batch = Batch.objects.create(
        rail=rail, currency=currency, pay_on=pay_on, made_at=at, made_by=by
    )
    Item.objects.bulk_create(
        Item(
            batch=batch,
            agent=found.agent,
            method=found.method,
            amount_minor=found.available_minor,
            currency=currency,
        )
        for found in group
    )
    return batch
