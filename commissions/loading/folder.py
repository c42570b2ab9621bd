"""A folder's files → tables and plans. Reads files, and knows nothing of a database."""

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType

from commissions.loading import agents, charges, customers, plans, refunds, subscriptions
from commissions.loading.problems import BadFiles, Problem
from commissions.loading.rows import Table, read_table
from commissions.plans import toml
from commissions.plans.toml import BadPlan, ParsedPlan

Progress = Callable[[str, int, int], None]
"""Called with a stage, how much of it is done, and of how much."""

_CSV_FILES = (agents, customers, subscriptions, charges, refunds)


class NotText(ValueError):
    """The file is not UTF-8, or not text at all, from `line` on."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line


@dataclass(frozen=True)
class Folder:
    """A table for each CSV file, an empty one where it isn't there; the good plans, by file."""

    agents: Table[agents.AgentRow]
    customers: Table[customers.CustomerRow]
    subscriptions: Table[subscriptions.SubscriptionRow]
    charges: Table[charges.ChargeCells]
    refunds: Table[refunds.RefundCells]
    plans: dict[str, ParsedPlan]
    bad_plans: list[Problem]

    def problems(self) -> list[Problem]:
        tables = (self.agents, self.customers, self.subscriptions, self.charges, self.refunds)
        return [*self.bad_plans, *(problem for table in tables for problem in table.problems)]


def read_folder(folder: Path, progress: Progress) -> Folder:
    """Raises BadFiles where there is nothing to read; what is wrong in files is in the result."""
    if not folder.is_dir():
        raise BadFiles([Problem(str(folder), 0, "there is no such folder")])
    plan_files = sorted(folder.glob(plans.PATTERN))
    names = [file.FILE for file in _CSV_FILES]
    if not plan_files and not any((folder / name).exists() for name in names):
        wanted = ", ".join([plans.PATTERN, *names])
        raise BadFiles([Problem(str(folder), 0, f"none of the files {wanted} is in this folder")])
    problems: list[Problem] = []
    return Folder(
        agents=_read_csv(folder, agents, progress),
        customers=_read_csv(folder, customers, progress),
        subscriptions=_read_csv(folder, subscriptions, progress),
        charges=_read_csv(folder, charges, progress),
        refunds=_read_csv(folder, refunds, progress),
        plans={path.name: plan for path in plan_files if (plan := _read_plan(path, problems))},
        bad_plans=problems,
    )


def _read_csv(folder: Path, file: ModuleType, progress: Progress) -> Table:
    path = folder / file.FILE
    table: Table = Table(file.FILE, there=path.exists())
    if not table.there:
        return table
    try:
        text = read_text(path)
    except NotText as e:
        table.refuse(e.line, str(e))
        table.torn = True
        return table
    show = partial(progress, f"read {file.FILE}")
    return read_table(file.FILE, text, file.COLUMNS, file.parse, show)


def _read_plan(path: Path, problems: list[Problem]) -> ParsedPlan | None:
    try:
        return toml.parse(read_text(path))
    except NotText as e:
        problems.append(Problem(path.name, e.line, str(e)))
    except BadPlan as e:
        problems += [Problem(path.name, line, text) for line, text in e.problems]
    return None


def read_text(path: Path) -> str:
    """UTF-8, with or without a byte order mark. Raises NotText."""
    try:
        data = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError as e:
        raise NotText(1, f"can't be read: {e.strerror}") from None
    try:
        text = data.decode()
    except UnicodeDecodeError as e:
        what = f"byte 0x{data[e.start]:02x} is not UTF-8; save the file in that encoding"
        raise NotText(_line_of(data, e.start), what) from None
    if (at := data.find(0)) >= 0:
        raise NotText(_line_of(data, at), "a NUL byte; this is not a text file")
    return text


def _line_of(data: bytes, at: int) -> int:
    return len((data[:at] + b".").splitlines())
