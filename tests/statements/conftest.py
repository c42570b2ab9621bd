"""What the statements' tests have in common."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model

from tests import build


@pytest.fixture
def ann(db):
    return build.agent("ANN", name="Ann Above")


@pytest.fixture
def thresholds(db):
    """Those of the migration: a transactional test before this one has emptied the table."""
    import_module("commissions.migrations.0005_tax_threshold").add(apps, None)


@pytest.fixture
def log_in(client):
    """`log_in(ann)` as a distributor, `log_in(root)` as a user."""

    def of(who):
        is_user = isinstance(who, get_user_model())
        user = who if is_user else build.log_in_for(who, get_user_model())
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return of
