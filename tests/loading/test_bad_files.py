"""Files and folders that can't be read at all."""

import pytest

from tests.loading.folders import GOOD, nothing_is_loaded, refused

COLUMNS = "the columns are code, sponsor, name, email, [joined_on], [status]"
AGENTS = [
    ("code,sponsor,name,email,foo\n", [f'1: unknown column "foo"; {COLUMNS}']),
    ("code,sponsor,name\n", [f'1: no column "email"; {COLUMNS}']),
    (
        "Code,sponsor,name,email\n",
        [f'1: no column "code"; {COLUMNS}', f'1: unknown column "Code"; {COLUMNS}'],
    ),
    ("code,sponsor,name,email,name\n", [f'1: two columns "name"; {COLUMNS}']),
    ('"code"s,sponsor,name,email\nCY,,Cy,c\n', ["1: not CSV: ',' expected after '\"'"]),
    ("", [f"1: no header; {COLUMNS}"]),
    ("\n\ncode\n", [f'3: no column "{name}"; {COLUMNS}' for name in ("email", "name", "sponsor")]),
    (
        GOOD["agents.csv"].encode().replace(b"Bea", b"B\xe9a"),
        ["3: byte 0xe9 is not UTF-8; save the file in that encoding"],
    ),
    (
        GOOD["agents.csv"].encode("utf-16"),
        ["1: byte 0xff is not UTF-8; save the file in that encoding"],
    ),
    (GOOD["agents.csv"].replace("Bea", "B\0a"), ["3: a NUL byte; this is not a text file"]),
]


@pytest.mark.parametrize(("text", "said"), AGENTS)
def test_a_file_that_cannot_be_read_is_told_and_nothing_is_loaded(db, tmp_path, text, said):
    expected = [f"agents.csv:{line}" for line in said]
    assert refused(tmp_path, GOOD | {"agents.csv": text}) == expected
    assert nothing_is_loaded()


def test_a_folder_without_any_of_the_files(db, tmp_path):
    assert refused(tmp_path, {"notes.txt": "hello"}) == [
        f"{tmp_path}: none of the files plan*.toml, agents.csv, customers.csv, subscriptions.csv, "
        "charges.csv, refunds.csv is in this folder"
    ]


def test_a_folder_that_is_not_there(db, tmp_path):
    nowhere = tmp_path / "nowhere"
    assert refused(nowhere) == [f"{nowhere}: there is no such folder"]


def test_a_folder_in_place_of_a_file(db, tmp_path):
    (tmp_path / "agents.csv").mkdir()
    (tmp_path / "plan.toml").mkdir()
    assert refused(tmp_path) == [
        "agents.csv:1: can't be read: Is a directory",
        "plan.toml:1: can't be read: Is a directory",
    ]


def test_what_refers_to_a_file_that_cannot_be_read_is_not_to_blame(db, tmp_path):
    files = GOOD | {
        "agents.csv": "nonsense",
        "refunds.csv": GOOD["refunds.csv"] + "R2,X9,1,2026-02-10\n",
    }
    assert {line.split(":")[0] for line in refused(tmp_path, files)} == {
        "agents.csv",
        "refunds.csv",
    }
    assert refused(tmp_path, files)[-1] == 'refunds.csv:3: unknown charge "X9"'


def test_what_moves_a_cursor_is_not_repeated(db, tmp_path):
    text = 'code,sponsor,name,email\n"A\x1b[2J\nB",,Ann,ann@example.com\n'
    assert refused(tmp_path, {"agents.csv": text}) == [
        'agents.csv:2: code: "A�[2J�B" is not 1 to 32 letters, digits and hyphens'
    ]
