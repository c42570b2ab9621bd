"""`manage.py load_network FOLDER`."""

import io

import pytest
from django.core.management import CommandError, call_command

from agents.models import Agent
from commissions.management.commands.load_network import MOST_SHOWN
from tests.loading.folders import GOOD, nothing_is_loaded, write


def run(folder) -> tuple[str, str]:
    """Standard output and standard error."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("load_network", folder, stdout=out, stderr=err)
    except CommandError as e:
        assert e.returncode == 1
        return out.getvalue(), f"{err.getvalue()}{e}"
    return out.getvalue(), err.getvalue()


def test_a_summary_of_what_was_loaded(db, tmp_path):
    out, err = run(write(tmp_path, GOOD))
    assert "agents.csv: 2 added, 0 updated, 0 unchanged\n" in out
    assert (len(out.splitlines()), err) == (6, "")
    assert "agents.csv: 0 added, 0 updated, 2 unchanged\n" in run(tmp_path)[0]


def test_problems_one_a_line_on_standard_error(db, tmp_path):
    bad = GOOD["agents.csv"] + "CY,EVE,Cy,cy@example.com,,\nC Y,,Cy,cy@example.com,,\n"
    out, err = run(write(tmp_path, GOOD | {"agents.csv": bad}))
    assert out == ""
    assert err.splitlines() == [
        'agents.csv:4: unknown sponsor "EVE"',
        'agents.csv:5: code: "C Y" is not 1 to 32 letters, digits and hyphens',
        "2 problems; nothing was loaded.",
    ]
    assert nothing_is_loaded()


def test_no_more_problems_than_anyone_reads(db, tmp_path):
    rows = "".join(f"A{i},EVE,A,a@example.com\n" for i in range(MOST_SHOWN + 5))
    _, err = run(write(tmp_path, {"agents.csv": "code,sponsor,name,email\n" + rows}))
    lines = err.splitlines()
    assert lines[MOST_SHOWN - 1 :] == [
        f'agents.csv:{MOST_SHOWN + 1}: unknown sponsor "EVE"',
        "and 5 more problems",
        "1,005 problems; nothing was loaded.",
    ]


def test_what_nobody_foresaw_undoes_everything(db, tmp_path, monkeypatch):
    def crash(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("commissions.loading.refunds.write", crash)
    with pytest.raises(RuntimeError, match="the disk is full"):
        run(write(tmp_path, GOOD))
    assert nothing_is_loaded()
    assert not Agent.objects.exists()
