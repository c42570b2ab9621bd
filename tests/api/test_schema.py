"""schemathesis asks every call with what the schema allows and with what it doesn't, and holds the
answers against it: statuses, content types, bodies, headers; no answer is a 5xx."""

import os
from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection

from agents.programs import keys
from agents.programs.scopes import offered_to
from mlmsite.wsgi import application
from tests.api.test_routes import addresses

EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "8"))


@pytest.fixture
def described(company, settings):
    """As Django's own test client: the test's connection outlives a request."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    settings.ALLOWED_HOSTS = ["*"]
    settings.API_RATE = "1000000/sec"
    addresses()
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
    # No schema says what the facts allow: 412 another version, 422 refused by the rules.
    accepted = schema.config.checks.positive_data_acceptance
    accepted.expected_statuses = [*accepted.expected_statuses, "412", "422"]
    yield schema
    for signal in signals:
        signal.connect(close_old_connections)


def _bearer(company, who: str) -> dict[str, str]:
    users, _ = company
    scopes = offered_to(users[who])
    _, text = keys.make(users[who], name="schemathesis", scopes=scopes, at=timezone.now())
    return {"Authorization": f"Bearer {text}"}


@pytest.mark.slow
@pytest.mark.parametrize("who", ["agent", "staff"])
def test_every_answer_is_as_described(described, company, who):
    headers, wrong = _bearer(company, who), []
    for found in described.get_all_operations():
        wrong += _problems(found.ok(), headers)
    assert not wrong, "\n\n".join(wrong)


def _problems(operation, headers: dict[str, str]) -> Iterator[str]:
    for mode in GenerationMode:

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize="SCHEMA_EXAMPLES" not in os.environ,
            database=None,
        )
        def ask(case) -> None:
            # In bulk a row that the schema doesn't allow is answered in its place.
            bulk = operation.path.endswith("/bulk")
            left_out = [negative_data_rejection] if bulk or _vanishes(case) else []
            with transaction.atomic():
                case.call_and_validate(headers=headers, excluded_checks=left_out)

        try:
            ask()
        except Unsatisfiable:
            pass  # There is nothing that the schema doesn't allow.
        except BaseExceptionGroup as e:
            yield f"{operation.label} ({mode.value}): {e}"


def _vanishes(case) -> bool:
    """Empty lists and objects can't be written in an address: nothing wrong is sent."""
    return any(value in ([], {}) for value in (case.query or {}).values())
