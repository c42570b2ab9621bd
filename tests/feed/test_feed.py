"""The news of a team, on the page and by mail."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail

from agents import preferences
from agents.models import Agent
from commissions.feed import digest, leaving, news
from commissions.nights.run import run_through
from tests import build

BACKEND = "django.contrib.auth.backends.ModelBackend"
FIRST = build.NEW_YEAR  # A Thursday.
SECOND = FIRST + timedelta(days=1)
SUNDAY = date(2026, 1, 4)
NOW = datetime(2026, 1, 5, 7, tzinfo=UTC)


@pytest.fixture
def ann(db):
    """Ann above Bea and Cy; on the second night Dan joins under Bea, and Bea has a customer."""
    build.plan()
    ann = build.agent("ANN", name="Ann Above")
    bea = build.agent("BEA", under=ann, name="Bea Bold")
    build.agent("CY", under=ann)
    run_through(through=FIRST)
    build.agent("DAN", under=bea, name="Dan <b>Deep</b>", joined_on=SECOND)
    build.subscription("S1", of=build.customer("C1", of=bea), started_on=SECOND)
    run_through(through=SUNDAY)
    for agent in (ann, bea):
        build.log_in_for(agent, get_user_model())
    return ann


def page_of(client, code: str, path: str = "/news/") -> str:
    client.force_login(get_user_model().objects.get(username=code), backend=BACKEND)
    return client.get(path).content.decode()


def send(night: date = SUNDAY) -> int:
    return digest.send(night=night, at=NOW, site="https://example.com/")


def test_the_page_tells_of_everybody_below_and_of_nobody_else(ann, client):
    page = page_of(client, "ANN")
    assert "<strong>Bea Bold</strong> has a first paying customer." in page
    assert "<strong>Dan &lt;b&gt;Deep&lt;/b&gt;</strong> joined." in page
    below = page_of(client, "BEA")
    assert "joined." in below
    assert "first paying customer" not in below  # Her own is no news to herself.


def test_one_kind_can_be_chosen(ann, client):
    page = page_of(client, "ANN", "/news/?kind=joined")
    assert "joined." in page
    assert "first paying" not in page


def test_long_news_go_on_where_they_stopped(ann, client, monkeypatch):
    monkeypatch.setattr(news, "PAGE", 1)
    first = news.page(ann, night=SUNDAY)
    second = news.page(ann, night=SUNDAY, after=first.after)
    assert len(first.events) == len(second.events) == 1
    assert first.events != second.events
    assert second.after == ""
    assert news.page(ann, night=SUNDAY, after="rubbish").events == first.events


def test_the_weekly_mail_goes_out_on_sunday_and_once(ann):
    assert send(date(2026, 1, 3)) == 0
    assert send() == 2
    assert send() == 0
    to_ann = next(m for m in mail.outbox if m.to == ["ann@example.com"])
    assert to_ann.subject == "2 news of your team"
    assert "Dan <b>Deep</b> joined." in to_ann.body
    assert "Bea Bold has a first paying customer." in to_ann.body


def test_daily_mails_hold_what_is_new_since_the_last_one(ann):
    preferences.change(ann, digest="daily")
    assert send(SECOND) == 1
    assert send(date(2026, 1, 3)) == 0
    assert send(SUNDAY) == 1  # Bea's weekly one.


def test_who_wants_none_or_has_no_log_in_gets_none(ann):
    preferences.change(ann, digest="never")
    Agent.objects.filter(code="BEA").update(user=None)
    assert send() == 0


def test_a_mail_comes_in_the_language_of_its_reader(ann):
    preferences.change(ann, language="de", digest="daily")
    send(SECOND)
    assert len(mail.outbox) == 1


def test_what_could_not_be_mailed_goes_out_with_the_next(ann, monkeypatch):
    def fails(self):
        raise OSError("no mail server")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", fails)
        assert send() == 0
    assert send() == 2


def test_one_click_ends_the_mails_and_a_look_does_not(ann, client):
    send()
    link = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    assert mail.outbox[0].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = link.removeprefix("https://example.com")
    assert client.get(path).status_code == 200
    who = Agent.objects.get(email=mail.outbox[0].to[0])
    assert preferences.of(who).digest == "weekly"
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert preferences.of(who).digest == "never"


def test_a_link_that_is_not_ours_does_nothing(ann, client):
    token = leaving.token(ann)
    assert client.post(f"/news/leave/{token[:-1]}x/").status_code == 404
    assert client.post("/news/leave/BEA/").status_code == 404


def test_the_page_costs_no_more_queries_for_more_news(ann, client, django_assert_max_num_queries):
    page_of(client, "ANN")
    for number in range(20):
        build.agent(f"N{number}", under=ann, joined_on=SUNDAY)
    run_through(through=date(2026, 1, 5))
    with django_assert_max_num_queries(8):
        client.get("/news/")
