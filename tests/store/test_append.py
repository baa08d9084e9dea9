"""Rows of the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from collector.event import Violation
from collector.store.append import Appender, Row
from tests.store.samples import make_event, make_rejection

if TYPE_CHECKING:
    import duckdb

    from collector.store.store import Store

NOON = datetime(2026, 1, 1, 12)


async def test_an_appender_inserts_rows_of_every_kind_again_and_again(store: Store) -> None:
    violation = Violation("facets", "/job", "is wrong", "https://x.org/s", "sql")

    def insert(cursor: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
        appender = Appender(cursor)
        appender.commit([Row(1, replace(make_event(1), violations=(violation,)), "key")], NOON)
        appender.commit([Row(2, make_rejection(b"\x00\xff"), None)], NOON)
        appender.commit([], NOON)
        appender.commit([Row(3, make_event(3), None), Row(4, make_event(4), None)], NOON)
        return cursor.execute(
            "select seq, client, received_at, size = strlen(body) from events order by seq"
        ).fetchall()

    assert await store.ask(insert) == [
        (1, "key", NOON, True),
        (3, None, NOON, True),
        (4, None, NOON, True),
    ]

    def others(cursor: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
        cursor.execute(
            "select seq, facet from violations union all select seq, body from rejections"
        )
        return cursor.fetchall()

    assert len(await store.ask(others)) == 2
