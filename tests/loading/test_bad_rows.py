"""Every kind of bad row: a line added to a good file → what is said of it; nothing is loaded."""

import pytest

from tests.loading.folders import GOOD, nothing_is_loaded, refused

LONG = "x" * 70

AGENTS = {
    ",,Cy,cy@example.com,,": "code is empty",
    "C Y,,Cy,cy@example.com,,": 'code: "C Y" is not 1 to 32 letters, digits and hyphens',
    "CY,B_A,Cy,cy@example.com,,": 'sponsor: "B_A" is not 1 to 32 letters, digits and hyphens',
    "CY,EVE,Cy,cy@example.com,,": 'unknown sponsor "EVE"',
    "CY,CY,Cy,cy@example.com,,": "sponsors go round in a circle: CY under CY",
    "CY,,,cy@example.com,,": "name is empty",
    f"CY,,{LONG * 3},cy@example.com,,": f'name: "{LONG[:60]}…" has 210 characters; 200 is the most',
    "CY,,Cy,,,": "email is empty",
    "CY,,Cy,cy(at)example.com,,": 'email: "cy(at)example.com" is not an e-mail address',
    "CY,,Cy,cy@example.com,1.6.2025,": 'joined_on: "1.6.2025" is not a date, like 2026-01-31',
    "CY,,Cy,cy@example.com,20250601,": 'joined_on: "20250601" is not a date, like 2026-01-31',
    "CY,,Cy,cy@example.com,2025-02-29,": 'joined_on: "2025-02-29" is not a date, like 2026-01-31',
    "CY,,Cy,cy@example.com,२०२५-०६-०१,": 'joined_on: "२०२५-०६-०१" is not a date, like 2026-01-31',
    "CY,,Cy,cy@example.com,1899-12-31,": "joined_on: 1899-12-31 is not in the years 1900 to 2999",
    "CY,,Cy,cy@example.com,,gone": 'status: "gone" is none of active, suspended, terminated',
    "BEA,ANN,Bea,bea@example.com,,": 'code "BEA" stands in line 3 already',
    "CY,,Cy,cy@example.com": "4 cells; the header has 6",
    "CY,,Cy,cy@example.com,,,": "7 cells; the header has 6",
    'CY,,"Cy"s,cy@example.com,,': "not CSV: ',' expected after '\"'",
    'CY,,"Cy,cy@example.com,,': "not CSV: unexpected end of data",
}
CUSTOMERS = {
    "C3,EVE,Cora,c@example.net,": 'unknown agent "EVE"',
    "C3,,Cora,c@example.net,": "agent is empty",
    "C3,BEA,Cora,c@example.net,yes": 'own_account: "yes" is none of true, false',
    f"{LONG},BEA,Cora,c@example.net,": f'ref: "{LONG[:60]}…" has 70 characters; 64 is the most',
    "C\x073,BEA,Cora,c@example.net,": 'ref: "C�3" has characters that can\'t be seen',
    "C1,BEA,Cora,c@example.net,": 'ref "C1" stands in line 2 already',
}
SUBSCRIPTIONS = {
    "S3,C9,Internet,1,USD,,1,2026-01-01,,": 'unknown customer "C9"',
    "S3,C1,,1,USD,,1,2026-01-01,,": "product is empty",
    "S3,C1,Internet,,USD,,1,2026-01-01,,": "price is empty",
    "S3,C1,Internet,1.005,USD,,1,2026-01-01,,": 'price: "1.005" has more than the 2 decimals of '
    "USD",
    "S3,C1,Internet,1.5,JPY,,1,2026-01-01,,": 'price: "1.5" has more than the 0 decimals of JPY',
    "S3,C1,Internet,1e5,USD,,1,2026-01-01,,": 'price: "1e5" is not an amount, like 49.90',
    "S3,C1,Internet,NaN,USD,,1,2026-01-01,,": 'price: "NaN" is not an amount, like 49.90',
    "S3,C1,Internet,+5,USD,,1,2026-01-01,,": 'price: "+5" is not an amount, like 49.90',
    'S3,C1,Internet,"1,5",USD,,1,2026-01-01,,': 'price: "1,5" is not an amount, like 49.90',
    "S3,C1,Internet,٣,USD,,1,2026-01-01,,": 'price: "٣" is not an amount, like 49.90',
    "S3,C1,Internet,-0.01,USD,,1,2026-01-01,,": 'price: "-0.01" is below 0',
    "S3,C1,Internet,10000000000.01,USD,,1,2026-01-01,,": 'price: "10000000000.01" is above the '
    "largest amount, 10000000000.00",
    f"S3,C1,Internet,{'9' * 5000},USD,,1,2026-01-01,,": f'price: "{"9" * 60}…" is not an amount, '
    "like 49.90",
    "S3,C1,Internet,1,usd,,1,2026-01-01,,": 'currency: "usd" is not an ISO 4217 currency, like USD',
    "S3,C1,Internet,1,XXQ,,1,2026-01-01,,": 'currency: "XXQ" is not an ISO 4217 currency, like USD',
    "S3,C1,Internet,1,,,1,2026-01-01,,": "currency is empty",
    "S3,C1,Internet,1,USD,-1,1,2026-01-01,,": 'commissionable: "-1" is below 0',
    "S3,C1,Internet,1,USD,,1.5,2026-01-01,,": 'volume: "1.5" is not a whole number, like 40',
    "S3,C1,Internet,1,USD,,1 0,2026-01-01,,": 'volume: "1 0" is not a whole number, like 40',
    "S3,C1,Internet,1,USD,,-1,2026-01-01,,": 'volume: "-1" is not a whole number, like 40',
    "S3,C1,Internet,1,USD,,1000000001,2026-01-01,,": "volume: 1000000001 is above the largest "
    "volume, 1000000000",
    "S3,C1,Internet,1,USD,,1,,,": "started_on is empty",
    "S3,C1,Internet,1,USD,,1,2026-01-02,2026-01-01,": "ended_on: 2026-01-01 is before started_on, "
    "2026-01-02",
    "S3,C1,Internet,1,USD,,1,2026-01-01,,monthly": 'billing: "monthly" is none of automatic, '
    "external",
}
CHARGES = {
    "X3,S9,2026-03-31,,,,2026-04-01": 'unknown subscription "S9"',
    "X3,S1,2026-03-28,,,,2026-04-01": "period_start: no period of S1 starts on 2026-03-28; it "
    "started on 2026-01-31",
    "X3,S1,2025-12-31,,,,2026-04-01": "period_start: no period of S1 starts on 2025-12-31; it "
    "started on 2026-01-31",
    "X3,S2,2026-06-05,,,,2026-06-05": "period_start: S2 ends on 2026-06-05; 2026-06-05 is not "
    "before that",
    "X3,S1,2026-01-31,,,,2026-04-01": "period_start: S1 is charged for 2026-01-31 in line 2 "
    "already",
    "X3,S2,2026-02-05,1.5,,,2026-04-01": 'amount: "1.5" has more than the 0 decimals of JPY',
    "X3,S1,2026-03-31,,-1,,2026-04-01": 'commissionable: "-1" is below 0',
    "X3,S1,2026-03-31,,,x,2026-04-01": 'volume: "x" is not a whole number, like 40',
    "X3,S1,2026-03-31,,,,": "paid_on is empty",
    "S1@2026-04-30,S1,2026-03-31,,,,2026-04-01": "ref: billing gives that name to another charge; "
    "for this one it is S1@2026-03-31",
    "S2@2026-03-31,S1,2026-03-31,,,,2026-04-01": "ref: billing gives that name to another charge; "
    "for this one it is S1@2026-03-31",
    "X1,S1,2026-03-31,,,,2026-04-01": 'ref "X1" stands in line 2 already',
}
REFUNDS = {
    "R2,X9,1.00,2026-02-10": 'unknown charge "X9"',
    "R2,X1,0,2026-02-10": 'amount: "0" gives nothing back',
    "R2,X1,-1,2026-02-10": 'amount: "-1" is below 0',
    "R2,X1,,2026-02-10": "amount is empty",
    "R2,X1,1.005,2026-02-10": 'amount: "1.005" has more than the 2 decimals of USD',
    "R2,X1,12.01,2026-02-10": "amount: with this one 22.01 USD of X1 would be refunded, and it was "
    "22.00",
    "R1,X1,1.00,2026-02-10": 'ref "R1" stands in line 2 already',
}
CASES = [
    (file, line, said)
    for file, cases in {
        "agents.csv": AGENTS,
        "customers.csv": CUSTOMERS,
        "subscriptions.csv": SUBSCRIPTIONS,
        "charges.csv": CHARGES,
        "refunds.csv": REFUNDS,
    }.items()
    for line, said in cases.items()
]


