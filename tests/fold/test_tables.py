"""The relations that are made at the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from collector.fold.folds import RELATIONS
from collector.receive import receive
from collector.schema_files import load
from collector.store.statements import statement
from collector.validate import Validator
from tests.conftest import body, event

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


async def test_the_macro_goes_through_a_job_only_to_what_the_dataset_flows_to(
    store: Store,
) -> None:
    lineage = {
        "_producer": "https://example.com/tests",
        "_schemaURL": "https://example.com/tests",
        "entries": [
            {
                "namespace": "ns",
                "name": target,
                "type": "DATASET",
                "inputs": [{"namespace": "ns", "name": source, "type": "DATASET"}],
            }
            for source, target in (("a", "x"), ("b", "y"))
        ],
    }
    told = event(
        eventType="COMPLETE",
        job={"namespace": "ns", "name": "job", "facets": {"lineage": lineage}},
        inputs=[{"namespace": "ns", "name": name} for name in "ab"],
        outputs=[{"namespace": "ns", "name": name} for name in "xy"],
    )
    [receipt] = await store.append([receive(body(told), Validator(load()))])
    await store.wait_folded(receipt.seq or 0, 5)

    rows = await store.ask(
        lambda cursor: cursor.execute(
            "select kind, name, distance from upstream('dataset:ns:x')"
        ).fetchall()
    )

    assert rows == [("dataset", "x", 0), ("job", "job", 1), ("dataset", "a", 2)]


async def test_macros_find_columns_by_any_name_of_their_dataset(store: Store) -> None:
    def facet(**said: object) -> dict[str, object]:
        uri = "https://example.com/tests"
        return {"_producer": uri, "_schemaURL": uri, **said}

    inner = {"name": "address", "fields": [{"name": "city"}]}
    same = {"namespace": "ns", "name": "schema.people", "type": "TABLE"}
    source = {"namespace": "ns", "name": "raw", "field": "unlisted"}
    facets = {
        "schema": facet(fields=[{"name": "id"}, inner]),
        "symlinks": facet(identifiers=[same]),
        "columnLineage": facet(fields={"id": {"inputFields": [source]}}),
    }
    told = event(
        eventType="COMPLETE",
        outputs=[{"namespace": "s3://bucket", "name": "path/people", "facets": facets}],
    )
    [receipt] = await store.append([receive(body(told), Validator(load()))])
    await store.wait_folded(receipt.seq or 0, 5)

    async def found(text: str) -> list[tuple[object, ...]]:
        columns = "select name, field, distance from columns_named($1)"
        return await store.ask(lambda cursor: cursor.execute(columns, [text]).fetchall())

    [(name,)] = await store.ask(
        lambda cursor: cursor.execute(
            "select distinct name from nodes_named('people', kind_wanted := 'dataset')"
        ).fetchall()
    )
    assert await found("people.address.city") == [(name, "address.city", 2)]
    assert await found("schema.people:id") == [(name, "id", 1)]
    assert await found("s3://bucket:path/people.id") == [(name, "id", 0)]
    assert await found("raw.unlisted") == [("raw", "unlisted", 1)]
    assert await found("aw.unlisted") == [("raw", "unlisted", 3)]
    assert await found("people.city") == await found("people") == await found("") == []
