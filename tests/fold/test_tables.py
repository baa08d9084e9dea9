"""The relations that are made at the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from collector.fold.folds import RELATIONS
from collector.store.statements import statement

if TYPE_CHECKING:
    from collector.store.store import Store


@pytest.mark.parametrize("relation", RELATIONS)
async def test_the_header_names_the_columns_and_the_key(store: Store, relation: str) -> None:
    header = statement(f"6_relations/{relation}")

    described = await store.ask(lambda cursor: cursor.execute(f"describe {relation}").fetchall())

    assert list(header.columns) == [column for column, *_ in described]
    assert header.key
    assert set(header.key) <= header.columns.keys()


async def test_the_headers_are_comments(store: Store) -> None:
    comments = await store.ask(
        lambda cursor: dict(
            cursor.execute(
                "select view_name, comment from duckdb_views() where schema_name = 'main'"
            ).fetchall()
        )
    )

    assert {relation: comments[relation] for relation in RELATIONS} == {
        relation: statement(f"6_relations/{relation}").summary for relation in RELATIONS
    }
