"""The JSON of column lineage: what Marquez' clients read, and what stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.graph.story import NAMESPACE, column, columns, dataset, node, ran, schema

if TYPE_CHECKING:
    from tests.graph.story import World

MADE = column("a.x", {"type": "DIRECT", "subtype": "AGGREGATION", "description": "sum"})


def test_a_node_has_the_keys_of_marquez_in_their_order(world: World) -> None:
    b = dataset("b", schema=schema("x"), columnLineage=columns(x=[MADE]))
    world.accept(ran("J", "a", [b]))

    answer = world.column_lineage("b.x")
    [source, made] = answer["graph"]
    assert list(made)[:5] == ["id", "type", "data", "inEdges", "outEdges"]
    assert made["data"] == {
        "namespace": NAMESPACE,
        "dataset": "b",
        "datasetVersion": None,
        "field": "x",
        "fieldType": "text",
        "transformationDescription": "sum",
        "transformationType": "AGGREGATION",
        "inputFields": [
            {
                "namespace": NAMESPACE,
                "dataset": "a",
                "datasetVersion": None,
                "field": "x",
                "transformationDescription": "sum",
                "transformationType": "AGGREGATION",
            }
        ],
    }
    assert (source["id"], source["type"]) == (node("a.x"), "DATASET_FIELD")
    assert (source["data"]["fieldType"], source["data"]["inputFields"]) == ("", [])


def test_edges_of_nodes_begin_at_the_node_and_those_beside_are_right(world: World) -> None:
    world.accept(ran("J", "a", [dataset("b", columnLineage=columns(x="a.x"))]))

    answer = world.column_lineage("b.x")
    [source, made] = answer["graph"]
    a, b = node("a.x"), node("b.x")
    assert made["inEdges"] == [{"origin": b, "destination": a}]
    assert source["outEdges"] == [{"origin": a, "destination": b}]
    assert (source["inEdges"], made["outEdges"]) == ([], [])
    assert [(edge["origin"], edge["destination"]) for edge in answer["edges"]] == [(a, b)]


def test_columns_without_lineage_are_an_empty_graph(world: World) -> None:
    world.accept(ran("J", [dataset("a", schema=schema("x", "y"))]))

    answer = world.column_lineage("a")
    assert (answer["graph"], answer["start"]) == ([], [node("a.x"), node("a.y")])


def test_a_dataset_without_columns_is_not_found(world: World) -> None:
    world.accept(ran("J", "a"))

    status, answer = world.answer("column-lineage", nodeId=node("a"))
    assert (status, answer["detail"]) == (404, f"Nothing tells of columns of {node('a')}.")


@pytest.mark.parametrize("start", ["b", "b.x", "J"])
def test_nodes_are_sorted_by_their_ids(world: World, start: str) -> None:
    b = dataset("b", columnLineage=columns(x="c.x a.x", w="c.x"))
    world.accept(ran("J", "a c", [b]))

    ids = [found["id"] for found in world.column_lineage(start)["graph"]]
    assert ids == sorted(ids)
    assert len(ids) >= 3
