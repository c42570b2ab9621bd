"""Learning, as a distributor sees it: paths, lessons, answers; with htmx and without."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agents.models import LessonDone
from mlmsite.lib import clock
from tests import build
from tests.pages.test_markup import is_a_whole_page
from tests.training import lessons
from tests.training.lessons import ask, chosen, do, taught

HTMX = {"HX-Request": "true"}


@pytest.fixture
def bea(db, client):
    ann = build.agent("ANN")
    bea = build.agent("BEA", under=ann)
    user = build.log_in_for(bea, get_user_model())
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return bea


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def given(*choices: set[int]) -> dict:
    return {f"question-{n}": [str(pk) for pk in picked] for n, picked in enumerate(choices)}


def test_with_nothing_published_it_says_what_comes(bea, client):
    assert "There is nothing to learn yet" in text(client.get("/learn/"))


def test_it_begins_with_the_first_lesson_and_goes_on_with_the_next(bea, client):
    one, two = taught(lessons.first_steps(lessons=2))
    assert "Start here" in text(client.get("/learn/"))
    do(bea, one)
    page = text(client.get("/learn/"))
    assert "Continue here" in page
    assert f'href="/learn/lesson/{two.pk}/"' in page
    assert "1 of 2 lessons" in page
    do(bea, two)
    assert "You have done every lesson there is" in text(client.get("/learn/"))


def test_only_who_has_recruits_is_led_to_them(bea, client):
    assert "/learn/recruits/" not in text(client.get("/learn/"))
    build.agent("DAN", under=bea)
    assert "/learn/recruits/" in text(client.get("/learn/"))


def test_each_page_is_whole(bea, client):
    path = lessons.first_steps(lessons=2)
    one, two = taught(path)
    one.body = "# Not the page's heading\n\nText."
    one.save()
    ask(one, right=["a", "b"], wrong=["c"])
    ask(one, right=["d"], wrong=["e"])
    do(bea, two)
    build.agent("DAN", under=bea)
    paths = ["/learn/", f"/learn/{path.pk}/", "/learn/recruits/"]
    for address in [*paths, f"/learn/lesson/{one.pk}/", f"/learn/lesson/{two.pk}/"]:
        assert is_a_whole_page(client.get(address).content.decode()), address


def test_a_text_is_markdown_and_its_html_stays_text(bea, client):
    [lesson] = taught(lessons.path())
    lesson.body = "# Why\n\n**So.** <script>alert(1)</script>"
    lesson.save()
    page = text(client.get(f"/learn/lesson/{lesson.pk}/"))
    assert "<h2>Why</h2> <p><strong>So.</strong> &lt;script&gt;" in page


def test_a_text_says_its_own_language_whatever_the_reader_s(bea, client):
    path = lessons.path("Verkaufen", language="de")
    [lesson] = taught(path)
    lesson.body = "Guten Tag."
    lesson.save()
    for address in ("/learn/", f"/learn/{path.pk}/", f"/learn/lesson/{lesson.pk}/"):
        page = text(client.get(address, headers={"Accept-Language": "es"}))
        assert '<html lang="es">' in page
        assert 'lang="de">Verkaufen' in page
    assert 'lang="de"><p>Guten Tag.</p>' in page


def test_a_video_is_a_link_into_a_tab_of_its_own(bea, client):
    [lesson] = taught(lessons.path())
    lesson.video_url = "https://videos.example/1"
    lesson.save()
    page = text(client.get(f"/learn/lesson/{lesson.pk}/"))
    link = 'href="https://videos.example/1" target="_blank" rel="noopener noreferrer"'
    assert link in page
    assert "videos.example, in a new tab" in page
    assert "<iframe" not in page
    assert "<video" not in page


def test_without_questions_done_is_a_button(bea, client):
    one, two = taught(lessons.path(lessons=2))
    assert ">Done</button>" in text(client.get(f"/learn/lesson/{one.pk}/"))
    answer = client.post(f"/learn/lesson/{one.pk}/", follow=True)
    assert answer.redirect_chain == [(f"/learn/lesson/{one.pk}/", 302)]
    assert "You have done this lesson" in text(answer)
    assert f'href="/learn/lesson/{two.pk}/"' in text(answer)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_wrong_answer_says_which_and_why_and_keeps_what_was_chosen(bea, client, headers):
    [lesson] = taught(lessons.path())
    good = ask(lesson, right=["a"], wrong=["b"], text="First?")
    bad = ask(lesson, right=["c", "d"], wrong=["e"], text="Second?")
    data = given(chosen(good, "a"), chosen(bad, "c", "e"))
    answer = client.post(f"/learn/lesson/{lesson.pk}/", data, headers=headers)
    page = text(answer)
    assert answer.status_code == 200
    assert ("<html" in page) == (headers == {})
    assert "Not all of it is right yet" in page
    assert "1 right one is missing" in page
    assert "Because: Second?" in page
    assert page.count(" checked") == 3
    assert "Try again" in page


def test_before_an_answer_nothing_is_given_away(bea, client):
    [lesson] = taught(lessons.path())
    ask(lesson, right=["a"], wrong=["b"])
    page = text(client.get(f"/learn/lesson/{lesson.pk}/"))
    assert "Because" not in page
    assert "right" not in page.replace("Choose all that are right", "")


def test_right_answers_do_it_at_once(bea, client):
    [lesson] = taught(lessons.path())
    question = ask(lesson, right=["a"], wrong=["b"])
    data = given(chosen(question, "a"))
    page = text(client.post(f"/learn/lesson/{lesson.pk}/", data, headers=HTMX))
    assert "All of it is right" in page
    assert "Because: Which?" in page
    assert "You have done all of “Selling”" in page


def test_a_question_left_out_is_asked_for(bea, client):
    [lesson] = taught(lessons.path())
    one = ask(lesson, right=["a"], wrong=["b"])
    ask(lesson, right=["c", "d"], wrong=["e"])
    data = given(chosen(one, "b"))
    answer = client.post(f"/learn/lesson/{lesson.pk}/", data)
    assert answer.status_code == 422
    assert "Answer every question first" in text(answer)
    assert "not answered" in text(answer)
    assert "Because" not in text(answer)
    assert client.post(f"/learn/lesson/{lesson.pk}/", data, headers=HTMX).status_code == 200
    assert not LessonDone.objects.exists()


@pytest.mark.parametrize("value", ["x", "-1", "9" * 5000, "\0", "²"])
def test_rubbish_is_no_answer(bea, client, value):
    [lesson] = taught(lessons.path())
    ask(lesson, right=["a"], wrong=["b"])
    assert client.post(f"/learn/lesson/{lesson.pk}/", {"question-1": value}).status_code == 422


def test_what_is_not_published_or_has_not_begun_is_not_there(bea, client, monkeypatch):
    steps = lessons.first_steps()
    draft = lessons.path("Draft", published=False)
    monkeypatch.setattr(clock, "today", lambda: bea.joined_on - timedelta(days=1))
    for path in (steps, draft):
        [lesson] = taught(path)
        assert client.get(f"/learn/{path.pk}/").status_code == 404
        assert client.get(f"/learn/lesson/{lesson.pk}/").status_code == 404
        assert client.post(f"/learn/lesson/{lesson.pk}/").status_code == 404
    assert client.get(f"/learn/{10**30}/").status_code == 404
    assert client.get(f"/learn/lesson/{10**30}/").status_code == 404
    assert not LessonDone.objects.exists()


def test_more_lessons_and_questions_take_no_more_queries(bea, client):
    def queries() -> list[int]:
        counted = []
        for address in ("/learn/", f"/learn/{path.pk}/", f"/learn/lesson/{one.pk}/"):
            with CaptureQueriesContext(connection) as caught:
                client.get(address)
            counted.append(len(caught))
        return counted

    path = lessons.first_steps(lessons=2)
    one, two = taught(path)
    ask(one, right=["a"], wrong=["b"])
    do(bea, two)
    before = queries()
    for number in range(6):
        ask(one, right=["a"], wrong=["b"])
        do(bea, lessons.lesson(path, f"More {number}"))
        lessons.path(f"Path {number}", lessons=3)
    assert queries() == before
    assert max(before) <= 8
