"""The demo company's lessons, from the files in training/, and how far its people are with them."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path as File
from random import Random

from django.db import transaction

from agents.models import Agent
from agents.training.models import Choice, Lesson, LessonDone, Path, Question

FILES = File(__file__).parent / "training"
NAMES = ("first_steps.toml", "helping_your_team.toml")
TAUGHT = 1_000
"""How many of the newest agents have done lessons: enough to look at, in a large company too."""

_GIVES_UP = 0.1


def teach(*, distributor: Agent, since: date, until: date) -> None:
    """Write the paths; let the newest agents and the distributor with its recruits go through them,
    from `since` on. Once."""
    if Path.objects.exists():
        return
    with transaction.atomic():
        first, second = (_write(tomllib.loads((FILES / name).read_text("utf-8"))) for name in NAMES)
        newest = Agent.objects.order_by("-joined_on", "-pk")[:TAUGHT]
        people = {agent.pk: agent for agent in [*distributor.recruits.all(), *newest]}
        people.pop(distributor.pk, None)
        done = [
            row
            for agent in people.values()
            for row in _went_through(agent, first, since=since, until=until)
        ]
        done += _at_once(distributor, [*first, second[0]], on=since)
        LessonDone.objects.bulk_create(done, batch_size=1_000)


def _write(told: dict) -> list[Lesson]:
    lessons = told.pop("lessons")
    path = Path.objects.create(
        position=Path.objects.count() + 1,
        published=True,
        **told | {"description": " ".join(told["description"].split())},
    )
    return [_write_lesson(path, number, lesson) for number, lesson in enumerate(lessons, start=1)]


def _write_lesson(path: Path, number: int, told: dict) -> Lesson:
    questions, body = told.pop("questions", []), told.pop("body").strip()
    lesson = Lesson.objects.create(path=path, position=number, body=body, **told)
    for position, asked in enumerate(questions, start=1):
        choices = asked.pop("choices")
        question = Question.objects.create(lesson=lesson, position=position, **asked)
        # "+ " before a right choice, "- " before a wrong one.
        Choice.objects.bulk_create(
            Choice(question=question, position=at, text=choice[2:], right=choice[0] == "+")
            for at, choice in enumerate(choices, start=1)
        )
    return lesson


def _went_through(
    agent: Agent, lessons: list[Lesson], *, since: date, until: date
) -> Iterator[LessonDone]:
    """A lesson every day or two from joining on, or, of those who were there before, from some day
    on; at each, some give up, half of them with an answer that was wrong."""
    random = Random(f"{agent.code} lessons")
    day = agent.joined_on
    if day < since:
        day = since + timedelta(days=random.randrange((until - since).days + 1))
    for lesson in lessons:
        day += timedelta(days=random.choices((0, 1, 2, 5), (30, 40, 20, 10))[0])
        if day > until:
            return
        gives_up = random.random() < _GIVES_UP
        if gives_up and random.random() < 0.5:
            return
        at = _at(day, minutes=random.randrange(14 * 60))
        tries = random.choices((1, 2, 3), (70, 24, 6))[0]
        yield LessonDone(
            agent=agent,
            lesson=lesson,
            attempts=tries,
            last_at=at,
            done_at=None if gives_up else at,
        )
        if gives_up:
            return


def _at_once(agent: Agent, lessons: list[Lesson], *, on: date) -> Iterator[LessonDone]:
    for number, lesson in enumerate(lessons):
        at = _at(max(on, agent.joined_on), minutes=20 * number)
        yield LessonDone(agent=agent, lesson=lesson, attempts=1, last_at=at, done_at=at)


def _at(day: date, *, minutes: int) -> datetime:
    return datetime.combine(day, time(7), tzinfo=UTC) + timedelta(minutes=minutes)
