import pytest
from django.utils import timezone

from mlmsite.lib import clock
from tests import build
from tests.growing import people


@pytest.fixture
def bea(db):
    """Ann, the root, above Bea, who has a link."""
    return build.agent("BEA", under=build.agent("ANN", name="Ann Above"), name="Bea Below")


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: people.TODAY)
    monkeypatch.setattr(timezone, "now", lambda: people.NOW)