@pytest.mark.parametrize(("file", "line", "said"), CASES, ids=range(len(CASES)))
def test_a_bad_row_is_told_and_nothing_is_loaded(db, tmp_path, file, line, said):
    number = GOOD[file].count("\n") + 1
    files = GOOD | {file: f"{GOOD[file]}{line}\n"}
    assert refused(tmp_path, files) == [f"{file}:{number}: {said}"]
    assert nothing_is_loaded()


def test_every_bad_cell_of_every_bad_row_is_told_in_order(db, tmp_path):
    agents = GOOD["agents.csv"] + "CY,EVE,,cy,,\n" + "DEE,EVE,Dee,dee@example.com,,\n"
    refunds = GOOD["refunds.csv"] + "R2,X9,1,2026-02-10\n"
    assert refused(tmp_path, GOOD | {"refunds.csv": refunds, "agents.csv": agents}) == [
        'agents.csv:4: email: "cy" is not an e-mail address',
        "agents.csv:4: name is empty",
        'agents.csv:5: unknown sponsor "EVE"',
        'refunds.csv:3: unknown charge "X9"',
    ]


def test_what_refers_to_a_bad_row_is_not_to_blame(db, tmp_path):
    files = GOOD | {
        "agents.csv": GOOD["agents.csv"].replace("bea@example.com", "bea"),
        "charges.csv": GOOD["charges.csv"].replace("2026-02-02", "soon"),
    }
    assert refused(tmp_path, files) == [
        'agents.csv:3: email: "bea" is not an e-mail address',
        'charges.csv:2: paid_on: "soon" is not a date, like 2026-01-31',
    ]


