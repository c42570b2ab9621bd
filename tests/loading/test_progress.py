"""The bar of long commands."""

import io
import sys

from commissions.loading.load import load
from commissions.management.progress import progress_bar
from tests.loading.folders import GOOD, NOW, TODAY, write


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_it_is_drawn_on_a_terminal(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    with progress_bar() as progress:
        progress("write agents.csv", 5, 10)
        progress("check references", 0, 0)
    assert "check references" in sys.stderr.getvalue()


def test_it_says_nothing_where_nobody_looks(monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with progress_bar() as progress:
        progress("write agents.csv", 5, 10)
    assert sys.stderr.getvalue() == ""


def test_a_load_tells_its_stages(db, tmp_path):
    told = []
    load(write(tmp_path, GOOD), today=TODAY, now=NOW, progress=lambda *args: told.append(args))
    assert ("write agents.csv", 2, 2) in told
    assert all(done <= total for _, done, total in told)
