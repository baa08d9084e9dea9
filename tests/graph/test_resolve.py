"""Nodes are found by what is known of their names, whatever these are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.graph.story import NAMESPACE, columns, dataset, ran, schema
from tests.relations.folded import body_of

if TYPE_CHECKING:
    from tests.graph.story import World

NAMES = (
    "s3://bucket/a/b",
    "a:b:c",
    "5432:db",
    "a/b",
    "a%2Fb",
    "a#b",
    "a b",
    "äö☃",
    "a?b&c=d",
    "'; drop table jobs --",
    "a'b\"c\\d",
)


@pytest.mark.parametrize("name", NAMES)
def test_names_of_all_letters_are_found_plain_and_with_encoded_parts(
    world: World, name: str
) -> None:
    namespace = f"{NAMESPACE}://{name}"
    world.accept(ran("J", [dataset(name, namespace, schema=schema(name))]))

    known = f"dataset:{namespace}:{name}"
    encoded = f"dataset:{quote(namespace, safe='')}:{quote(name, safe='')}"
    assert world.ask("lineage", nodeId=known)["start"] == known
    assert world.ask("lineage", nodeId=encoded)["start"] == known
    field = f"datasetField:{namespace}:{name}:{name}"
    assert world.ask("column-lineage", nodeId=field)["start"] == [field]


def test_of_two_that_read_alike_the_longest_namespace_is_meant(world: World) -> None:
    one = dataset("b:c", f"{NAMESPACE}:a")
    other = dataset("c", f"{NAMESPACE}:a:b")
    world.accept(ran("J", [one], [other]))

    answer = world.ask("lineage", nodeId=f"dataset:{NAMESPACE}:a:b:c", direction="upstream")
    assert {found["id"]: found["data"]["namespace"] for found in answer["graph"]} == {
        f"dataset:{NAMESPACE}:a:b:c": f"{NAMESPACE}:a:b",
        f"dataset:{NAMESPACE}:a:b%3Ac": f"{NAMESPACE}:a",
        f"job:{NAMESPACE}:J": NAMESPACE,
    }
    assert answer["start"] == f"dataset:{NAMESPACE}:a:b:c"
    assert [(edge["origin"], edge["destination"]) for edge in answer["edges"]] == [
        (f"dataset:{NAMESPACE}:a:b%3Ac", f"job:{NAMESPACE}:J"),
        (f"job:{NAMESPACE}:J", f"dataset:{NAMESPACE}:a:b:c"),
    ]


def test_of_two_that_read_alike_either_is_named_by_encoded_parts(world: World) -> None:
    one = dataset("b:c", f"{NAMESPACE}:a")
    other = dataset("c", f"{NAMESPACE}:a:b")
    world.accept(ran("J", [one], [other]))

    up = world.ask("lineage", nodeId=f"dataset:{NAMESPACE}%3Aa:b%3Ac", direction="upstream")
    assert len(up["graph"]) == 1
    down = world.ask("lineage", nodeId=f"dataset:{NAMESPACE}%3Aa%3Ab:c", direction="upstream")
    assert len(down["graph"]) == 3


def test_ids_of_answers_are_read_back_as_the_nodes_that_they_were_told_of(world: World) -> None:
    pairs = [("a", "b:c"), ("a:b", "c"), ("a", "b%3Ac"), ("a", "%3A"), ("a", ":"), ("a", "d:e")]
    told = [
        dataset(name, f"{NAMESPACE}:{namespace}", schema=schema("x", "x:y", "x%3Ay"))
        for namespace, name in pairs
    ]
    sources = [{"namespace": one["namespace"], "name": one["name"], "field": "x:y"} for one in told]
    whole = dataset("whole", columnLineage=columns(x=sources))
    world.accept(ran("J", told, [whole]))

    whole_id = f"dataset:{NAMESPACE}:whole"
    graph = world.ask("lineage", nodeId=whole_id, direction="upstream")["graph"]
    alone = world.ask("lineage", nodeId=whole_id, direction="upstream", granularity="dataset")
    told_ids = {found["id"]: found["data"] for found in graph if found["type"] == "DATASET"}
    assert len(told_ids) == len(pairs) + 1
    assert {found["id"] for found in alone["graph"]} == set(told_ids)
    for node_id, data in told_ids.items():
        again = world.ask("lineage", nodeId=node_id, direction="upstream", depth=0)
        assert [one["data"]["id"] for one in again["graph"]] == [data["id"]]
        assert again["start"] == node_id
        way = world.ask("paths", **{"from": node_id, "to": whole_id})["paths"][0]
        assert way[0] == node_id
    # What cannot be taken for another keeps its plain id.
    assert f"dataset:{NAMESPACE}:a:d:e" in told_ids
    fields = world.ask("column-lineage", nodeId=whole_id)["graph"]
    assert len({found["id"] for found in fields}) == len(pairs) + 1
    for found in fields:
        assert world.ask("impact", nodeId=found["id"], depth=0)["nodeId"] == found["id"]


def test_another_name_finds_the_dataset_that_stands_for_it(world: World) -> None:
    same = {"identifiers": [{"namespace": "s3://lake", "name": f"{NAMESPACE}/a", "type": "TABLE"}]}
    world.accept(ran("J", (), [dataset("a", symlinks=same, schema=schema("id"))]))

    canonical = world.ask("lineage", nodeId=f"dataset:{NAMESPACE}:a")["start"]
    assert world.ask("lineage", nodeId=f"dataset:s3://lake:{NAMESPACE}/a")["start"] == canonical
    field = world.ask("column-lineage", nodeId=f"datasetField:s3://lake:{NAMESPACE}/a:id")
    assert field["start"] == [canonical.replace("dataset:", "datasetField:") + ":id"]


@pytest.mark.parametrize("name", ["a", "b"])
def test_a_dataset_that_only_lineage_names_is_found(world: World, name: str) -> None:
    said = {"namespace": NAMESPACE, "name": "b", "facets": {"columnLineage": columns(x="a.x")}}
    world.accept(body_of({"dataset": said}))

    assert world.ask("lineage", nodeId=f"dataset:{NAMESPACE}:{name}")["start"].endswith(name)


def test_what_is_not_there_is_not_found_and_near_names_are_told(world: World) -> None:
    world.accept(ran("Orders", "customers"))

    status, answer = world.answer("lineage", nodeId=f"job:{NAMESPACE}:Order")
    assert (status, answer["title"]) == (404, "Not Found")
    assert f"job:{NAMESPACE}:Orders" in answer["near"]
    status, answer = world.answer("impact", nodeId=f"dataset:{NAMESPACE}:customer")
    assert (status, answer["near"][0]) == (404, f"dataset:{NAMESPACE}:customers")


def test_a_job_is_no_dataset_of_its_name(world: World) -> None:
    world.accept(ran("J", "a"))

    assert world.answer("lineage", nodeId=f"dataset:{NAMESPACE}:J")[0] == 404


def test_a_column_that_the_dataset_does_not_have_is_not_found(world: World) -> None:
    world.accept(ran("J", [dataset("a", schema=schema("id"))]))

    status, answer = world.answer("column-lineage", nodeId=f"datasetField:{NAMESPACE}:a:no")
    assert (status, answer["detail"]) == (404, f"There is no column '{NAMESPACE}:a:no'.")


def test_a_run_is_found_whatever_its_identifier(world: World) -> None:
    world.accept(ran("J", run=f"{NAMESPACE}:manual__2026/01"))

    assert world.ask("runlineage/upstream", runId=f"{NAMESPACE}:manual__2026/01")["runs"]
    assert world.answer("runlineage/upstream", runId=f"{NAMESPACE}:none")[0] == 404
