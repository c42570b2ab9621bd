"""Whatever is in the files, they are loaded or refused; nothing else happens."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commissions.loading.problems import BadFiles
from commissions.plans import toml
from commissions.plans.toml import BadPlan
from tests.loading.folders import GOOD, load_files

SETTINGS = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
JUNK = st.sampled_from(
    ['"', ",", "\n", "\r", "\0", "\x85", "\u2028", "-", "0", "9" * 50, "é", "ANN", "S1", "X1", "C1"]
    + ["2026-02-28", "9999-12-31", "USD", "1e5", "@", "\ufeff", "[[ranks]]", "=", "[", "%", "'"]
) | st.text(max_size=8)


def load_and_undo(files: dict[str, str | bytes]) -> None:
    with TemporaryDirectory() as folder, transaction.atomic():
        try:
            load_files(Path(folder), files)
        except BadFiles as e:
            assert e.problems
        transaction.set_rollback(True)


@st.composite
def garbled(draw) -> dict[str, str]:
    """The good files with junk put in, over or between at some places."""
    files = dict(GOOD)
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(sorted(files)))
        text = files[name]
        start = draw(st.integers(0, len(text)))
        stop = draw(st.integers(start, min(len(text), start + 20)))
        files[name] = text[:start] + draw(JUNK) + text[stop:]
    return files


@SETTINGS
@given(files=garbled())
def test_garbled_files(db, files):
    load_and_undo({name: text.encode(errors="surrogatepass") for name, text in files.items()})


@SETTINGS
@given(name=st.sampled_from(sorted(GOOD)), data=st.binary(max_size=300))
def test_random_bytes(db, name, data):
    load_and_undo({name: data})


@SETTINGS
@given(name=st.sampled_from(sorted(GOOD)), cells=st.lists(st.lists(JUNK, max_size=12), max_size=5))
def test_junk_under_the_right_header(db, name, cells):
    header = GOOD[name].split("\n", 1)[0]
    text = "\n".join([header, *(",".join(row) for row in cells)])
    load_and_undo(GOOD | {name: text.encode(errors="surrogatepass")})


@SETTINGS
@given(text=st.lists(JUNK | st.sampled_from(GOOD["plan.toml"].splitlines(True)), max_size=20))
def test_junk_in_a_plan(text):
    try:
        toml.parse("".join(text))
    except BadPlan as e:
        assert e.problems
