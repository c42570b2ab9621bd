"""Administrators write paths, lessons, questions; look at them first; and withdraw, not delete."""

import pytest
from django.contrib.auth import get_user_model

from agents.models import Choice, Lesson, LessonDone, Path, Question
from tests.training import lessons
from tests.training.lessons import ask, chosen, taught


@pytest.fixture
def staff(db, client):
    user = get_user_model().objects.create_superuser("root", "root@example.com", "x")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def inline(name: str, *rows: dict, kept: int = 0) -> dict:
    told = {f"{name}-TOTAL_FORMS": len(rows), f"{name}-INITIAL_FORMS": kept}
    for number, row in enumerate(rows):
        told |= {f"{name}-{number}-{field}": value for field, value in row.items()}
    return told


def test_a_path_a_lesson_a_question_and_its_choices_are_written_one_after_another(staff):
    first = {"position": 1, "title": "One", "minutes": 5, "published": "on"}
    told = {"title": "Selling", "position": 1, "published": "on", "language": "de"}
    answer = staff.post("/admin/agents/path/add/", told | inline("lessons", first))
    assert answer.status_code == 302
    lesson = Lesson.objects.get()
    question = {"position": 1, "text": "Which?", "explanation": "So."}
    told = {"path": lesson.path_id, "position": 1, "title": "One", "minutes": 7, "published": "on"}
    told |= {"body": "# Hello", "video_url": "https://videos.example/1"}
    change = f"/admin/agents/lesson/{lesson.pk}/change/"
    assert staff.post(change, told | inline("questions", question)).status_code == 302
    asked = Question.objects.get()
    assert "so the question is not asked" in staff.get(change).content.decode()
    told = {"lesson": lesson.pk, "position": 1, "text": "Which?", "explanation": "So."}
    a, b = {"text": "a", "position": 1, "right": "on"}, {"text": "b", "position": 2}
    told |= inline("choices", a, b)
    assert staff.post(f"/admin/agents/question/{asked.pk}/change/", told).status_code == 302
    assert list(Choice.objects.order_by("id").values_list("text", "right")) == [
        ("a", True),
        ("b", False),
    ]
    assert "a; b" in staff.get(change).content.decode()


@pytest.mark.parametrize(
    "choices",
    [
        [{"text": "a", "position": 1}, {"text": "b", "position": 2}],
        [{"text": "a", "position": 1, "right": "on"}],
    ],
)
def test_a_question_has_two_choices_and_a_right_one(staff, choices):
    [lesson] = taught(lessons.path())
    told = {"lesson": lesson.pk, "position": 1, "text": "Which?", "explanation": "So."}
    answer = staff.post("/admin/agents/question/add/", told | inline("choices", *choices))
    assert "mark at least one of them as right" in answer.content.decode()
    assert not Question.objects.exists()


def test_a_second_path_that_starts_on_joining_is_refused_in_words(staff):
    lessons.first_steps()
    told = {"title": "Another", "position": 1, "starts_on_joining": "on", "language": "en"}
    answer = staff.post("/admin/agents/path/add/", told | inline("lessons"))
    assert "Another path starts on joining" in answer.content.decode()
    assert Path.objects.count() == 1


@pytest.mark.parametrize(
    "link", ["http://videos.example/1", "javascript:alert(1)", "ftp://a.example"]
)
def test_a_video_is_on_https(staff, link):
    path = lessons.path()
    told = {"path": path.pk, "position": 1, "title": "One", "minutes": 7, "video_url": link}
    answer = staff.post("/admin/agents/lesson/add/", told | inline("questions"))
    assert answer.status_code == 200
    assert "https://" in answer.content.decode()
    assert not Lesson.objects.filter(title="One").exists()


def test_a_question_is_taken_out_on_its_lesson_s_page_with_its_choices(staff):
    [lesson] = taught(lessons.path())
    question = ask(lesson, right=["a"], wrong=["b"])
    told = {"path": lesson.path_id, "position": 1, "title": "One", "minutes": 7}
    row = {"id": question.pk, "lesson": lesson.pk, "position": 0, "text": "Which?"}
    row |= {"explanation": "So.", "DELETE": "on"}
    change = f"/admin/agents/lesson/{lesson.pk}/change/"
    assert staff.post(change, told | inline("questions", row, kept=1)).status_code == 302
    assert not Choice.objects.exists()


def test_the_page_can_be_looked_at_before_it_is_published_and_nothing_is_kept(staff):
    path = lessons.path("Draft", published=False)
    [lesson] = taught(path)
    question = ask(lesson, right=["a"], wrong=["b"])
    see = f"/admin/agents/lesson/{lesson.pk}/preview/"
    assert see in staff.get(f"/admin/agents/lesson/{lesson.pk}/change/").content.decode()
    assert "A preview" in staff.get(see).content.decode()
    for picked, said in (("b", "Not all of it is right yet"), ("a", "All of it is right")):
        data = {"question-1": list(chosen(question, picked))}
        assert said in staff.post(see, data).content.decode()
    assert see in staff.get(f"/admin/agents/path/{path.pk}/preview/").content.decode()
    assert not LessonDone.objects.exists()


def test_a_preview_is_for_those_who_may_see_lessons(staff, client):
    [lesson] = taught(lessons.path())
    user = get_user_model().objects.create_user("amy", "amy@example.com", "x", is_staff=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/admin/agents/lesson/{lesson.pk}/preview/").status_code == 403
    assert client.get(f"/admin/agents/path/{lesson.path_id}/preview/").status_code == 403
