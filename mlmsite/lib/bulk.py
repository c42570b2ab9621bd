"""Many rows at once: into NumPy arrays, and out of them again.

PostgreSQL: COPY, in its binary form where all columns are whole numbers or dates. SQLite: cursors
and `executemany`. All inside the caller's transaction.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from itertools import islice

import numpy as np
from django.db import connection, models
from django.db.models import QuerySet
from psycopg import Copy

CHUNK = 50_000

_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"
_POSTGRES_EPOCH = np.datetime64("2000-01-01", "D")
_WIDTHS = {"boolean": 1, "smallint": 2, "integer": 4, "date": 4, "bigint": 8}

Progress = Callable[[int], None]


@contextmanager
def _copy(statement: str, params: Sequence | None = None) -> Iterator[Copy]:
    """PostgreSQL's COPY; what goes wrong in it is a Django error, as in any other statement."""
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.cursor.copy(statement, params) as stream,
    ):
        yield stream


def read_ints(queryset: QuerySet, *columns: str) -> dict[str, np.ndarray]:
    """The columns of a query as int64 arrays, (rows,) each. None may be empty (NULL).

    A column is anything that `values_list` takes and that is a whole number.
    """
    sql, params = queryset.values_list(*columns).query.sql_with_params()
    chunks = (_read_copy if connection.vendor == "postgresql" else _read_cursor)(
        sql, params, len(columns)
    )
    table = np.concatenate([np.empty((0, len(columns)), np.int64), *chunks])
    return {name: np.ascontiguousarray(table[:, i]) for i, name in enumerate(columns)}


def _read_cursor(sql: str, params: Sequence, width: int) -> Iterable[np.ndarray]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(CHUNK):
            yield np.array(rows, dtype=np.int64).reshape(-1, width)


def _read_copy(sql: str, params: Sequence, width: int) -> Iterable[np.ndarray]:
    names = [f"c{i}" for i in range(width)]
    wide = ", ".join(f"{name}::int8" for name in names)
    copy = f"COPY (SELECT {wide} FROM ({sql}) AS q ({', '.join(names)})) TO STDOUT (FORMAT BINARY)"
    record = np.dtype([("fields", ">i2"), ("cells", [("bytes", ">i4"), ("value", ">i8")], width)])
    with _copy(copy, params) as stream:
        blocks, pending = iter(stream), b""
        header_left = len(_HEADER)
        while some := _joined(blocks):
            pending += some
            if header_left:
                if len(pending) < header_left:
                    continue
                pending = pending[header_left:]
                header_left = 0
            rows, pending = _take_records(pending, record)
            yield rows
        if pending != _TRAILER:
            raise ValueError("A column held NULL, or COPY ended early.")


def _joined(blocks: Iterator[bytes]) -> bytes:
    """The next rows: a block is one of them, and this way Python looks at none by itself."""
    some = BytesIO()
    some.writelines(islice(blocks, CHUNK))
    return some.getvalue()


def _take_records(pending: bytes, record: np.dtype) -> tuple[np.ndarray, bytes]:
    """int64 (rows, columns) of the whole records, and what is left."""
    count = len(pending) // record.itemsize
    rows = np.frombuffer(pending, record, count)
    cells = rows["cells"]
    if (cells["bytes"] != 8).any():
        raise ValueError("A column held NULL.")
    return cells["value"].astype(np.int64), pending[count * record.itemsize :]


def write_ints(
    model: type[models.Model],
    columns: Mapping[str, np.ndarray],
    *,
    table: str | None = None,
    progress: Progress | None = None,
) -> None:
    """Insert rows whose fields are all whole numbers or dates (datetime64[D]), (rows,) each.

    `table`: PostgreSQL only, another one with the columns of the model's.
    """
    if connection.vendor != "postgresql":
        arrays = [_plain(values) for values in columns.values()]
        return write_rows(model, tuple(columns), zip(*arrays, strict=True), progress=progress)
    fields = [model._meta.get_field(name) for name in columns]
    into = _target(model, fields, table)
    with _copy(f"COPY {into} FROM STDIN (FORMAT BINARY)") as stream:
        stream.write(_HEADER)
        for rows, block in _ahead(_blocks(fields, list(columns.values()))):
            stream.write(block)
            if progress:
                progress(rows)
        stream.write(_TRAILER)
    return None


def _ahead(items: Iterator) -> Iterator:
    """The same items, each made while the one before it is used: encoding takes the client what
    COPY takes the server."""
    with ThreadPoolExecutor(max_workers=1) as worker:
        coming = worker.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = worker.submit(next, items, None)
            yield item


def _blocks(
    fields: Sequence[models.Field], columns: Sequence[np.ndarray]
) -> Iterator[tuple[int, bytes]]:
    """Rows in COPY's binary form, CHUNK at a time, with their number."""
    cells = [_cell(field, connection) for field in fields]
    record = np.dtype([("fields", ">i2"), *[cell for pair in cells for cell in pair]])
    block = np.empty(CHUNK, record)
    block["fields"] = len(fields)
    for (length, _), (_, kind) in cells:
        block[length] = np.dtype(kind).itemsize
    for start in range(0, len(columns[0]), CHUNK):
        rows = min(CHUNK, len(columns[0]) - start)
        for (_, (name, _)), values in zip(cells, columns, strict=True):
            part = values[start : start + rows]
            if part.dtype.kind == "M":
                part = (part - _POSTGRES_EPOCH).astype(np.int64)
            block[name][:rows] = part
        yield rows, block[:rows].tobytes()


