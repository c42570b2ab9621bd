"""Builders of what is taught.

steps = first_steps(lessons=2)                    two lessons without questions
ask(lesson, right=["b"], wrong=["a"])             a question below one of them
"""

from datetime import UTC, datetime

from agents.models import Agent, Choice, Lesson, LessonDone, Path, Question
from agents.training import answering

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def path(title: str = "Selling", *, lessons: int = 1, **fields) -> Path:
    made = Path.objects.create(title=title, **{"published": True, **fields})
    for number in range(1, lessons + 1):
        lesson(made, f"{title} {number}")
    return made


def first_steps(*, lessons: int = 1, **fields) -> Path:
    return path("First steps", lessons=lessons, starts_on_joining=True, **fields)


def lesson(of: Path, title: str, **fields) -> Lesson:
    position = of.lessons.count() + 1
    return Lesson.objects.create(path=of, title=title, **{"position": position, **fields})


def taught(of: Path) -> list[Lesson]:
    return list(of.lessons.in_order())


def ask(of: Lesson, *, right: list[str], wrong: list[str] = (), text: str = "Which?") -> Question:
    question = Question.objects.create(lesson=of, text=text, explanation=f"Because: {text}")
    for words in sorted([*right, *wrong]):
        Choice.objects.create(question=question, text=words, right=words in right)
    return question


def chosen(question: Question, *words: str) -> set[int]:
    return {choice.pk for choice in question.choices.all() if choice.text in words}


def do(agent: Agent, *lessons: Lesson, at: datetime = NOW) -> None:
    for each in lessons:
        right = {choice.pk for asked in answering.graded(each) for choice in asked.right}
        answering.hand_in(agent, each, chosen=right, at=at)


def one_of_each(agent: Agent) -> None:
    """A row of every kind."""
    [first] = taught(first_steps())
    ask(first, right=["a"], wrong=["b"])
    do(agent, first)
    assert LessonDone.objects.done().exists()