def test_a_line_is_the_first_of_its_row(db, tmp_path):
    text = 'code,sponsor,name,email\nANN,,"Ann\nof\nBern",ann@example.com\n\n"BEA","EVE","B\nB",b\n'
    assert refused(tmp_path, {"agents.csv": text}) == [
        'agents.csv:6: email: "b" is not an e-mail address'
    ]


def test_a_circle_names_who_is_on_it(db, tmp_path):
    rows = [f"A{i},A{(i + 1) % 12},A,a@example.com\n" for i in range(12)]
    text = "code,sponsor,name,email\nZED,A3,Zed,z@example.com\n" + "".join(rows)
    assert refused(tmp_path, {"agents.csv": text}) == [
        "agents.csv:3: sponsors go round in a circle: "
        + " under ".join([*(f"A{i}" for i in range(10)), "…", "A0"])
    ]


def test_only_the_refund_that_goes_over_is_bad(db, tmp_path):
    text = GOOD["refunds.csv"] + "".join(
        f"R{i},X1,{amount},2026-02-1{i}\n"
        for i, amount in ((2, "12.01"), (3, "12.00"), (4, "0.01"))
    )
    said = [line.split(":")[1] for line in refused(tmp_path, GOOD | {"refunds.csv": text})]
    assert said == ["3", "5"]
