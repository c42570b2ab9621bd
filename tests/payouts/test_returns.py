"""Three of five hundred come back, in each of the files in which banks say so."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime

import pytest

from commissions.payouts.answers import read_in
from commissions.payouts.models import AnswerFile, Batch, Item, Rail
from commissions.payouts.outcomes import paid
from commissions.payouts.removing import remove
from mlmsite.lib.money import format_minor
from tests import build
from tests.payouts import people
from tests.payouts.crowd import crowd
from tests.payouts.files import banks
from tests.payouts.people import NOW, TODAY, user

LATER = {"at": datetime(2026, 12, 4, 9, tzinfo=UTC), "today": date(2026, 12, 4)}
"""After the days in the banks' files."""

BACK = slice(100, 400, 100)


def euros(item: Item) -> str:
    return f'<Amt Ccy="EUR">{format_minor(item.amount_minor, "EUR")}</Amt>'


def pain002(paid: Iterable[Item], back: Iterable[Item]) -> bytes:
    told = banks.reason("AC04")
    amounts = {i: banks.amount_of(format_minor(i.amount_minor, "EUR")) for i in (*paid, *back)}
    return banks.pain002(
        *(banks.status(item.ref, "ACSC", amounts[item]) for item in paid),
        *(banks.status(item.ref, "RJCT", told + amounts[item]) for item in back),
        batch="<PmtInfSts>PART</PmtInfSts>",
    )


def camt054(paid: Iterable[Item], back: Iterable[Item]) -> bytes:
    """All of them were booked; then three came in again."""
    told = banks.reason("AC04", inside="RtrInf")
    return banks.camt054(
        banks.entry(*(banks.booking(item.ref, euros(item)) for item in (*paid, *back))),
        banks.entry(*(banks.booking(i.ref, euros(i), told) for i in back), way="CRDT"),
    )


def nacha(paid: Iterable[Item], back: Iterable[Item]) -> bytes:
    return banks.nacha_returns(*(banks.returned(i.ref, "R02", i.amount_minor) for i in back))


def table(paid: Iterable[Item], back: Iterable[Item]) -> bytes:
    rows = [f"{item.ref},paid,{item.amount_minor / 100:.2f},EUR,," for item in paid]
    rows += [f"{i.ref},refused,{i.amount_minor / 100:.2f},EUR,AC04,closed" for i in back]
    return "\n".join(["ref,outcome,amount,currency,code,words", *rows]).encode()


def read(file: bytes | str) -> list[dict]:
    content = file.encode() if isinstance(file, str) else file
    return read_in(content, name="from the bank", by=user("max"), **LATER).report


def changed(report: list[dict]) -> list[str]:
    return [told["ref"] for told in report if told["changed"]]


@pytest.mark.parametrize(
    ("rail", "file_of", "state", "words"),
    [
        (Rail.SEPA, pain002, "failed", "AC04 The account is closed"),
        (Rail.SEPA, camt054, "returned", "AC04 The account is closed"),
        (Rail.SEPA, table, "failed", "AC04 closed"),
        (Rail.ACH, nacha, "returned", "R02 Account closed"),
    ],
)
def test_three_of_five_hundred_come_back(db, rail, file_of, state, words):
    agents = crowd(500, rail=rail)
    batch = people.sent()
    items = list(batch.items.order_by("pk"))
    back = items[BACK]
    if file_of is nacha:
        # A US bank says nothing of what arrives.
        paid(batch, on=TODAY, at=NOW, today=TODAY)
    file = file_of([item for item in items if item not in back], back)

    report = read(file)

    states = Counter(batch.items.values_list("state", flat=True))
    assert states == {"paid": 497, state: 3}
    for item in batch.items.filter(state=state):
        assert item.words == words
        assert people.balance(item.agent, item.currency) == item.amount_minor
    others = [agent for agent in agents if agent.pk not in {item.agent_id for item in back}]
    assert {people.balance(agent, batch.currency) for agent in others} == {0}
    assert {item.ref for item in back} <= set(changed(report))
    batch.refresh_from_db()
    assert batch.state == Batch.State.SETTLED

    again = read(file)

    assert [told["ref"] for told in again] == [told["ref"] for told in report]
    assert changed(again) == []
    assert Counter(batch.items.values_list("state", flat=True)) == states
    assert people.breaches() == []


