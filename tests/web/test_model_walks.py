"""Walks through models over HTTP: parameters, refusals, and `model:` as a word for a dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from tests.models.story import MODEL, REGISTRY, WAREHOUSE, facet, story
from tests.models.walks import did, weights

if TYPE_CHECKING:
    from tests.conftest import Client

UPSTREAM = f"/api/v1/models/{quote(REGISTRY, safe='')}/{MODEL}/versions/1/upstream"
ORDERS = f"dataset:{WAREHOUSE}:shop.orders"


@pytest.mark.parametrize(
    ("path", "query", "status", "detail"),
    [
        (UPSTREAM, {"depth": "1001"}, 400, "depth"),
        (UPSTREAM, {"direction": "up"}, 400, "direction"),
        (UPSTREAM.replace("versions/1/", "versions/9/"), {}, 404, "version '9'"),
        (UPSTREAM.replace(MODEL, "other"), {}, 404, "model 'other'"),
        ("/api/v1/blast-radius", {}, 400, "nodeId"),
        ("/api/v1/blast-radius", {"nodeId": "job:ml:train"}, 400, "dataset, run"),
        ("/api/v1/blast-radius", {"nodeId": f"{ORDERS}?"}, 404, "no dataset"),
        ("/api/v1/blast-radius", {"nodeId": "run:none"}, 404, "no run"),
        ("/api/v1/blast-radius", {"nodeId": ORDERS, "limit": "1001"}, 400, "limit"),
        ("/api/v1/blast-radius", {"nodeId": ORDERS, "history": "some"}, 400, "history"),
        ("/api/v1/blast-radius", {"nodeId": ORDERS, "asOf": "2026-01-01"}, 400, "asOf"),
        ("/api/v1/blast-radius", {"nodeId": ORDERS, "partition": "day"}, 400, "column=value"),
    ],
)
async def test_what_is_wrong_is_named_in_the_refusal(
    client: Client, path: str, query: dict[str, str], status: int, detail: str
) -> None:
    await client.accept(*story())

    answered, problem = await client.request("GET", path, params=query)

    assert (answered, detail in problem["detail"]) == (status, True), problem


async def test_a_model_goes_by_its_own_word_wherever_a_node_is_asked_for(client: Client) -> None:
    await client.accept(*story())
    model = f"model:{REGISTRY}:{MODEL}"
    dataset = f"dataset:{REGISTRY}:{MODEL}"

    for path in ("lineage", "impact", "blast-radius"):
        by_word, by_kind = [
            await client.get(f"/api/v1/{path}", params={"nodeId": node})
            for node in (model, dataset)
        ]
        assert by_word == by_kind
    ways = await client.get("/api/v1/paths", params={"from": ORDERS, "to": model})
    assert ways["paths"][0][-1] == dataset
    query = {"query": "select name from downstream($node)", "params": {"node": model}}
    status, answer = await client.request("POST", "/api/v1/sql", json=query)
    assert (status, ["shop.predictions"] in answer["rows"]) == (200, True)


async def test_answers_say_of_a_dataset_that_it_is_a_model(client: Client) -> None:
    await client.accept(*story())

    impact = await client.get("/api/v1/impact", params={"nodeId": ORDERS})
    lineage = await client.get("/api/v1/lineage", params={"nodeId": ORDERS})

    assert {one["name"] for one in impact["affected"] if one["isModel"]} == {MODEL}
    assert {one["data"]["name"] for one in lineage["graph"] if one["data"].get("isModel")} == {
        MODEL
    }


async def test_features_lead_from_the_column_of_a_table_to_the_model(client: Client) -> None:
    def sources(*fields: str) -> dict[str, Any]:
        return facet(
            fields={
                field: {
                    "inputFields": [{"namespace": WAREHOUSE, "name": "customers", "field": field}]
                }
                for field in fields
            }
        )

    model = weights("M", "1")
    model["facets"]["schema"] = facet(fields=[{"name": "age", "type": "int"}])
    model["facets"]["columnLineage"] = sources("age")
    await client.accept(did(1, "01T10:00", ["customers", "unused"], [model]))

    column = f"datasetField:{WAREHOUSE}:customers:age"
    impact = await client.get("/api/v1/impact", params={"nodeId": column})
    assert [one["nodeId"] for one in impact["affected"]] == [f"datasetField:{REGISTRY}:M:age"]
    found = await client.get("/api/v1/column-lineage", params={"nodeId": f"model:{REGISTRY}:M"})
    assert {one["id"] for one in found["graph"]} == {column, f"datasetField:{REGISTRY}:M:age"}