def _cell(field: models.Field, connection) -> tuple[tuple[str, str], tuple[str, str]]:
    width = _WIDTHS[field.db_type(connection)]
    return (f"{field.column}_bytes", ">i4"), (field.column, f">i{width}")


def _plain(values: np.ndarray) -> list:
    return values.astype(str).tolist() if values.dtype.kind == "M" else values.tolist()


def write_rows(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Sequence],
    *,
    progress: Progress | None = None,
) -> None:
    """Insert rows of any types, given as sequences in the order of the field `names`."""
    fields = [model._meta.get_field(name) for name in names]
    rows = iter(rows)
    if connection.vendor == "postgresql":
        with _copy(f"COPY {_target(model, fields)} FROM STDIN") as stream:
            while chunk := list(islice(rows, CHUNK)):
                for row in chunk:
                    stream.write_row(row)
                if progress:
                    progress(len(chunk))
        return
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        while chunk := list(islice(rows, CHUNK)):
            cursor.executemany(f"INSERT INTO {_target(model, fields)} VALUES ({marks})", chunk)
            if progress:
                progress(len(chunk))


def _target(
    model: type[models.Model], fields: Sequence[models.Field], table: str | None = None
) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    return f"{quote(table or model._meta.db_table)} ({columns})"


def next_id(model: type[models.Model]) -> int:
    """The id after the largest. Whoever numbers rows itself holds the lock of that table, and
    tells the sequence afterwards (`ids_taken`)."""
    return (model.objects.aggregate(largest=models.Max("pk"))["largest"] or 0) + 1


def new_ids(model: type[models.Model], count: int) -> list[int]:
    """Ascending ids for rows that the caller writes, and that nobody else is given meanwhile.

    PostgreSQL: from the table's sequence, so there is nothing to lock and nothing to tell it
    afterwards. SQLite: the transaction has the write lock already.
    """
    if connection.vendor != "postgresql":
        first = next_id(model)
        return list(range(first, first + count))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, count],
        )
        return [number for (number,) in cursor.fetchall()]


def ids_taken(model: type[models.Model], *, up_to: int | None = None) -> None:
    """Let the database's own numbering go on behind the ids that were given by hand: behind the
    largest there is, or `up_to`."""
    if up_to is None:
        up_to = next_id(model) - 1
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                [model._meta.db_table, model._meta.pk.column, max(up_to, 1)],
            )


def update_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Set the fields `names[1:]` of the rows whose primary key is the first value of each row."""
    fields = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    key, *rest = [quote(field.column) for field in fields]
    types = {field.column: field.db_type(connection) for field in fields}
    with staged("changed", types, rows), connection.cursor() as cursor:
        settings = ", ".join(f"{column} = changed.{column}" for column in rest)
        matching = f"{table}.{key} = changed.{key}"
        cursor.execute(f"UPDATE {table} SET {settings} FROM changed WHERE {matching}")


def update_ints(
    model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[int]]
) -> None:
    """As update_rows, for some thousand rows of whole numbers: without a table of their own."""
    fields = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    key, *rest = [quote(field.column) for field in fields]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            settings = ", ".join(f"{column} = changed.{column}" for column in rest)
            arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
            cursor.execute(
                f"UPDATE {table} SET {settings} FROM unnest({arrays}) "
                f"AS changed ({', '.join((key, *rest))}) WHERE {table}.{key} = changed.{key}",
                [list(column) for column in zip(*rows, strict=True)],
            )
        else:
            settings = ", ".join(f"{column} = %s" for column in rest)
            cursor.executemany(
                f"UPDATE {table} SET {settings} WHERE {key} = %s",
                [(*values, pk) for pk, *values in rows],
            )


@contextmanager
def staged(name: str, types: Mapping[str, str], rows: Iterable[Sequence]) -> Iterator[None]:
    """A temporary table of these rows, for statements that work on all of them at once."""
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(column)} {kind}" for column, kind in types.items())
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {quote(name)} ({columns})")
        if connection.vendor == "postgresql":
            with _copy(f"COPY {quote(name)} FROM STDIN") as stream:
                for row in rows:
                    stream.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(types))
            rows = iter(rows)
            while chunk := list(islice(rows, CHUNK)):
                cursor.executemany(f"INSERT INTO {quote(name)} VALUES ({marks})", chunk)
            # For the joins: SQLite keeps no hash tables.
            cursor.execute(
                f"CREATE INDEX temp.{quote(name + '_key')} ON {quote(name)} "
                f"({quote(next(iter(types)))})"
            )
        cursor.execute(f"ANALYZE {quote(name)}")
        yield
        cursor.execute(f"DROP TABLE {quote(name)}")