class TestWhatChangesNothing:
    def words(self, file: str) -> str:
        [told] = read(file)
        assert not told["changed"]
        return told["words"]

    @pytest.mark.parametrize(
        "ref",
        ["P99999999999", "P1", "p00000000001", "INVOICE 7", "B99999999", "P" + "9" * 30]
        + ["P" + "9" * 5000, "P٣", "P"],
    )
    def test_a_ref_that_is_no_payout_s(self, bea, ref):
        people.sent()
        assert self.words(f"ref,outcome\n{ref},refused\n").startswith("Unknown")
        assert Item.objects.get().state == Item.State.SENT

    def test_another_program_s_order_that_is_called_like_a_batch(self, bea):
        batch = people.sent()
        assert self.words(f"ref,outcome\nB{batch.pk},refused\n").startswith("Unknown")
        assert Item.objects.get().state == Item.State.SENT

    @pytest.mark.parametrize("outcome", ["paid", "refused"])
    @pytest.mark.parametrize(
        ("amount", "currency"), [("99.99", "EUR"), ("100.00", "USD"), ("10000", "JPY")]
    )
    def test_another_amount_or_currency(self, bea, outcome, amount, currency):
        item = people.sent().items.get()
        words = self.words(
            f"ref,outcome,amount,currency\n{item.ref},{outcome},{amount},{currency}\n"
        )
        assert f"The file says {amount} {currency}, the payout is of 100.00 EUR." in words
        assert Item.objects.get().state == Item.State.SENT

    @pytest.mark.parametrize("outcome", ["paid", "refused"])
    def test_what_was_taken_out(self, bea, outcome):
        cy = build.agent("CY")
        people.earned(cy, 70_00)
        people.on_iban(cy)
        batch = people.submitted()
        item = batch.items.get(agent=cy)
        remove(item, because="a mistake", by=user("max"), at=NOW, today=TODAY)
        people.approve(batch, by=user("amy"), at=NOW)
        people.send(batch, by=user("max"), at=NOW, today=TODAY)
        assert "the payout is removed" in self.words(f"ref,outcome\n{item.ref},{outcome}\n")
        assert people.balance(cy) == 70_00
        assert people.breaches() == []

    @pytest.mark.parametrize("outcome", ["paid", "refused"])
    @pytest.mark.parametrize("step", [people.draft, people.submitted, people.approved])
    def test_what_was_not_sent_yet(self, bea, step, outcome):
        item = step().items.get()
        assert "nothing of it was sent" in self.words(f"ref,outcome\n{item.ref},{outcome}\n")
        assert people.breaches() == []

    def test_what_is_on_its_way(self, bea):
        item = people.sent().items.get()
        [told] = read(banks.pain002(banks.status(item.ref, "ACSP")))
        assert (told["changed"], told["words"]) == (False, "Accepted, on its way")

    def test_a_day_before_the_batch(self, bea):
        item = people.sent().items.get()
        words = self.words(f"ref,outcome,date\n{item.ref},paid,2026-03-09\n")
        assert "that is before it was made" in words


