"""The bodies of many events, span by span: the last one costs no more than the first."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from collector.store.statements import sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from collector.store.questions import EventFilter

#: Numbers of events that are read at once.
STEP = 1_000


def spans(cursor: duckdb.DuckDBPyConnection) -> Sequence[int]:
    """Where each span of STEP numbers begins; together they have every event that there is now."""
    first_seq, last_seq = cursor.execute(sql("questions/event_span")).fetchall()[0]
    return range(0) if first_seq is None else range(first_seq, last_seq + 1, STEP)


def bodies(
    cursor: duckdb.DuckDBPyConnection, wanted: EventFilter, first: int
) -> list[tuple[int, str]]:
    """Number and body of the events of a span that match, in order of arrival."""
    parameters = {**asdict(wanted), "first": first, "last": first + STEP - 1}
    return cursor.execute(sql("questions/bodies"), parameters).fetchall()
