"""The plain implementation is right itself: it comes to the four examples."""

import pytest

from tests import examples
from tests.plain import Company


@pytest.mark.parametrize("name", examples.NAMES)
def test_an_example_comes_to_what_is_expected(name):
    company = Company()
    company.load(examples.NETWORKS / name)
    company.run_through(examples.FIRST)
    company.load(examples.NETWORKS / name / "later")
    company.run_through(examples.SECOND)
    for line in (lines := company.lines):
        del line["charge"]
    assert sorted(tuple(line.values()) for line in lines) == examples.expected_lines(name)
    transfers = sorted(tuple(row.values()) for row in company.transfers)
    assert transfers == examples.expected_transfers(name)
