"""A bad value stops the site from starting, in words; every variable is in the README."""

import re
import subprocess
import sys

import pytest

from tests.processes import ROOT

SETTINGS = (ROOT / "mlmsite" / "settings.py").read_text()
READ = set(re.findall(r'(?:env\.\w+|switch|amounts|whole|rate)\(\s*"([A-Z_]+)"', SETTINGS))
# Of Docker's and the tests' own.
ELSEWHERE = {"POSTGRES_PASSWORD", "TEST_DATABASE_URL"}

PRODUCTION = {
    "DEBUG": "off",
    "SECRET_KEY": "x" * 60,
    "PAYOUT_KEYS": "cGF5b3V0LWtleS1mb3ItdGVzdHMtb25seS0zMi1iLS0=",
    "ALLOWED_HOSTS": "example.com",
}


def started(**environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        env={"DATABASE_URL": "sqlite://:memory:", **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("environment", [{}, PRODUCTION, {"DEBUG": "Yes"}, {"DEBUG": ""}])
def test_it_starts(environment):
    assert started(**environment).returncode == 0


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"DEBUG": "flase"}, "DEBUG='flase' is neither true nor false"),
        ({**PRODUCTION, "HTTPS": "maybe"}, "HTTPS='maybe' is neither true nor false"),
        ({**PRODUCTION, "SECRET_KEY": ""}, "SECRET_KEY must be set"),
        ({**PRODUCTION, "ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must name"),
        ({**PRODUCTION, "PAYOUT_KEYS": ""}, "PAYOUT_KEYS must be set"),
        ({**PRODUCTION, "PAYOUT_KEYS": "short"}, "PAYOUT_KEYS holds something that is no key"),
        ({"PAYOUT_MINIMUM": "USD 25"}, "PAYOUT_MINIMUM: "),
        ({"PAYOUT_MINIMUM": "USD=25.001"}, "more than the 2 decimals of USD"),
        ({"PAYOUT_METHOD_HOLD_DAYS": "a week"}, "PAYOUT_METHOD_HOLD_DAYS is a whole number"),
        ({"NIGHT_SHARDS": "0"}, "NIGHT_SHARDS must be 1 or more"),
        ({"TIME_ZONE": "Europe/Atlantis"}, "'Europe/Atlantis' is not a time zone"),
        ({"DATABASE_URL": "mysql://root@localhost/shop"}, "DATABASE_URL must be"),
        ({"DATABASE_URL": "foo"}, "DATABASE_URL must be"),
        ({"REDIS_URL": "localhost:6379"}, "REDIS_URL must look like"),
    ],
)
def test_it_refuses(environment, said):
    done = started(**environment)
    assert done.returncode != 0
    assert said in done.stderr


def test_every_variable_is_in_the_readme_s_table():
    readme = (ROOT / "README.md").read_text()
    first_cells = re.findall(r"^\| *(`[A-Z_`, ]+`) *\|", readme, re.MULTILINE)
    documented = {name for cell in first_cells for name in re.findall(r"`([A-Z_]+)`", cell)}
    assert READ, "settings.py reads its variables in another way now"
    assert READ - documented == set(), "read by settings.py, not in README.md"
    assert documented - READ - ELSEWHERE == set(), "in README.md, read by nobody"
