"""Questions about lineage over HTTP: parameters, refusals, and clients of Marquez."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from marquez_client import MarquezClient

from tests.clients.wire import ask
from tests.graph.story import NAMESPACE, column, columns, dataset, node, path_of, ran, schema

if TYPE_CHECKING:
    from tests.conftest import Client, Server

Json = dict[str, Any]

MADE = column("a.x", {"type": "DIRECT", "subtype": "AGGREGATION", "description": "sum"})
EVENT = ran("J", "a", [dataset("b", schema=schema("x"), columnLineage=columns(x=[MADE]))])

ROUTES = {
    "lineage": {"nodeId": node("b")},
    "column-lineage": {"nodeId": node("b.x")},
    "impact": {"nodeId": node("a")},
    "paths": {"from": node("a"), "to": node("b")},
    "runlineage/upstream": {"runId": f"{NAMESPACE} J 10:00"},
}


@pytest.mark.parametrize(
    ("route", "wrong"),
    [
        ("lineage", {"nodeId": "b"}),
        ("lineage", {"nodeId": f"run:{NAMESPACE} J 10:00"}),
        ("lineage", {"nodeId": node("b.x")}),
        ("lineage", {"nodeId": ""}),
        ("lineage", {"depth": "-1"}),
        ("lineage", {"depth": "1001"}),
        ("lineage", {"limit": "many"}),
        ("lineage", {"direction": "sideways"}),
        ("lineage", {"granularity": "column"}),
        ("lineage", {"history": "some"}),
        ("lineage", {"asOf": "yesterday"}),
        ("lineage", {"colour": "red"}),
        ("lineage", {"up": "1001"}),
        ("lineage", {"down": "-1"}),
        ("lineage", {"depth": "3", "up": "1"}),
        ("lineage", {"direction": "both", "down": "1"}),
        ("column-lineage", {"withDownstream": "true", "up": "1", "down": "1"}),
        ("column-lineage", {"nodeId": "datasetField:a:b"}),
        ("column-lineage", {"withDownstream": "yes"}),
        ("column-lineage", {"direction": "connected"}),
        ("impact", {"direction": "upstream"}),
        ("paths", {"to": ""}),
        ("paths", {"limit": "1001"}),
        ("runlineage/upstream", {"runId": ""}),
        ("runlineage/upstream", {"asOf": "2026-01-01"}),
    ],
)
async def test_a_parameter_that_is_wrong_is_named_in_the_refusal(
    client: Client, route: str, wrong: Json
) -> None:
    await client.accept(EVENT)

    status, answer = await client.request("GET", path_of(route, **ROUTES[route] | wrong))
    assert (status, answer["title"]) == (400, "Bad Request")
    [name, *_] = wrong
    assert (
        name in answer["detail"] or "node" in answer["detail"] or "datasetField" in answer["detail"]
    )


async def test_questions_without_a_node_are_refused(client: Client) -> None:
    for route in ROUTES:
        status, answer = await client.request("GET", f"/api/v1/{route}")
        assert (status, answer["detail"].endswith("must be given.")) == (400, True)


async def test_a_node_that_is_not_known_is_not_found(client: Client) -> None:
    for route, query in ROUTES.items():
        unknown = {name: f"{told}?" for name, told in query.items()}
        status, answer = await client.request("GET", path_of(route, **unknown))
        assert (status, answer["title"]) == (404, "Not Found")


async def test_a_question_waits_for_the_entry_that_it_names(client: Client) -> None:
    _, accepted = await client.post(EVENT)
    for route, query in ROUTES.items():
        assert await client.get(path_of(route, **query, wait=accepted["seq"]))
        status, _ = await client.request("GET", path_of(route, **query, wait=accepted["seq"] + 1))
        assert status == 400


async def test_questions_at_the_same_time_are_answered_alike(client: Client) -> None:
    await client.accept(EVENT)

    paths = [
        path_of("lineage", nodeId=node(name), direction="both") for name in ("a", "b", "J")
    ] * 4
    answers = await asyncio.gather(*(client.get(path) for path in paths))
    assert {tuple(found["id"] for found in answer["graph"]) for answer in answers} == {
        (node("a"), node("b"), node("J"))
    }


async def test_a_graph_has_the_members_of_marquez_in_their_order(client: Client) -> None:
    await client.accept(EVENT)

    answer = await client.get(path_of("lineage", nodeId=node("J")))
    assert [found["id"] for found in answer["graph"]] == [node("a"), node("b"), node("J")]
    for found in answer["graph"]:
        assert list(found)[:5] == ["id", "type", "data", "inEdges", "outEdges"]
    edge = {"origin": node("a"), "destination": node("J")}
    assert answer["graph"][0]["outEdges"] == answer["graph"][2]["inEdges"][:1] == [edge]
    assert [found["type"] for found in answer["graph"]] == ["DATASET", "DATASET", "JOB"]


def test_the_client_of_marquez_reads_column_lineage(server: Server) -> None:
    headers = {"Content-Type": "application/json"}
    assert ask(f"{server.url}/api/v1/lineage", EVENT, headers)[0] == 200
    client = MarquezClient(url=server.url)

    for answer in (
        client.get_column_lineage_by_dataset(NAMESPACE, "b", depth=5, with_downstream=False),
        client.get_column_lineage_by_dataset(NAMESPACE, "a", depth=5, with_downstream=True),
        client.get_column_lineage_by_dataset_field(NAMESPACE, "b", "x", 5, with_downstream=True),
        client.get_column_lineage_by_job(NAMESPACE, "J", depth=5, with_downstream=False),
    ):
        assert [found["id"] for found in answer["graph"]] == [node("a.x"), node("b.x")]
        assert answer["graph"][1]["data"]["inputFields"][0]["transformationType"] == "AGGREGATION"
