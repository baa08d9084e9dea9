"""The relations of the log and their documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from collector.store.statements import statement
from collector.store.tables import TABLES, create_tables

if TYPE_CHECKING:
    import duckdb

    from collector.store.store import Store


@pytest.mark.parametrize("name", TABLES)
async def test_the_header_names_every_column_and_becomes_its_comment(
    store: Store, name: str
) -> None:
    def comments(cursor: duckdb.DuckDBPyConnection) -> dict[str, str]:
        found = cursor.execute(
            "select column_name, comment from duckdb_columns() "
            f"where table_name = '{name}' order by column_index"
        ).fetchall()
        return dict(found)

    assert await store.ask(comments) == statement(f"log/{name}").columns


async def test_the_first_line_of_the_header_becomes_the_comment_of_the_table(store: Store) -> None:
    def comment(cursor: duckdb.DuckDBPyConnection) -> list[tuple[str]]:
        return cursor.execute(
            "select comment from duckdb_tables() where table_name = 'events'"
        ).fetchall()

    assert await store.ask(comment) == [
        ("Every event that was accepted; one row an event, never changed.",)
    ]


async def test_creating_the_tables_again_keeps_what_they_hold(store: Store) -> None:
    def again(cursor: duckdb.DuckDBPyConnection) -> list[tuple[int]]:
        cursor.execute(
            "insert into removals values (now()::timestamp, 'events', 'age', null, 1, 1, 1, null)"
        )
        create_tables(cursor)
        return cursor.execute("select count(*) from removals").fetchall()

    # No definition is moved into the file while somebody writes: the first audit is over then.
    await store.wait_for_all()
    assert await store.ask(again) == [(1,)]
