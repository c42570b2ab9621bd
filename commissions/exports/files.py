"""A night's files, below settings.EXPORTS_DIR: `lines/2026-01-31.parquet`, `.csv`, and transfers'.

Each is written beside its place and put there when it is whole; what is there is never written
again, as a night that has run never changes.
"""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from commissions.exports.rows import TABLES, Table, as_csv, chunks
from commissions.nights.models import Run
from mlmsite.lib.snapshot import snapshot


def export(folder: Path) -> list[Path]:
    """All nights that have no files yet; what was written."""
    nights = Run.objects.order_by("posted_on").values_list("posted_on", flat=True)
    return [path for night in nights for path in _of_night(folder, night)]


def path_of(folder: Path, table: str, night: date, kind: str) -> Path:
    return folder / table / f"{night}.{kind}"


def _of_night(folder: Path, night: date) -> Iterator[Path]:
    for table in TABLES.values():
        for kind, write in (("parquet", _parquet), ("csv", _csv)):
            path = path_of(folder, table.name, night, kind)
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                part = path.with_suffix(f".{kind}.{os.getpid()}.part")
                with snapshot():
                    write(table, night, part)
                part.replace(path)
                yield path


def _parquet(table: Table, night: date, path: Path) -> None:
    with pq.ParquetWriter(path, table.schema, compression="zstd") as writer:
        for some in chunks(table.rows(night)):
            columns = [
                pa.array(values, type=its.type)
                for values, its in zip(zip(*some, strict=True), table.schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=table.schema))


def _csv(table: Table, night: date, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(as_csv(table, night))
