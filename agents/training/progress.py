"""Which paths an agent has, how far it is on each, and which lesson is next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from agents.models import Agent
from agents.training.models import Lesson, LessonDone, LessonQuerySet, Path


@dataclass(frozen=True)
class Progress:
    """One path: its lessons in order, at least one, and those of them that are done."""

    path: Path
    lessons: list[Lesson]
    done: frozenset[int]

    @property
    def total(self) -> int:
        return len(self.lessons)

    @property
    def count(self) -> int:
        return len(self.done)

    @property
    def is_done(self) -> bool:
        return self.count == self.total

    @property
    def next(self) -> Lesson | None:
        return next((lesson for lesson in self.lessons if lesson.pk not in self.done), None)

    @property
    def minutes_left(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons if lesson.pk not in self.done)

    def next_after(self, lesson: Lesson) -> Lesson | None:
        """The next one that is still to be done; behind the last one, from the first on."""
        at = self.lessons.index(lesson)
        behind = [*self.lessons[at + 1 :], *self.lessons[:at]]
        return next((other for other in behind if other.pk not in self.done), None)


def open_to(agent: Agent, *, on: date) -> LessonQuerySet:
    """The lessons that are published; those of the first steps from the day of joining on."""
    lessons = Lesson.objects.open().select_related("path")
    return lessons if agent.joined_on <= on else lessons.exclude(path__starts_on_joining=True)


def paths_of(agent: Agent, *, on: date) -> list[Progress]:
    """The first steps first. Two queries, however many paths."""
    return _progress(open_to(agent, on=on).defer("body"), done_by(agent))


def path_of(agent: Agent, path: int, *, on: date) -> Progress | None:
    """None where nothing of it is open to the agent."""
    lessons = open_to(agent, on=on).filter(path__pk=path).defer("body")
    return next(iter(_progress(lessons, done_by(agent))), None)


def previewed(path: Path) -> Progress:
    """With all that isn't published yet, and nothing done: for those who write it."""
    return Progress(path, list(path.lessons.in_order()), frozenset())


def done_by(agent: Agent) -> frozenset[int]:
    done = LessonDone.objects.done().filter(agent=agent)
    return frozenset(done.values_list("lesson_id", flat=True))


def _progress(lessons: Iterable[Lesson], done: frozenset[int]) -> list[Progress]:
    found = []
    for path, of_path in groupby(lessons, key=lambda lesson: lesson.path):
        taught = list(of_path)
        found.append(Progress(path, taught, done & {lesson.pk for lesson in taught}))
    return found
