"""How far an agent is: counted from what is done, never typed in."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from agents.models import Lesson, Path
from agents.training import progress
from tests import build
from tests.training import lessons
from tests.training.lessons import do, taught

JOINED = build.NEW_YEAR


@pytest.fixture
def ann(db):
    return build.agent("ANN", joined_on=JOINED)


def titles(agent, *, on=JOINED) -> list[str]:
    return [found.path.title for found in progress.paths_of(agent, on=on)]


def test_the_first_steps_come_first_and_the_others_in_their_order(ann):
    lessons.path("B", position=2)
    lessons.path("A", position=1)
    lessons.first_steps(position=9)
    assert titles(ann) == ["First steps", "A", "B"]


def test_the_first_steps_start_on_the_day_of_joining(ann):
    lessons.first_steps()
    assert titles(ann, on=JOINED - timedelta(days=1)) == []
    assert titles(ann, on=JOINED) == ["First steps"]


def test_what_is_not_published_or_empty_is_on_nobody_s_list(ann):
    lessons.path("Draft", published=False)
    lessons.path("Empty", lessons=0)
    withdrawn = lessons.path("Withdrawn")
    withdrawn.lessons.update(published=False)
    assert titles(ann) == []
    assert not progress.open_to(ann, on=JOINED).exists()


def test_lessons_are_counted_and_the_next_is_the_first_that_is_not_done(ann):
    one, two, three = taught(lessons.path(lessons=3))
    do(ann, two)
    [found] = progress.paths_of(ann, on=JOINED)
    assert (found.count, found.total, found.is_done, found.next) == (1, 3, False, one)
    assert found.minutes_left == one.minutes + three.minutes


def test_continue_leads_on_and_at_the_end_back_to_what_was_left_out(ann):
    one, two, three = taught(lessons.path(lessons=3))
    do(ann, two)
    found = progress.path_of(ann, one.path_id, on=JOINED)
    assert found.next_after(one) == three
    assert found.next_after(three) == one
    do(ann, one, three)
    found = progress.path_of(ann, one.path_id, on=JOINED)
    assert found.is_done
    assert found.next_after(three) is None


def test_a_withdrawn_lesson_counts_for_nobody_and_a_new_one_is_to_be_done(ann):
    path = lessons.path(lessons=2)
    one, two = taught(path)
    do(ann, one, two)
    Lesson.objects.filter(pk=two.pk).update(published=False)
    [found] = progress.paths_of(ann, on=JOINED)
    assert (found.count, found.total) == (1, 1)
    added = lessons.lesson(path, "Added")
    [found] = progress.paths_of(ann, on=JOINED)
    assert (found.count, found.total, found.next) == (1, 2, added)


def test_one_path_at_most_starts_on_joining(db):
    lessons.first_steps()
    with pytest.raises(IntegrityError), transaction.atomic():
        Path.objects.create(title="Another", starts_on_joining=True)


@pytest.mark.parametrize("wrong", [{"video_url": "http://a.example"}, {"minutes": 0}])
def test_the_database_refuses_other_links_than_https_and_no_minutes(db, wrong):
    path = lessons.path()
    with pytest.raises(IntegrityError), transaction.atomic():
        lessons.lesson(path, "Wrong", **wrong)


def test_more_paths_and_lessons_take_no_more_queries(ann):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as counted:
            progress.paths_of(ann, on=JOINED)
        return len(counted)

    lessons.first_steps()
    before = queries()
    for number in range(5):
        do(ann, *taught(lessons.path(f"P{number}", lessons=5)))
    assert queries() == before == 2
