"""Events and refusals to rows: one Arrow table a relation, one transaction a batch."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import orjson
import pyarrow as pa

from collector.event import Event, Rejection
from collector.store.statements import sql
from collector.store.transaction import in_transaction

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import duckdb

    Column = list[object]


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of the log with its place in it."""

    seq: int
    entry: Event | Rejection
    client: str | None


_TIME = pa.timestamp("us")

EVENT_BATCH = pa.schema(
    {
        "seq": pa.int64(),
        "digest": pa.string(),
        "received_at": _TIME,
        "event_time": _TIME,
        "event_time_text": pa.string(),
        "kind": pa.string(),
        "event_type": pa.string(),
        "run_id": pa.string(),
        "job_namespace": pa.string(),
        "job_name": pa.string(),
        "dataset_namespace": pa.string(),
        "dataset_name": pa.string(),
        "producer": pa.string(),
        "schema_url": pa.string(),
        "client": pa.string(),
        "size": pa.int64(),
        "body": pa.string(),
    }
)

VIOLATION_BATCH = pa.schema(
    {
        "seq": pa.int64(),
        "layer": pa.string(),
        "pointer": pa.string(),
        "facet": pa.string(),
        "message": pa.string(),
        "schema_id": pa.string(),
    }
)

REJECTION_BATCH = pa.schema(
    {
        "seq": pa.int64(),
        "digest": pa.string(),
        "received_at": _TIME,
        "reason": pa.string(),
        "message": pa.string(),
        "problems": pa.string(),
        "content_type": pa.string(),
        "content_encoding": pa.string(),
        "is_batch": pa.bool_(),
        "client": pa.string(),
        "size": pa.int64(),
        "body": pa.binary(),
    }
)


class _Batch:
    """What a statement reads as a relation: registered once, with other rows at each commit.

    To register a table of its own at every commit would cost a fifth of a small commit.
    """

    def __init__(self, schema: pa.Schema) -> None:
        self._type = pa.struct(list(schema))
        self.clear()

    def fill(self, rows: Sequence[Sequence[object]]) -> None:
        # In one call: at every other one, the event loop may want the interpreter for itself.
        self._rows = pa.RecordBatch.from_struct_array(pa.array(rows, self._type))

    def clear(self) -> None:
        self._rows = pa.RecordBatch.from_struct_array(pa.array([], self._type))

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._rows.__arrow_c_stream__(requested_schema)


class Appender:
    """A cursor that is kept for inserting."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor
        self._batches = {
            "events": _Batch(EVENT_BATCH),
            "violations": _Batch(VIOLATION_BATCH),
            "rejections": _Batch(REJECTION_BATCH),
        }
        for relation, batch in self._batches.items():
            cursor.register(f"{relation}_batch", batch)
            # Prepared: planning is most of what a small commit costs.
            cursor.execute(f"prepare append_{relation} as {sql(f'append/{relation}')}")

    def commit(
        self, rows: Sequence[Row], received_at: datetime, replaced: Sequence[int] = ()
    ) -> None:
        """Insert rows of all kinds in one transaction; `replaced` rejections go out in the same."""
        events = [(row, row.entry) for row in rows if isinstance(row.entry, Event)]
        rejections = [(row, row.entry) for row in rows if isinstance(row.entry, Rejection)]
        inserts = {
            "events": _event_rows(events, received_at),
            "violations": _violation_rows(events),
            "rejections": _rejection_rows(rejections, received_at),
        }
        given = {relation: values for relation, values in inserts.items() if values}
        if len(given) == 1 and not replaced:
            # One statement is a transaction by itself, and two calls less wait for the lock of
            # the interpreter.
            self._insert(given)
        else:
            in_transaction(self._cursor, lambda _: self._replace(given, received_at, replaced))

    def _insert(self, given: Mapping[str, Sequence[Sequence[object]]]) -> None:
        for relation, values in given.items():
            batch = self._batches[relation]
            batch.fill(values)
            self._cursor.execute(f"execute append_{relation}")
            batch.clear()

    def _replace(
        self,
        given: Mapping[str, Sequence[Sequence[object]]],
        received_at: datetime,
        replaced: Sequence[int],
    ) -> None:
        self._insert(given)
        if replaced:
            seqs = list(replaced)
            self._cursor.execute(sql("append/replayed"), {"seqs": seqs, "removed_at": received_at})
            self._cursor.execute(sql("append/without_replayed"), {"seqs": seqs})


def _event_rows(
    rows: Sequence[tuple[Row, Event]], received_at: datetime
) -> list[tuple[object, ...]]:
    return [
        (
            row.seq,
            event.digest,
            received_at,
            event.event_time,
            event.event_time_text,
            event.kind,
            event.event_type,
            event.run_id,
            event.job_namespace,
            event.job_name,
            event.dataset_namespace,
            event.dataset_name,
            event.producer,
            event.schema_url,
            row.client,
            len(event.body),
            event.body,
        )
        for row, event in rows
    ]


def _violation_rows(rows: Sequence[tuple[Row, Event]]) -> list[tuple[object, ...]]:
    return [
        (
            row.seq,
            violation.layer,
            violation.pointer,
            violation.facet,
            violation.message,
            violation.schema_id,
        )
        for row, event in rows
        for violation in event.violations
    ]


def _rejection_rows(
    rows: Sequence[tuple[Row, Rejection]], received_at: datetime
) -> list[tuple[object, ...]]:
    return [
        (
            row.seq,
            rejection.digest,
            received_at,
            rejection.reason,
            rejection.message,
            orjson.dumps([asdict(violation) for violation in rejection.violations]).decode(),
            rejection.content_type,
            rejection.content_encoding,
            rejection.is_batch,
            row.client,
            len(rejection.body),
            rejection.body,
        )
        for row, rejection in rows
    ]
