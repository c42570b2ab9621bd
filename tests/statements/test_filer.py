"""The filer's CSV, and who may have it."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from commissions.statements import filer
from mlmsite.lib.sealing import seal
from tests import build
from tests.statements.account import paid, tax_form

pytestmark = pytest.mark.usefixtures("thresholds")

ANN = {
    "name": "Ann B. Above",
    "number": "012345678",
    "address": "1 Main St, Apt 2",
    "city": "Reno",
    "region": "NV",
    "postal_code": "01234",
    "country": "US",
}


@pytest.fixture
def due(ann):
    paid(ann, 2_345_67, on=date(2026, 6, 1))
    tax_form(ann, sealed=seal(ANN))
    for code, kind in (("BEA", "w-8"), ("CY", None)):
        agent = build.agent(code)
        paid(agent, 2_345_67, on=date(2026, 6, 1))
        if kind:
            tax_form(agent, kind, sealed=seal(ANN))
    return ann


@pytest.fixture
def payer(db):
    user = get_user_model().objects.create_user("payer", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="pay_out"))
    return user


def rows(year: int = 2026) -> list[dict[str, str]]:
    output = StringIO(newline="")
    count = filer.write(output, year=year, payer="The Company")
    output.seek(0)
    found = list(csv.DictReader(output))
    assert len(found) == count
    return found


def test_a_row_has_what_the_tax_office_asks_for(due):
    assert rows() == [
        {
            "tax_year": "2026",
            "form": "1099-NEC",
            "payer_name": "The Company",
            "agent": "ANN",
            "recipient_name": "Ann B. Above",
            "tin": "012345678",
            "address": "1 Main St, Apt 2",
            "city": "Reno",
            "region": "NV",
            "postal_code": "01234",
            "country": "US",
            "amount": "2345.67",
            "currency": "USD",
        }
    ]


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_taken_for_a_formula(ann, first):
    paid(ann, 2_345_67, on=date(2026, 6, 1))
    tax_form(ann, sealed=seal({**ANN, "name": f'{first}HYPERLINK("//x")', "city": f"{first}1"}))
    [row] = rows()
    assert row["recipient_name"] == f'\'{first}HYPERLINK("//x")'
    assert row["city"] == f"'{first}1"


def test_the_file_comes_with_the_year_in_its_name(due, payer, log_in):
    response = log_in(payer).get("/office/tax/2026.csv")
    name = 'attachment; filename="1099-NEC-2026.csv"'
    assert response.headers["Content-Disposition"] == name
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in response.headers["Cache-Control"]
    assert "012345678" in response.content.decode()


def test_the_page_lists_everybody_with_the_reason_and_no_number(due, payer, log_in):
    client = log_in(payer)
    assert 'href="/office/tax/2026/"' in client.get("/office/tax/").content.decode()
    page = client.get("/office/tax/2026/").content.decode()
    for said in ("in the CSV", "W-8: not a US person", "no tax form: ask for a W-9", "2,345.67"):
        assert said in page
    assert page.index("CY</code>") < page.index("ANN</code>")  # Somebody has to ask for a form.
    assert "012345678" not in page
    assert "Nothing was paid out in 2020" in client.get("/office/tax/2020/").content.decode()


@pytest.mark.parametrize("path", ["", "2026/", "2026.csv"])
def test_only_those_who_pay_out_get_it(due, payer, log_in, path):
    staff = get_user_model().objects.create_user("staff", is_staff=True)
    assert log_in(payer).get(f"/office/tax/{path}").status_code == 200
    assert log_in(staff).get(f"/office/tax/{path}").status_code == 403
    assert log_in(due).get(f"/office/tax/{path}").status_code == 404


@pytest.mark.parametrize("path", ["2026/", "2026.csv"])
def test_more_agents_are_no_more_queries(
    due, payer, log_in, path, django_assert_max_num_queries, django_assert_num_queries
):
    client = log_in(payer)
    with django_assert_max_num_queries(10) as few:
        client.get(f"/office/tax/{path}")
    for number in range(5):
        agent = build.agent(f"A{number}")
        paid(agent, 2_345_67, on=date(2026, 6, 1))
        tax_form(agent, sealed=seal(ANN))
    with django_assert_num_queries(len(few)):
        client.get(f"/office/tax/{path}")
