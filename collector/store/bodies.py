"""The bodies of many events, span by span: the last one costs no more than the first."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from collector.store.statements import sql

if TYPE_CHECKING:
    import duckdb

    from collector.store.questions import EventFilter

    #: Numbers of its first and of its last event.
    Span = tuple[int, int]

#: Bytes of bodies that are read at once; a span holds at least one event, whatever its size.
SPAN_BYTES = 4 << 20


def spans(cursor: duckdb.DuckDBPyConnection, after: int = 0) -> list[Span]:
    """The spans that together have every event after that seq that there is now."""
    parameters = {"after": after, "span_bytes": SPAN_BYTES}
    return cursor.execute(sql("questions/spans"), parameters).fetchall()


def bodies(
    cursor: duckdb.DuckDBPyConnection, wanted: EventFilter, span: Span
) -> list[tuple[int, str]]:
    """Number and body of the events of a span that match, in order of arrival."""
    first, last = span
    parameters = {**asdict(wanted), "first": first, "last": last}
    return cursor.execute(sql("questions/bodies"), parameters).fetchall()
