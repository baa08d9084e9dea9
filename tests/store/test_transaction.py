"""All or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from collector.store.transaction import in_transaction

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def cursor() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create table kept (x integer)")
        yield connection


def insert(cursor: duckdb.DuckDBPyConnection) -> str:
    cursor.execute("insert into kept values (1)")
    return "result"


def test_what_was_done_is_committed_and_the_result_returned(
    cursor: duckdb.DuckDBPyConnection,
) -> None:
    assert in_transaction(cursor, insert) == "result"
    cursor.begin()
    cursor.rollback()
    assert cursor.execute("from kept").fetchall() == [(1,)]


def test_after_a_failure_nothing_was_done_and_the_cursor_can_be_used(
    cursor: duckdb.DuckDBPyConnection,
) -> None:
    def fail(cursor: duckdb.DuckDBPyConnection) -> None:
        insert(cursor)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        in_transaction(cursor, fail)
    with pytest.raises(duckdb.ConversionException):
        in_transaction(cursor, lambda inner: inner.execute("insert into kept values ('x')"))
    assert in_transaction(cursor, insert) == "result"
    assert cursor.execute("from kept").fetchall() == [(1,)]
