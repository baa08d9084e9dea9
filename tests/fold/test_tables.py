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
