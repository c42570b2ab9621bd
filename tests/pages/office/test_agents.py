"""One agent's money, for administrators: holds and adjustments."""

from uuid import uuid4

import pytest

from commissions.adjustments.models import Adjustment
from commissions.payouts.models import Hold
from tests.pages.office.test_batch import press
from tests.payouts import people


def test_an_agent_is_found_by_its_code(bea, log_in):
    max_ = log_in("max")
    assert max_.get("/office/agents/?code=BEA").headers["Location"] == "/office/agents/BEA/"
    assert "There is no agent NIX." in max_.get("/office/agents/?code=NIX").content.decode()


def test_a_hold_is_placed_with_a_reason_and_lifted(bea, log_in):
    max_ = log_in("max")
    told = press(max_, "/office/agents/BEA/hold/", **{"hold-reason": "a question"})
    assert told == ["The payouts of BEA are held."]
    assert "Held by the company: a question" in max_.get("/office/").content.decode()
    hold = Hold.objects.get()
    assert press(max_, f"/office/holds/{hold.pk}/lift/") == ["The hold is lifted."]
    assert "was lifted on" in press(max_, f"/office/holds/{hold.pk}/lift/")[0]


def test_a_hold_without_a_reason_is_refused(bea, log_in):
    answer = log_in("max").post("/office/agents/BEA/hold/", {})
    assert answer.status_code == 422
    assert "This field is required." in answer.content.decode()


def adjustment(**fields) -> dict:
    told = {"kind": "bonus", "amount": "25.00", "currency": "eur", "reason": "well done"}
    told |= {"once": str(uuid4())} | fields
    return {f"adjustment-{name}": value for name, value in told.items()}


def test_an_adjustment_waits_for_a_second_person(bea, log_in):
    max_ = log_in("max")
    [told] = press(max_, "/office/agents/BEA/adjust/", **adjustment())
    made = Adjustment.objects.get()
    assert told == f"{made.ref} is proposed: somebody else has to approve it."
    assert people.balance(bea) == 100_00
    at = f"/office/adjustments/{made.pk}"
    assert press(max_, f"{at}/approve/") == ["You made it: somebody else has to approve it."]
    assert press(log_in("amy"), f"{at}/approve/") == [f"{made.ref} is approved, and posted."]
    assert people.balance(bea) == 125_00


def test_a_small_one_is_posted_at_once_and_reversed_once(bea, log_in, settings):
    settings.ADJUSTMENT_ALONE_UP_TO = {"EUR": 25_00}
    max_ = log_in("max")
    press(max_, "/office/agents/BEA/adjust/", **adjustment(kind="fee"))
    made = Adjustment.objects.get()
    assert people.balance(bea) == 75_00
    at = f"/office/adjustments/{made.pk}"
    assert press(max_, f"{at}/reverse/", because="a mistake") == [f"{made.ref} is reversed."]
    assert "nothing to reverse" in press(max_, f"{at}/reverse/", because="again")[0]
    assert people.balance(bea) == 100_00


def test_a_large_one_is_reversed_by_two(bea, log_in, settings):
    settings.ADJUSTMENT_ALONE_UP_TO = {"EUR": 25_00}
    press(log_in("max"), "/office/agents/BEA/adjust/", **adjustment(kind="fee"))
    made = Adjustment.objects.get()
    settings.ADJUSTMENT_ALONE_UP_TO = {"EUR": 24_99}
    at = f"/office/adjustments/{made.pk}/reverse/"
    amy = log_in("amy")
    asked = [f"{made.ref} is to be reversed: somebody else has to approve that."]
    assert press(amy, at, because="a mistake") == asked
    assert "asked for its reversal already" in press(amy, at, because="again")[0]
    assert press(amy, f"{at}approve/") == [
        "You asked for its reversal: somebody else has to approve that."
    ]
    assert "Approve the reversal" not in amy.get("/office/adjustments/").content.decode()
    assert people.balance(bea) == 75_00
    assert press(amy, f"{at}reject/") == [f"{made.ref} is not reversed: it stays posted."]
    assert "Nobody asks any more" in press(amy, f"{at}reject/")[0]
    assert press(amy, at, because="after all") == asked
    max_ = log_in("max")
    assert "Approve the reversal" in max_.get("/office/adjustments/").content.decode()
    assert press(max_, f"{at}approve/") == [f"{made.ref} is reversed."]
    assert people.balance(bea) == 100_00


def test_nobody_adjusts_an_account_of_its_own(bea, log_in):
    own = "This is your own account: somebody else has to see to it."
    press(log_in("max"), "/office/agents/BEA/adjust/", **adjustment())
    made = Adjustment.objects.get()
    bea.user = people.user("amy")
    bea.save(update_fields=["user"])
    amy = log_in("amy")
    answer = amy.post("/office/agents/BEA/adjust/", adjustment())
    assert (answer.status_code, own in answer.content.decode()) == (422, True)
    for step in ("approve", "reject"):
        assert press(amy, f"/office/adjustments/{made.pk}/{step}/") == [own]
    assert "Your own account" in amy.get("/office/adjustments/").content.decode()
    press(log_in("zoe"), f"/office/adjustments/{made.pk}/approve/")
    at = f"/office/adjustments/{made.pk}/reverse/"
    assert press(log_in("amy"), at, because="a mistake") == [own]
    assert people.balance(bea) == 125_00


def test_a_form_that_is_sent_twice_is_one_adjustment(bea, log_in, settings):
    settings.ADJUSTMENT_ALONE_UP_TO = {"EUR": 25_00}
    max_, form = log_in("max"), adjustment()
    for _ in range(2):
        press(max_, "/office/agents/BEA/adjust/", **form)
    assert (Adjustment.objects.count(), people.balance(bea)) == (1, 125_00)
    page = max_.get("/office/agents/BEA/").content.decode()
    assert 'name="adjustment-once"' in page
    assert form["adjustment-once"] not in page


def test_a_rejected_one_is_never_posted(bea, log_in):
    press(log_in("max"), "/office/agents/BEA/adjust/", **adjustment())
    made = Adjustment.objects.get()
    amy = log_in("amy")
    assert press(amy, f"/office/adjustments/{made.pk}/reject/") == [f"{made.ref} is rejected."]
    assert "was decided already" in press(amy, f"/office/adjustments/{made.pk}/approve/")[0]
    assert people.balance(bea) == 100_00


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"amount": "25.001"}, "more than the 2 decimals of EUR"),
        ({"amount": "much"}, "is not an amount"),
        ({"amount": "0"}, "An amount of 0 changes nothing."),
        ({"amount": "-5"}, "A bonus is for the agent"),
        ({"currency": "XXQ"}, "is not an ISO 4217 currency"),
        ({"reason": ""}, "This field is required."),
    ],
)
def test_a_wrong_one_is_refused_in_words(bea, log_in, fields, words):
    answer = log_in("max").post("/office/agents/BEA/adjust/", adjustment(**fields))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Adjustment.objects.exists()
