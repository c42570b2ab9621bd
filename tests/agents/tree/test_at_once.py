"""Many at once: the races as they are without the locks, and then with them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from functools import partial
from random import Random
from threading import Event, Thread
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from agents.models import Agent
from agents.tree import check, labels, lock, space
from agents.tree import enrol as enrolling
from agents.tree.enrol import enrol
from agents.tree.move import MoveRefused, move
from commissions.nights.models import Run
from commissions.nights.run import run_through
from commissions.verify import verify
from mlmsite.lib import clock
from tests import build
from tests.agents.tree.plain import SOMEONE
from tests.threads import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def postgresql() -> None:
    """SQLite's transactions exclude one another from their beginning."""
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only")


@pytest.fixture
def team() -> list[Agent]:
    ann = build.agent("ANN")
    return [build.agent(code, under=ann) for code in ("BEA", "CY", "DAN")]


@pytest.fixture
def few_labels(monkeypatch) -> None:
    """So that room runs out, and labels are spread again and again."""
    monkeypatch.setattr(labels, "BITS", 28)
    monkeypatch.setattr(labels, "SIZE", 2**28)


def shift(agent: Agent, to: Agent) -> None:
    move(agent, to=to, by=None, reason="", at=timezone.now())


def enrol_some(thread: str, sponsors: list[Agent], count: int) -> None:
    for i in range(count):
        enrol(code=f"{thread}-{i}", sponsor=sponsors[i % len(sponsors)], **SOMEONE)


def four_threads_enrol(sponsors: list[Agent], *, attempt: int = 0) -> list[Exception]:
    names = [f"T{attempt}-{thread}" for thread in range(4)]
    return together(*(partial(enrol_some, name, sponsors, 12) for name in names))


def unlocked(monkeypatch) -> None:
    """The sponsor's row is read without a lock; on SQLite, outside of a transaction."""
    monkeypatch.setattr(space, "_LOCKING", "")
    if connection.vendor == "sqlite":
        for module in (enrolling, space):
            monkeypatch.setattr(module, "transaction", SimpleNamespace(atomic=nullcontext))


def test_without_the_row_lock_enrolments_take_the_same_place(monkeypatch, team):
    """Not even an error says so: this is the race that the lock is there for."""
    unlocked(monkeypatch)
    # The threads need not meet in the first attempt.
    for attempt in range(25):
        four_threads_enrol(team, attempt=attempt)
        if list(check.problems()):
            return
    pytest.fail("300 enrolments of each thread, and the tree is still right")


def test_with_it_they_do_not(team):
    assert four_threads_enrol(team) == []
    assert Agent.objects.count() == 4 + 48
    assert list(check.problems()) == []


def unlocked_rows(agents) -> set[int]:
    return set(agents.values_list("pk", flat=True))


@contextmanager
def enrolling_under(sponsor: Agent, code: str = "NEW") -> Iterator[Callable[[], None]]:
    """Somebody else's enrolment, not committed before the function is called, or at the end."""
    enrolled, may_commit = Event(), Event()

    def enrol_and_wait() -> None:
        with transaction.atomic():
            enrol(code=code, sponsor=sponsor, **SOMEONE)
            enrolled.set()
            may_commit.wait()
        connection.close()

    thread = Thread(target=enrol_and_wait)
    thread.start()
    enrolled.wait()

    def commit() -> None:
        may_commit.set()
        thread.join()

    try:
        yield commit
    finally:
        commit()


@contextmanager
def committed_when_waited_for(commit: Callable[[], None]) -> Iterator[None]:
    """Commits as soon as somebody waits for a lock of the database, or at the end."""
    over = Event()

    def watch() -> None:
        while not (over.is_set() or _waiting()):
            pass
        commit()
        connection.close()

    thread = Thread(target=watch)
    thread.start()
    yield
    over.set()
    thread.join()


def _waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def move_while_somebody_enrols(team: list[Agent]) -> None:
    bea, cy, _ = team
    with enrolling_under(bea) as commit, committed_when_waited_for(commit):
        shift(bea, cy)


def test_without_row_locks_a_move_leaves_a_newcomer_behind(postgresql, monkeypatch, team):
    monkeypatch.setattr(space, "lock_rows", unlocked_rows)
    move_while_somebody_enrols(team)
    assert "tree: NEW stands outside of its sponsor's interval" in list(check.problems())


def test_with_them_it_takes_the_newcomer_along(postgresql, team):
    move_while_somebody_enrols(team)
    assert list(check.problems()) == []
    assert [a.code for a in team[1].get_descendants()] == ["BEA", "NEW"]


