"""Columns that several models have."""

from django.conf import settings
from django.db import models


def person(*, null: bool = False) -> models.ForeignKey:
    """Who did it: kept as long as what was done, and never asked for the other way round."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=null, related_name="+", db_index=False
    )
