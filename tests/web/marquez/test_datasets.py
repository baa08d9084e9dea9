"""Datasets with every member, their versions; and what Marquez gets wrong about them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tests.conftest import event
from tests.web.marquez.told import (
    FAILED,
    LOADED,
    OUTPUT,
    SHOP,
    STORE,
    accept,
    dataset,
    facet,
    job,
    path,
    run,
    static,
)

if TYPE_CHECKING:
    from tests.conftest import Client

ORDERS = path("namespaces", STORE, "datasets", "orders")


async def test_a_dataset_has_the_members_of_marquez_in_their_order_and_ours_behind(
    client: Client,
) -> None:
    await accept(client, *SHOP)
    found = await client.get(ORDERS)
    version = found.pop("currentVersion")

    assert list(await client.get(ORDERS)) == [
        *("id", "type", "name", "physicalName", "createdAt", "updatedAt", "namespace"),
        *("sourceName", "fields", "tags", "lastModifiedAt", "lastLifecycleState"),
        *("description", "currentVersion", "columnLineage", "facets", "deleted"),
        *("datasetType", "currentVersionText"),
    ]
    assert found == {
        "id": {"namespace": STORE, "name": "orders"},
        "type": "DB_TABLE",
        "name": "orders",
        "physicalName": "orders",
        "createdAt": "2026-01-01T09:01:00Z",
        "updatedAt": "2026-01-01T10:00:02.500000Z",
        "namespace": STORE,
        "sourceName": "warehouse",
        "fields": [
            {"name": "id", "type": "integer", "tags": [], "description": "Key of the order."},
            {"name": "total", "type": "decimal(18,2)", "tags": [], "description": None},
        ],
        "tags": [],
        "lastModifiedAt": "2026-01-01T10:00:02.500000Z",
        "lastLifecycleState": None,
        "description": "All orders.",
        "columnLineage": [
            {
                "name": "total",
                "inputFields": [
                    {
                        "namespace": STORE,
                        "dataset": "raw.orders",
                        "field": "amount",
                        "transformationDescription": "sum(amount)",
                        "transformationType": "AGGREGATION",
                        "transformations": [
                            {
                                "type": "DIRECT",
                                "subtype": "AGGREGATION",
                                "description": "sum(amount)",
                                "masking": False,
                            }
                        ],
                    }
                ],
                "transformationDescription": None,
                "transformationType": None,
            }
        ],
        "facets": OUTPUT["facets"],
        "deleted": False,
        "datasetType": None,
        "currentVersionText": LOADED,
    }
    assert str(UUID(version)) == version


async def test_a_dataset_that_was_only_read_has_nulls(client: Client) -> None:
    await accept(client, *SHOP)
    found = await client.get(path("namespaces", STORE, "datasets", "raw.orders"))
    nulls = ("lastModifiedAt", "lastLifecycleState", "description", "currentVersion")
    assert {name: found[name] for name in nulls} == dict.fromkeys(nulls)
    assert (found["columnLineage"], found["fields"], found["facets"]) == (None, [], {})
    # Without a dataSource facet the source is what the namespace says.
    assert found["sourceName"] == STORE


async def test_column_lineage_needs_neither_a_schema_nor_an_input_that_the_run_lists(
    client: Client,
) -> None:
    lineage = OUTPUT["facets"]["columnLineage"]
    await accept(
        client,
        event(
            eventType="COMPLETE",
            run=run("r"),
            job=job("j"),
            outputs=[dataset("t", columnLineage=lineage)],
        ),
    )
    found = await client.get(path("namespaces", STORE, "datasets", "t"))
    [column] = found["columnLineage"]
    assert (column["name"], column["inputFields"][0]["field"]) == ("total", "amount")
    # And what it comes from is known.
    assert (await client.get(path("namespaces", STORE, "datasets")))["totalCount"] == 2


async def test_datasets_are_listed_by_name_page_by_page(client: Client) -> None:
    await accept(client, *SHOP, event(run=run("x"), outputs=[dataset("bills"), dataset("a", "ns")]))
    listed = path("namespaces", STORE, "datasets")
    answer = await client.get(listed)
    names = [one["name"] for one in answer["datasets"]]
    assert (names, answer["totalCount"]) == (["bills", "orders", "raw.orders"], 3)
    assert answer["datasets"][1] == await client.get(ORDERS)
    page = await client.get(f"{listed}?limit=1&offset=1")
    assert page == {"datasets": [answer["datasets"][1]], "totalCount": 3}
    assert await client.get(f"{listed}?offset=3") == {"datasets": [], "totalCount": 3}
    assert await client.get(path("namespaces", "nowhere", "datasets")) == {
        "datasets": [],
        "totalCount": 0,
    }


async def test_an_unknown_dataset_is_404_with_near_names(client: Client) -> None:
    await accept(client, *SHOP)
    for rest in ((), ("versions",), ("versions", LOADED)):
        unknown = path("namespaces", STORE, "datasets", "order", *rest)
        status, answer = await client.request("GET", unknown)
        assert (status, answer["code"]) == (404, 404)
        assert f"dataset:{STORE}:orders" in answer["near"]


async def test_a_dataset_is_found_by_each_of_its_names(client: Client) -> None:
    location = {"namespace": "s3://lake", "name": "warehouse/orders", "type": "LOCATION"}
    await accept(
        client,
        *SHOP,
        static(
            eventTime="2026-01-02T10:00:00Z",
            dataset=dataset(
                "orders", symlinks=facet("1-0-1/SymlinksDatasetFacet", identifiers=[location])
            ),
        ),
    )
    by_place = await client.get(path("namespaces", "s3://lake", "datasets", "warehouse/orders"))
    assert by_place["id"] == {"namespace": STORE, "name": "orders"}
    assert by_place == await client.get(ORDERS)
    # A symlink makes no namespace.
    names = [one["name"] for one in (await client.get("/api/v1/namespaces"))["namespaces"]]
    assert names == [STORE, "shop"]


async def test_the_type_is_that_of_marquez_and_the_one_that_was_sent_stands_beside_it(
    client: Client,
) -> None:
    def typed(kind: str) -> dict[str, object]:
        return facet("1-0-1/DatasetTypeDatasetFacet", datasetType=kind)

    await accept(
        client,
        event(
            run=run("r"),
            outputs=[
                dataset("model", "ns", datasetType=typed("MODEL")),
                dataset("topic", "ns", datasetType=typed("TOPIC")),
            ],
        ),
    )
    found = (await client.get(path("namespaces", "ns", "datasets")))["datasets"]
    assert [(one["type"], one["datasetType"], one["sourceName"]) for one in found] == [
        ("DB_TABLE", "MODEL", "default"),
        ("STREAM", "TOPIC", "default"),
    ]


async def test_a_dropped_dataset_says_so_until_it_is_written_again(client: Client) -> None:
    dropped = facet("1-0-1/LifecycleStateChangeDatasetFacet", lifecycleStateChange="DROP")
    await accept(
        client,
        *SHOP,
        event(
            eventType="COMPLETE",
            eventTime="2026-01-02T10:00:00Z",
            run=run("drops"),
            outputs=[dataset("orders", lifecycleStateChange=dropped)],
        ),
    )
    found = await client.get(ORDERS)
    assert (found["deleted"], found["lastLifecycleState"]) == (True, "DROP")
    await accept(
        client,
        event(
            eventType="COMPLETE",
            eventTime="2026-01-03T10:00:00Z",
            run=run("writes"),
            outputs=[dataset("orders")],
        ),
    )
    assert (await client.get(ORDERS))["deleted"] is False


async def test_versions_are_what_runs_wrote_the_newest_first(client: Client) -> None:
    schema = facet("1-2-0/SchemaDatasetFacet", fields=[{"name": "id", "type": "bigint"}])
    await accept(
        client,
        *SHOP,
        event(
            eventType="COMPLETE",
            eventTime="2026-01-02T10:00:00Z",
            run=run("next"),
            job=job("load"),
            outputs=[
                dataset(
                    "orders",
                    schema=schema,
                    documentation=facet("1-1-0/DocumentationDatasetFacet", description="Now."),
                )
            ],
        ),
    )
    answer = await client.get(f"{ORDERS}/versions")
    newest, first = answer["versions"]
    assert answer["totalCount"] == 2
    assert list(newest) == [
        *("id", "type", "name", "physicalName", "createdAt", "version", "namespace"),
        *("sourceName", "fields", "tags", "lifecycleState", "description"),
        *("currentSchemaVersion", "createdByRun", "facets"),
        *("datasetType", "versionText", "schemaVersionText"),
    ]
    # The run that failed made none; each has the schema and the words of its time.
    assert [one["versionText"] for one in answer["versions"]] == ["next", LOADED]
    assert [one["createdByRun"]["id"] for one in answer["versions"]] == ["next", LOADED]
    assert [one["description"] for one in answer["versions"]] == ["Now.", "All orders."]
    assert [[field["name"] for field in one["fields"]] for one in answer["versions"]] == [
        ["id"],
        ["id", "total"],
    ]
    assert (newest["facets"]["schema"], first["facets"]) == (schema, OUTPUT["facets"])
    assert newest["currentSchemaVersion"] != first["currentSchemaVersion"]
    assert newest["version"] == (await client.get(ORDERS))["currentVersion"]

    for key in (first["version"], first["version"].upper(), LOADED):
        assert await client.get(f"{ORDERS}/versions/{key}") == first
    page = await client.get(f"{ORDERS}/versions?limit=1&offset=1")
    assert page == {"versions": [first], "totalCount": 2}
    assert await client.get(f"{ORDERS}/versions?offset=2") == {"versions": [], "totalCount": 2}
    status, _ = await client.request("GET", f"{ORDERS}/versions/{FAILED}")
    assert status == 404


async def test_versions_have_identifiers_that_are_the_same_for_ever_and_for_one_dataset(
    client: Client,
) -> None:
    outputs = [dataset("one", "ns"), dataset("two", "ns")]
    await accept(client, event(eventType="COMPLETE", run=run("r"), outputs=outputs))
    found = (await client.get(path("namespaces", "ns", "datasets")))["datasets"]
    assert [(one["currentVersion"], one["currentVersionText"]) for one in found] == [
        ("788fa758-33a2-6d01-0941-d9ed5a09525e", "r"),
        ("c23b05c5-ddb6-9db9-1387-88d3bdcdcc85", "r"),
    ]


async def test_datasets_with_names_of_any_letters_are_found(client: Client) -> None:
    names = [("a:b", "x/y#z"), ("täg lich", "日次"), ("100%", "%2F"), ("?&=", "a+b;c:d")]
    await accept(
        client, event(run=run("r"), outputs=[dataset(name, namespace) for namespace, name in names])
    )
    for namespace, name in names:
        found = await client.get(path("namespaces", namespace, "datasets", name))
        assert found["id"] == {"namespace": namespace, "name": name}


async def test_nothing_is_deleted_over_http(client: Client) -> None:
    await accept(client, *SHOP)
    for gone in (ORDERS, path("namespaces", STORE), path("namespaces", "shop", "jobs", "load")):
        status, answer = await client.request("DELETE", gone)
        assert (status, answer["code"], answer["status"]) == (405, 405, 405)