def spread_while_somebody_enrols(team: list[Agent]) -> None:
    """Of a block that ends in Bea's free space, behind the newcomer."""
    kim = build.agent("KIM", under=team[0])
    with enrolling_under(team[0]) as commit, committed_when_waited_for(commit), lock.lock():
        space._spread(kim, 100)


def test_without_row_locks_a_spread_passes_a_newcomer(postgresql, monkeypatch, few_labels, team):
    monkeypatch.setattr(space, "lock_rows", unlocked_rows)
    spread_while_somebody_enrols(team)
    assert list(check.problems())


def test_with_them_it_spreads_the_newcomer_too(postgresql, team):
    spread_while_somebody_enrols(team)
    assert list(check.problems()) == []


def test_without_the_tree_s_lock_two_moves_make_a_circle(postgresql, monkeypatch, team):
    """Each looks at the other's place before it has gone."""
    monkeypatch.setattr(lock, "acquire", lambda: None)
    bea, cy, _ = team
    monkeypatch.setattr(space, "lock_rows", unlocked_rows)
    for _ in range(25):
        together(partial(shift, bea, cy), partial(shift, cy, bea))
        if list(check.problems()):
            return
        back(team)
    pytest.fail("25 times two moves, and the tree is still right")


def test_with_it_one_of_the_two_is_refused(postgresql, team):
    bea, cy, _ = team
    raised = together(partial(shift, bea, cy), partial(shift, cy, bea))
    assert [type(e) for e in raised] == [MoveRefused]
    assert list(check.problems()) == []


def back(team: list[Agent]) -> None:
    ann = Agent.objects.get(code="ANN")
    for agent in team:
        agent.refresh_from_db()
        if agent.sponsor_id != ann.pk:
            shift(agent, ann)


@pytest.fixture
def impatient(postgresql) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '300ms'")
        yield
        cursor.execute("SET lock_timeout = 0")


def test_under_another_sponsor_nobody_waits(impatient, team):
    bea, cy, dan = team
    with enrolling_under(bea):
        enrol(code="X", sponsor=cy, **SOMEONE)
        shift(dan, cy)
    assert list(check.problems()) == []


def test_under_the_same_sponsor_the_second_waits_for_the_first(impatient, team):
    with enrolling_under(team[0]), pytest.raises(OperationalError, match="lock timeout"):
        enrol(code="X", sponsor=team[0], **SOMEONE)


def test_a_move_waits_for_who_is_enrolling_in_its_team(impatient, team):
    with enrolling_under(team[0]), pytest.raises(OperationalError, match="lock timeout"):
        shift(team[0], team[1])


def test_a_second_move_waits_for_the_first(impatient, team):
    with lock.lock():
        [raised] = together(partial(shift_impatiently, team[0], team[1]))
    assert "lock timeout" in str(raised)


def shift_impatiently(agent: Agent, to: Agent) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '300ms'")
    shift(agent, to)


THREADS, ENROLMENTS, MOVES, NIGHTS = 8, 2_000, 60, 4


@pytest.mark.slow
def test_eight_threads_enrol_two_thousand_while_others_move_and_nights_run(few_labels):
    go_live = clock.today() - timedelta(days=NIGHTS)
    build.plan(effective_from=go_live)
    ann = build.agent("ANN")
    legs = [build.agent(f"LEG{i}", under=ann) for i in range(20)]
    for leg in legs:
        of = build.customer(f"C-{leg.code}", of=leg)
        build.subscription(f"S-{leg.code}", of=of, started_on=go_live)

    def enrol_here_and_there(thread: int) -> None:
        known, rng = list(legs), Random(thread)
        for i in range(ENROLMENTS // THREADS):
            # A chain, a hot sponsor, and anybody.
            sponsor = (known[-1], legs[0], rng.choice(known))[i % 3]
            known.append(enrol(code=f"T{thread}-{i}", sponsor=sponsor, **SOMEONE))

    def move_about() -> None:
        rng = Random(0)
        for _ in range(MOVES):
            agent, to = rng.sample(legs, 2)
            agent.refresh_from_db()
            try:
                shift(agent, to)
            except MoveRefused as e:
                assert "already" in str(e) or "downline" in str(e)

    def run_the_nights() -> None:
        for night in range(NIGHTS):
            run_through(through=go_live + timedelta(days=night))

    enrolments = [partial(enrol_here_and_there, thread) for thread in range(THREADS)]
    assert together(*enrolments, move_about, run_the_nights) == []
    assert Agent.objects.count() == 21 + ENROLMENTS
    assert Run.objects.count() == NIGHTS
    assert verify().breaches == []
