"""Namespaces and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.conftest import event
from tests.web.marquez.told import SHOP, STORE, accept, dataset, facet, path, run

if TYPE_CHECKING:
    from tests.conftest import Client


async def test_namespaces_are_those_of_jobs_and_datasets_by_name(client: Client) -> None:
    await accept(client, *SHOP)
    answer = await client.get("/api/v1/namespaces")
    assert answer == {
        "namespaces": [
            {
                "name": STORE,
                "createdAt": "2026-01-01T09:00:00Z",
                "updatedAt": "2026-01-01T10:00:02.500000Z",
                "ownerName": "anonymous",
                "description": None,
                "isHidden": False,
                "jobCount": 0,
                "datasetCount": 2,
            },
            {
                "name": "shop",
                "createdAt": "2026-01-01T09:00:00Z",
                "updatedAt": "2026-01-01T10:00:02.500000Z",
                "ownerName": "anonymous",
                "description": None,
                "isHidden": False,
                "jobCount": 1,
                "datasetCount": 0,
            },
        ],
        "totalCount": 2,
    }
    assert list(answer["namespaces"][0]) == [
        *("name", "createdAt", "updatedAt", "ownerName", "description", "isHidden"),
        *("jobCount", "datasetCount"),
    ]
    assert await client.get(path("namespaces", STORE)) == answer["namespaces"][0]
    status, problem = await client.request("GET", "/api/v1/namespaces/nowhere")
    assert (status, problem["message"]) == (404, "There is no namespace 'nowhere'.")


async def test_pages_of_namespaces_have_the_count_of_all(client: Client) -> None:
    await accept(client, *SHOP)
    page = await client.get("/api/v1/namespaces?limit=1&offset=1")
    assert ([one["name"] for one in page["namespaces"]], page["totalCount"]) == (["shop"], 2)
    assert await client.get("/api/v1/namespaces?limit=0") == {"namespaces": [], "totalCount": 2}
    assert await client.get("/api/v1/namespaces?offset=9") == {"namespaces": [], "totalCount": 2}


async def test_sources_are_as_facets_say_else_by_the_namespace(client: Client) -> None:
    await accept(
        client,
        *SHOP,
        event(
            eventTime="2026-01-02T10:00:00Z",
            run=run("r"),
            outputs=[
                dataset("a", "plain"),
                dataset("b", "s3a://lake"),
                dataset("c", "kafka://broker:9092"),
                dataset(
                    "d",
                    "x",
                    dataSource=facet(
                        "1-0-1/DatasourceDatasetFacet", name="crm", uri="jdbc:mysql://crm:3306/db"
                    ),
                ),
            ],
        ),
    )
    answer = await client.get("/api/v1/sources")
    found = {one["name"]: (one["type"], one["connectionUrl"]) for one in answer["sources"]}
    assert (list(found), answer["totalCount"]) == (sorted(found), 6)
    assert found == {
        "crm": ("MYSQL", "jdbc:mysql://crm:3306/db"),
        "default": ("UNKNOWN", ""),
        "kafka://broker:9092": ("KAFKA", "kafka://broker:9092"),
        STORE: ("POSTGRESQL", STORE),
        "s3://lake": ("S3", "s3://lake"),
        "warehouse": ("POSTGRESQL", STORE),
    }
    one = await client.get(path("sources", "warehouse"))
    assert one == {
        "type": "POSTGRESQL",
        "name": "warehouse",
        "createdAt": "2026-01-01T09:01:00Z",
        "updatedAt": "2026-01-01T10:00:02.500000Z",
        "connectionUrl": STORE,
        "description": None,
    }
    assert list(one) == [
        *("type", "name", "createdAt", "updatedAt", "connectionUrl", "description")
    ]
    assert (await client.request("GET", path("sources", "nowhere")))[0] == 404
