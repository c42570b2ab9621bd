"""From the queue to the bank and back, as two administrators click it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commissions.payouts import holds, removing
from commissions.payouts.models import Batch, Item
from mlmsite.lib import clock
from tests.payouts import people


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def press(client, path: str, **fields) -> list[str]:
    answer = client.post(path, fields, follow=True)
    assert answer.status_code == 200
    return said(answer)


def test_a_batch_goes_from_the_queue_to_the_bank_and_is_settled(bea, log_in):
    max_ = log_in("max")
    assert "can be paid" in max_.get("/office/").content.decode()
    [drafted] = press(max_, "/office/drafts/", pay_on=clock.today().isoformat())
    batch = Batch.objects.get()
    assert drafted == f"Drafts made: {batch.ref} (EUR). Look at them, and submit them."
    at = f"/office/batches/{batch.pk}"
    assert press(max_, f"{at}/submit/") == [f"{batch.ref} is submitted: its money is reserved."]
    assert "somebody else has to approve it" in max_.get(f"{at}/").content.decode()
    batch.refresh_from_db()
    items = batch.items_sha256
    assert press(max_, f"{at}/approve/", items=items) == [
        "You made this batch: somebody else has to approve it."
    ]
    amy = log_in("amy")
    assert f'name="items" value="{items}"' in amy.get(f"{at}/").content.decode()
    assert press(amy, f"{at}/approve/", items=items) == [
        f"{batch.ref} is approved: it can be sent."
    ]
    assert "is on its way" in press(amy, f"{at}/send/")[0]
    file = amy.get(f"{at}/file/")
    assert f'filename="{batch.ref}-EUR.xml"' in file.headers["Content-Disposition"]
    assert people.IBAN in file.content.decode()
    assert file.content == amy.get(f"{at}/file/").content
    assert press(amy, f"{at}/paid/", on=clock.today().isoformat()) == [
        f"1 payout of {batch.ref} has arrived."
    ]
    batch.refresh_from_db()
    assert batch.state == Batch.State.SETTLED


def test_a_bank_s_file_is_read_in_and_reported(bea, log_in):
    batch = people.sent()
    ref = batch.items.get().ref
    lines = f"ref,outcome,code,words\n{ref},refused,AC04,closed\nP99999999999,paid,,\n"
    file = SimpleUploadedFile("bank.csv", lines.encode())
    page = log_in("amy").post("/office/answers/read/", {"file": file}, follow=True)
    text = page.content.decode()
    assert "1 of 2 entries changed a payout" in text
    assert "Unknown: no payout has this reference." in text
    assert people.balance(bea) == 100_00


def test_rubbish_is_refused_in_words(bea, log_in):
    file = SimpleUploadedFile("bank.pdf", b"%PDF-1.4 not a bank's answer")
    answer = log_in("amy").post("/office/answers/read/", {"file": file})
    assert answer.status_code == 422
    assert re.search(r'class="errors"[^>]*>[^<]{10,}', answer.content.decode())


def test_what_changed_since_submission_is_shown_and_must_come_out(bea, log_in):
    batch = people.approved()
    holds.place(bea, reason="under investigation", by=people.user("max"), at=people.NOW)
    at = f"/office/batches/{batch.pk}"
    amy = log_in("amy")
    assert "held since: under investigation" in amy.get(f"{at}/").content.decode()
    assert press(amy, f"{at}/send/")[0].startswith("Take out first")
    item = batch.items.get()
    gone = press(amy, f"/office/items/{item.pk}/remove/", because="held")
    assert gone == [f"BEA is out of {batch.ref}."]
    item.refresh_from_db()
    assert (item.state, item.words) == (Item.State.REMOVED, "held")


def test_what_payees_lost_since_submission_is_shown(bea, log_in):
    batch = people.submitted()
    people.clawed_back(bea, 30_00)
    page = log_in("amy").get(f"/office/batches/{batch.pk}/").content.decode()
    assert "30.00 EUR were clawed back since." in page
    assert "it owes 30.00 EUR" in page


def test_what_is_approved_is_what_was_seen(bea, log_in):
    cy = people.payable("CY", 70_00)
    batch = people.submitted()
    removing.remove(batch.items.get(agent=cy), because="a doubt", **people.by_now("max"))
    amy = log_in("amy")
    for items in ({"items": batch.items_sha256}, {}):
        told = press(amy, f"/office/batches/{batch.pk}/approve/", **items)
        assert told == [f"The items of {batch.ref} have changed since you looked: look again."]
    assert not batch.approvals.exists()


def test_a_payee_is_told_that_somebody_else_approves(bea, log_in):
    batch = people.submitted()
    bea.user = people.user("amy")
    bea.save(update_fields=["user"])
    own = "It pays you, too: somebody else has to approve it."
    amy, at = log_in("amy"), f"/office/batches/{batch.pk}/"
    assert own in amy.get(at).content.decode()
    assert press(amy, f"{at}approve/", items=batch.items_sha256) == [own]


def test_a_batch_whose_day_is_over_says_what_to_do(bea, log_in, monkeypatch):
    monkeypatch.setattr(people, "PAY_ON", people.TODAY)
    batch = people.submitted()
    amy, at = log_in("amy"), f"/office/batches/{batch.pk}/"
    page = amy.get(at).content.decode()
    assert "Its day is over" in page
    assert f"{at}approve/" not in page
    told = press(amy, f"{at}approve/", items=batch.items_sha256)
    over = "was to be paid on 10 Mar 2026, and that day is over: reject it, and make it anew."
    assert told == [f"{batch.ref} {over}"]
    assert "is rejected" in press(amy, f"{at}reject/", because="late")[0]


def test_a_rejection_needs_a_reason(bea, log_in):
    batch = people.submitted()
    amy = log_in("amy")
    assert press(amy, f"/office/batches/{batch.pk}/reject/") == ["Reason: This field is required."]
    assert "is rejected" in press(amy, f"/office/batches/{batch.pk}/reject/", because="no")[0]


def test_a_payment_that_came_back_is_entered_by_hand(bea, log_in):
    batch = people.sent()
    item = batch.items.get()
    fields = {"code": "R03", "because": "no account"}
    amy = log_in("amy")
    assert press(amy, f"/office/items/{item.pk}/refused/", **fields) == [
        "The money of BEA is back in its balance."
    ]
    assert press(amy, f"/office/items/{item.pk}/refused/", **fields) == [
        f"{item.ref} is failed already."
    ]


def test_there_is_no_file_before_it_is_sent(bea, log_in):
    batch = people.approved()
    answer = log_in("amy").get(f"/office/batches/{batch.pk}/file/", follow=True)
    assert said(answer) == [f"{batch.ref} has no file before it is sent."]


def test_the_file_is_refused_where_it_would_not_be_the_one_that_was_sent(bea, log_in, settings):
    batch = people.sent()
    settings.COMPANY_NAME = "Another GmbH"
    answer = log_in("amy").get(f"/office/batches/{batch.pk}/file/", follow=True)
    assert "would not be the one that was sent" in said(answer)[0]


def test_nothing_due_makes_no_draft(db, log_in):
    told = press(log_in("max"), "/office/drafts/", pay_on=clock.today().isoformat())
    assert told == ["Nobody can be paid now: the queue says why."]


def test_a_day_that_is_over_is_refused(bea, log_in):
    assert press(log_in("max"), "/office/drafts/", pay_on="2020-01-01") == ["That day is over."]


@pytest.mark.parametrize("path", ["", "batches/", "answers/", "adjustments/", "agents/"])
def test_each_page_has_something_to_say_before_anything_has_happened(db, log_in, path):
    page = log_in("max").get(f"/office/{path}")
    assert page.status_code == 200
    assert 'class="empty"' in page.content.decode() or path == "agents/"


def test_staff_who_may_not_pay_out_see_nothing_of_it(db, client):
    user = people.user("sam")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/office/").status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_rows(
    bea, log_in, django_assert_max_num_queries
):
    from tests import build

    for number in range(12):
        agent = build.agent(f"A{number}")
        people.earned(agent, 50_00)
        people.on_iban(agent)
    batch = people.submitted()
    amy = log_in("amy")
    for path, most in (("/office/", 19), (f"/office/batches/{batch.pk}/", 27)):
        with django_assert_max_num_queries(most):
            amy.get(path)
