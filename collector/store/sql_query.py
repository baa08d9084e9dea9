"""Queries that users write: checked, run without a way to write, and ended when it is enough."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections import Counter
from contextlib import contextmanager, suppress
from itertools import groupby
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
from duckdb.sqltypes import DuckDBPyType

from collector.errors import Busy, Malformed
from collector.store.sql_formats import Result
from collector.store.sql_guard import checked
from collector.store.statements import sql

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from collector.settings import Sql
    from collector.store.questions import Record
    from collector.store.sql_formats import Query

#: Errors that say nothing about the query: whoever lent the cursor knows what to do.
_NOT_OF_THE_QUERY = (
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.ConnectionException,
    duckdb.InterruptException,
)

#: Types that Arrow has no place for, or in which DuckDB writes other values than it reads.
NOT_GIVEN_OUT = frozenset(
    {"bignum", "bit", "geometry", "time with time zone", "uhugeint", "union", "variant"}
)

#: Seconds between two attempts to interrupt: one between two statements is lost.
_INSISTENCE = 0.05

#: Rows that DuckDB makes at once.
_BATCH = 2048

#: Before 2.0 a relation with parameters is computed whole before the first row is handed out; from
#: 2.0 on what was executed is.
_RELATIONS_STREAM = not duckdb.__version__.startswith("1.")


class Stop:
    """Ends a query from outside: when its time is up, or when nobody wants its answer any more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._is_done = False
        #: Why the query was ended; None as long as it was not.
        self.reason: str | None = None

    def cancel(self) -> None:
        """End the query; one that has not begun will not."""
        self._end("The query was stopped, for nobody waited for its answer.")

    @contextmanager
    def watching(self, cursor: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
        """Let what runs on the cursor be ended, and end it after so many seconds."""
        watcher = threading.Thread(target=self._watch, args=(cursor, seconds), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            self._is_done = True
            self._wake.set()
            watcher.join()

    def _watch(self, cursor: duckdb.DuckDBPyConnection, seconds: float) -> None:
        if not self._wake.wait(seconds):
            self._end(f"The query was stopped after {seconds:g} seconds ([sql] timeout).")
        pause = threading.Event()
        while not self._is_done:
            cursor.interrupt()
            pause.wait(_INSISTENCE)

    def _end(self, reason: str) -> None:
        with self._lock:
            self.reason = self.reason or reason
        self._wake.set()


def answer(cursor: duckdb.DuckDBPyConnection, query: Query, bounds: Sql, stop: Stop) -> Result:
    """What a query gives, as far as the bounds allow; nothing is changed.

    Raises Malformed for a query that is wrong, not allowed, or stopped; Busy.
    """
    # It holds for the whole database, where nothing else needs as much.
    spill = f"set global max_temp_directory_size = '{bounds.max_temp_bytes}B'"
    return _answer(cursor, query, bounds, stop, before=(spill,))


def answer_locked(
    cursor: duckdb.DuckDBPyConnection, query: Query, bounds: Sql, stop: Stop
) -> Result:
    """The same where the settings of the database cannot be changed any more."""
    return _answer(cursor, query, bounds, stop, before=())


def _answer(
    cursor: duckdb.DuckDBPyConnection,
    query: Query,
    bounds: Sql,
    stop: Stop,
    before: Sequence[str],
) -> Result:
    try:
        with stop.watching(cursor, bounds.timeout):
            if stop.reason:
                raise Malformed(stop.reason)
            for statement in before:
                cursor.execute(statement)
            cursor.execute("begin transaction read only")
            return _run(cursor, query, bounds)
    except (duckdb.Error, pa.ArrowException, OSError, UnicodeEncodeError) as error:
        if stop.reason:
            raise Malformed(stop.reason) from error
        if isinstance(error, _NOT_OF_THE_QUERY):
            raise
        if isinstance(error, duckdb.IOException):
            raise Busy(f"The database could not answer: {_sentence(error)}") from error
        raise Malformed(_sentence(error)) from error
    finally:
        # Where there is none, the transaction has not begun or the connection is gone.
        with suppress(duckdb.Error):
            cursor.rollback()


def relations(cursor: duckdb.DuckDBPyConnection) -> list[Record]:
    """What queries can read: name, kind, comment and columns of each relation."""
    rows = cursor.execute(sql("questions/described_relations")).fetchall()
    return [
        {
            "name": name,
            "kind": kind,
            "comment": comment,
            "columns": [
                dict(zip(("name", "type", "comment"), row[3:], strict=True)) for row in of_it
            ],
        }
        for (name, kind, comment), of_it in groupby(rows, lambda row: row[:3])
    ]


def _run(cursor: duckdb.DuckDBPyConnection, query: Query, bounds: Sql) -> Result:
    most_rows = min(bounds.max_rows, bounds.max_rows if query.limit is None else query.limit)
    statement = checked(cursor, query.text)
    names, types, reader = _open(cursor, statement, dict(query.parameters), most_rows + 1)
    with reader:
        batches, is_truncated = _fetch(reader, most_rows, bounds.max_bytes)
        table = pa.Table.from_batches(batches, reader.schema)
    return Result(table.rename_columns(_distinct(names)), types, is_truncated)


def _open(
    cursor: duckdb.DuckDBPyConnection,
    statement: duckdb.Statement,
    parameters: dict[str, object],
    rows: int,
) -> tuple[list[str], tuple[str, ...], pa.RecordBatchReader]:
    """Names and types of the columns, and the rows as they are made, not many more than `rows`.

    The statement itself is executed: `query()`, which takes it as a text, takes no parameters.
    """
    if _RELATIONS_STREAM:
        relation = cursor.sql(statement, params=parameters or None)
        names, types = relation.columns, relation.types
        _require_given_out(names, types)
        return names, _texts(types), relation.limit(rows).to_arrow_reader(_BATCH)
    cursor.execute(statement, parameters or None)
    names = [column[0] for column in cursor.description or ()]
    types = [column[1] for column in cursor.description or ()]
    _require_given_out(names, types)
    return names, _texts(types), cursor.to_arrow_reader(_BATCH)


def _texts(types: Sequence[object]) -> tuple[str, ...]:
    return tuple(map(str, types))


def _require_given_out(names: Sequence[str], types: Sequence[DuckDBPyType]) -> None:
    """Raise Malformed for a column whose values would be lost or changed."""
    for name, kind in zip(names, types, strict=True):
        if wrong := NOT_GIVEN_OUT.intersection(_ids(kind)):
            raise Malformed(
                f"Column {name!r} has the type {min(wrong).upper()}, which is not given out; cast "
                "it to varchar."
            )


def _ids(kind: DuckDBPyType) -> Iterator[str]:
    """The type and those of its parts."""
    rest = [kind]
    while rest:
        kind = rest.pop()
        yield kind.id
        if kind.id in {"list", "array", "struct", "map"}:
            # Of an array the length is among them.
            rest.extend(child for _, child in kind.children if isinstance(child, DuckDBPyType))


def _fetch(
    reader: pa.RecordBatchReader, most_rows: int, most_bytes: int
) -> tuple[list[pa.RecordBatch], bool]:
    """The first rows that are within both bounds, and whether there are more."""
    batches: list[pa.RecordBatch] = []
    for batch in reader:
        fitting = _fitting(batch, most_rows, most_bytes)
        batches.append(fitting)
        most_rows -= fitting.num_rows
        most_bytes -= fitting.nbytes
        if fitting.num_rows < batch.num_rows:
            return batches, True
    return batches, False


def _fitting(batch: pa.RecordBatch, most_rows: int, most_bytes: int) -> pa.RecordBatch:
    rows = range(1, min(batch.num_rows, most_rows) + 1)
    return batch.slice(0, bisect_right(rows, most_bytes, key=lambda n: batch.slice(0, n).nbytes))


def _distinct(names: Sequence[str]) -> list[str]:
    """The names, those that were there before with a number behind."""
    taken = set(names)
    counts: Counter[str] = Counter()
    distinct: list[str] = []
    for name in names:
        free = name
        if counts[name]:
            while (free := f"{name}_{counts[name]}") in taken:
                counts[name] += 1
            taken.add(free)
        counts[name] += 1
        distinct.append(free)
    return distinct


def _sentence(error: Exception) -> str:
    """What DuckDB has to say, without the excerpt of the query."""
    words = str(error).partition("\n\nLINE ")[0].split()
    text = " ".join(words).encode(errors="replace").decode()
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


_LONGEST = 400
