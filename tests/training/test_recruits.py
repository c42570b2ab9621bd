"""A sponsor sees how far its own recruits are on their first steps, and nobody else does."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model

from agents.training import recruits
from mlmsite.lib import clock
from tests import build
from tests.training import lessons
from tests.training.lessons import NOW, ask, do, taught

HTMX = {"HX-Request": "true"}
TODAY = NOW.date()


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture
def ann(db, client, monkeypatch):
    """Ann above Bea above Dan, Cy beside Bea; the first steps have two lessons."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    ann = build.agent("ANN", name="Ann Above")
    bea = build.agent("BEA", under=ann, name="Bea Below", joined_on=days_ago(12))
    build.agent("CY", under=ann, name="Cy Clever", joined_on=days_ago(40))
    build.agent("DAN", under=bea, name="Dan Deeper", joined_on=days_ago(5))
    lessons.first_steps(lessons=2)
    user = build.log_in_for(ann, get_user_model())
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return ann


def steps(agent, *, on: date = TODAY) -> dict[str, recruits.FirstSteps]:
    found = recruits.first_steps(
        recruits.recruits_of(agent, on=on), lessons=recruits.lessons_of_first_steps(), today=on
    )
    return {step.agent.code: step for step in found}


def recruit(agent, code: str):
    return agent.recruits.get(code=code)


def page(client) -> str:
    return " ".join(client.get("/learn/recruits/").content.decode().split())


def test_the_newest_joiner_comes_first(ann):
    assert list(steps(ann)) == ["BEA", "CY"]


def test_who_has_not_started_is_marked_after_some_days(ann, client):
    assert steps(ann)["BEA"].has_stopped
    assert not steps(ann, on=days_ago(10))["BEA"].has_stopped
    assert "joined 12 days ago, has not started" in page(client)


def test_who_stopped_halfway_is_marked_after_a_week(ann, client):
    one, _ = taught_first()
    do(recruit(ann, "CY"), one, at=NOW - timedelta(days=8))
    assert (steps(ann)["CY"].count, steps(ann)["CY"].total) == (1, 2)
    assert "has done nothing for 8 days" in page(client)
    assert not steps(ann, on=days_ago(3))["CY"].has_stopped


def test_an_answer_that_was_wrong_is_activity_and_no_lesson_done(ann):
    one, _ = taught_first()
    ask(one, right=["a"], wrong=["b"])
    from agents.training.answering import hand_in

    wrong = frozenset(one.questions.get().choices.filter(right=False).values_list("pk", flat=True))
    hand_in(recruit(ann, "CY"), one, chosen=wrong, at=NOW)
    step = steps(ann)["CY"]
    assert (step.count, step.last_on, step.has_stopped) == (0, TODAY, False)


def test_who_has_done_all_is_done_for_ever(ann, client):
    do(recruit(ann, "CY"), *taught_first(), at=NOW - timedelta(days=30))
    assert steps(ann)["CY"].is_done
    assert not steps(ann)["CY"].has_stopped
    assert "all done" in page(client)


def test_nobody_deeper_beside_or_terminated_is_on_it(ann, client):
    build.agent("TED", under=ann, name="Ted Terminated", status="terminated")
    build.agent("FAY", under=ann, name="Fay Future", joined_on=TODAY + timedelta(days=1))
    shown = page(client)
    assert "Bea Below" in shown
    assert not any(name in shown for name in ("Dan Deeper", "Ted", "Fay", "Ann Above"))


def test_other_paths_are_nobody_else_s_business(ann, client):
    [private] = taught(lessons.path("Private"))
    do(recruit(ann, "CY"), private, at=NOW)
    assert (steps(ann)["CY"].count, steps(ann)["CY"].last_on) == (0, None)
    assert "Private" not in page(client)


def test_without_recruits_or_first_steps_it_says_what_comes(ann, client):
    for agent in ann.recruits.all():
        agent.status = "terminated"
        agent.save()
    assert "You have no recruits yet" in page(client)
    taught_first()[0].path.lessons.update(published=False)
    assert "There are no first steps yet" in page(client)


def test_fifty_a_page_and_no_more_queries_for_more(ann, client, django_assert_max_num_queries):
    for number in range(55):
        some = build.agent(f"R{number:02}", under=ann, joined_on=days_ago(100 + number))
        do(some, taught_first()[0])
    with django_assert_max_num_queries(7):
        first = client.get("/learn/recruits/").content.decode()
    assert first.count('scope="row"') == 50
    rest = client.get("/learn/recruits/?page=2", headers=HTMX).content.decode()
    assert rest.count('scope="row"') == 7
    assert "<html" not in rest


def taught_first():
    from agents.models import Lesson

    return list(Lesson.objects.open().filter(path__starts_on_joining=True))