class TestAWholeBatch:
    @pytest.fixture
    def batch(self, bea):
        cy = build.agent("CY")
        people.earned(cy, 70_00)
        people.on_iban(cy)
        return people.sent()

    def test_is_refused_by_its_ref(self, batch, bea):
        file = banks.pain002(
            group="<GrpSts>RJCT</GrpSts>" + banks.reason("AM04"),
        ).replace(b"B00000012", batch.ref.encode())
        report = read(file)
        assert len(changed(report)) == 2
        assert set(batch.items.values_list("state", flat=True)) == {"failed"}
        assert "not enough money" in report[0]["words"]
        assert people.balance(bea) == 100_00
        assert people.breaches() == []

    def test_that_has_nothing_on_its_way_is_said_to_have_nothing(self, batch):
        file = f"ref,outcome\n{batch.ref},refused\n"
        assert len(changed(read(file))) == 2
        [told] = read(file)
        assert (told["ref"], told["changed"]) == (batch.ref, False)
        assert told["words"] == "Changes nothing: nothing of this batch is on its way."

    def booked(self, batch: Batch, amount: str) -> bytes:
        """In one sum, as our pain.001 asks for."""
        told = f"<Btch><PmtInfId>{batch.ref}</PmtInfId></Btch>"
        file = banks.camt054(banks.entry(told))
        return file.replace(b">99.80<", f">{amount}<".encode())

    def test_is_paid_by_its_one_sum(self, batch):
        assert len(changed(read(self.booked(batch, "170.00")))) == 2
        assert set(batch.items.values_list("state", flat=True)) == {"paid"}

    def test_is_not_paid_by_another_sum(self, batch):
        """The bank left Cy out, and will say so in another file."""
        [told] = read(self.booked(batch, "100.00"))
        assert (told["ref"], told["changed"]) == (batch.ref, False)
        assert "the file says 100.00 EUR, and of this batch 170.00 EUR are" in told["words"]
        assert set(batch.items.values_list("state", flat=True)) == {"sent"}

    def test_is_paid_by_the_sum_of_what_was_not_refused_before(self, batch, bea):
        back = batch.items.get(agent=bea)
        read(f"ref,outcome,code\n{back.ref},refused,AC04\n")
        assert len(changed(read(self.booked(batch, "70.00")))) == 1
        assert sorted(batch.items.values_list("state", flat=True)) == ["failed", "paid"]
        assert people.breaches() == []

    def test_is_paid_but_for_one(self, batch, bea):
        back = batch.items.get(agent=bea)
        report = read(f"ref,outcome,code\n{batch.ref},paid,\n{back.ref},refused,AC04\n")
        assert len(changed(report)) == 3
        assert sorted(batch.items.values_list("state", flat=True)) == ["paid", "returned"]
        assert people.breaches() == []


class TestSaidTwice:
    def test_on_two_days_it_is_paid_on_the_first(self, bea):
        item = people.sent().items.get()
        days = ("2026-03-10", "2026-03-11")
        rows = "".join(f"{item.ref},paid,{day}\n" for day in days)
        report = read(f"ref,outcome,date\n{rows}")
        assert [told["changed"] for told in report] == [True, False]
        assert Item.objects.get().paid_on == TODAY

    def test_and_one_of_the_days_is_wrong(self, bea):
        item = people.sent().items.get()
        days = ("2026-03-10", "2026-03-09")
        report = read("ref,outcome,date\n" + "".join(f"{item.ref},paid,{day}\n" for day in days))
        assert changed(report) == [item.ref]

    def test_paid_and_come_back_in_one_file(self, bea):
        item = people.sent().items.get()
        report = read(f"ref,outcome\n{item.ref},paid\n{item.ref},refused\n{item.ref},refused\n")
        assert [told["changed"] for told in report] == [True, True, False]
        assert people.balance(bea) == 100_00
        assert AnswerFile.objects.get().report == report
        assert people.breaches() == []


def test_a_refusal_of_the_whole_order_asks_nothing_of_the_payees(bea):
    """AC01 then is the company's account; a payment that has its own reason keeps that."""
    cy = people.payable("CY", 70_00)
    batch = people.sent()
    own = batch.items.get(agent=cy).ref
    whole = "<PmtInfSts>RJCT</PmtInfSts>" + banks.reason("AC01")
    file = banks.pain002(banks.status(own, "RJCT", banks.reason("AC04")), batch=whole)
    read(file.replace(b"B00000012", batch.ref.encode()))
    told = batch.items.order_by("pk").values_list("agent__code", "state", "code", "of_account")
    assert list(told) == [("BEA", "failed", "AC01", False), ("CY", "failed", "AC04", True)]
