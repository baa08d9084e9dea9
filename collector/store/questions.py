"""What can be asked of the log: one function a question, each a file of SQL."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import orjson

from collector.errors import NotFound
from collector.store.statements import sql

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import duckdb

    #: One row: column to value.
    Record = dict[str, Any]


#: Bytes of bodies at which a page of events ends.
PAGE_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events: equal to each member that is not None; event_time in [since, until)."""

    kind: str | None = None
    event_type: str | None = None
    run_id: str | None = None
    job_namespace: str | None = None
    job_name: str | None = None
    dataset_namespace: str | None = None
    dataset_name: str | None = None
    producer: str | None = None
    client: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class RejectionFilter:
    """Which refused bodies: equal to each member that is not None."""

    reason: str | None = None
    client: str | None = None


def events(
    cursor: duckdb.DuckDBPyConnection, wanted: EventFilter, after: int, limit: int
) -> list[Record]:
    """Events after that seq in order of arrival; each with its `violations`.

    Not more than `limit`, and no further one once their bodies have PAGE_BYTES together.
    """
    page = {"after": after, "limit": limit, "page_bytes": PAGE_BYTES}
    found = _records(cursor, "events", {**asdict(wanted), **page})
    return _with_violations(cursor, found)


def newest_events(
    cursor: duckdb.DuckDBPyConnection, wanted: EventFilter, before: int, limit: int
) -> list[Record]:
    """Events before that seq, newest first; each with its `violations`."""
    page = {"before": before, "limit": limit, "page_bytes": PAGE_BYTES}
    found = _records(cursor, "newest_events", {**asdict(wanted), **page})
    return _with_violations(cursor, found)


def event_count(cursor: duckdb.DuckDBPyConnection, wanted: EventFilter) -> int:
    """How many events match."""
    return int(_records(cursor, "event_count", asdict(wanted))[0]["total_count"])


def event(cursor: duckdb.DuckDBPyConnection, key: str) -> Record:
    """The event with that seq or digest, with its `violations`; raises NotFound."""
    if key.isdecimal() and len(key) < _DIGEST_LENGTH:
        found = _records(cursor, "event", {"seq": min(int(key), _LARGEST_SEQ)})
    else:
        found = _records(cursor, "event_by_digest", {"digest": key})
    if not found:
        raise NotFound(f"There is no event {key!r}.")
    return _with_violations(cursor, found)[0]


_DIGEST_LENGTH = 64
_LARGEST_SEQ = 2**63 - 1


def rejections(
    cursor: duckdb.DuckDBPyConnection, wanted: RejectionFilter, after: int, limit: int
) -> list[Record]:
    """Refused bodies after that seq in order of arrival, with their `problems`."""
    found = _records(cursor, "rejections", {**asdict(wanted), "after": after, "limit": limit})
    return [_with_problems(record) for record in found]


def rejection_count(cursor: duckdb.DuckDBPyConnection, wanted: RejectionFilter) -> int:
    """How many refused bodies match."""
    return int(_records(cursor, "rejection_count", asdict(wanted))[0]["total_count"])


def rejection(cursor: duckdb.DuckDBPyConnection, seq: int) -> Record:
    """A refused body with its `problems` and `body`; raises NotFound."""
    found = _records(cursor, "rejection", {"seq": min(seq, _LARGEST_SEQ)})
    if not found:
        raise NotFound(f"There is no rejection {seq}.")
    return _with_problems(found[0])


def log_summary(cursor: duckdb.DuckDBPyConnection) -> list[Record]:
    """Rows, bytes, times and numbers of each relation of the log."""
    return _records(cursor, "log_summary", {})


def largest_body(cursor: duckdb.DuckDBPyConnection) -> int:
    """Bytes of the largest body in the log; 0 without any."""
    return int(_records(cursor, "largest_body", {})[0]["size"])


def removals(cursor: duckdb.DuckDBPyConnection) -> list[Record]:
    """What was taken out of the log, by relation and reason."""
    return _records(cursor, "removals", {})


def _records(
    cursor: duckdb.DuckDBPyConnection, question: str, parameters: Mapping[str, object]
) -> list[Record]:
    cursor.execute(sql(f"questions/{question}"), dict(parameters))
    columns = [column[0] for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _with_violations(cursor: duckdb.DuckDBPyConnection, found: Sequence[Record]) -> list[Record]:
    by_seq: dict[int, list[Record]] = {record["seq"]: [] for record in found}
    if by_seq:
        for violation in _records(cursor, "violations", {"seqs": list(by_seq)}):
            by_seq[violation.pop("seq")].append(violation)
    return [{**record, "violations": by_seq[record["seq"]]} for record in found]


def _with_problems(record: Record) -> Record:
    return {**record, "problems": orjson.loads(record["problems"])}
