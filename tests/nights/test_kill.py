"""A process killed in the middle of a night, for real."""

import signal

import pytest

from commissions.nights.models import Line, Run
from commissions.nights.run import run_through
from commissions.verify import verify
from tests.nights import company
from tests.processes import python

KILLED = """
import datetime, os, signal
from commissions.nights.run import run_through

def die(stage, done, total):
    if stage.startswith("2026-01-02") and stage.endswith("{stage}"):
        os.kill(os.getpid(), signal.SIGKILL)

run_through(through=datetime.date(2026, 1, 4), progress=die)
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stage", ["write lines", "write ledger", "fingerprint"])
def test_a_killed_night_leaves_nothing_and_is_run_again(stage):
    company.found()
    assert python(KILLED.format(stage=stage)).returncode == -signal.SIGKILL
    assert [str(run.posted_on) for run in Run.objects.all()] == ["2026-01-01"]
    assert set(Line.objects.values_list("run_id", flat=True)) == {Run.objects.get().posted_on}
    run_through(through=company.LAST)
    assert Run.objects.count() == 4
    assert verify().breaches == []
