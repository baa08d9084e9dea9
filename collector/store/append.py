"""Events and refusals to rows: one Arrow table a relation, one transaction a batch."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import orjson
import pyarrow as pa

from collector.event import Event, Rejection
from collector.store.statements import sql

if TYPE_CHECKING:
    from collections.abc import Sequence
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


def append_rows(
    cursor: duckdb.DuckDBPyConnection, rows: Sequence[Row], received_at: datetime
) -> None:
    """Insert rows of all kinds; the transaction is the caller's."""
    events = [(row, row.entry) for row in rows if isinstance(row.entry, Event)]
    rejections = [(row, row.entry) for row in rows if isinstance(row.entry, Rejection)]
    _insert(cursor, "events", "event_batch", _event_batch(events, received_at))
    _insert(cursor, "violations", "violation_batch", _violation_batch(events))
    _insert(cursor, "rejections", "rejection_batch", _rejection_batch(rejections, received_at))


def _insert(
    cursor: duckdb.DuckDBPyConnection, relation: str, batch_name: str, batch: pa.Table
) -> None:
    if batch.num_rows:
        cursor.register(batch_name, batch)
        cursor.execute(sql(f"append/{relation}"))
        cursor.unregister(batch_name)


def _table(rows: Sequence[Sequence[object]], schema: pa.Schema) -> pa.Table:
    columns: Sequence[Sequence[object]] = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table(
        [pa.array(values, kind) for values, kind in zip(columns, schema.types, strict=True)],
        schema=schema,
    )


def _event_batch(rows: Sequence[tuple[Row, Event]], received_at: datetime) -> pa.Table:
    return _table(
        [
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
        ],
        EVENT_BATCH,
    )


def _violation_batch(rows: Sequence[tuple[Row, Event]]) -> pa.Table:
    return _table(
        [
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
        ],
        VIOLATION_BATCH,
    )


def _rejection_batch(rows: Sequence[tuple[Row, Rejection]], received_at: datetime) -> pa.Table:
    return _table(
        [
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
        ],
        REJECTION_BATCH,
    )
