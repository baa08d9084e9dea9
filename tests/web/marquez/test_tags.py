"""Tags: what users say of them, beside what producers say."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from collector.access import create_key
from tests.conftest import event
from tests.web.marquez.told import (
    LOADED,
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
    from collections.abc import Callable
    from pathlib import Path

    from collector.access import Scope
    from tests.conftest import Client

ORDERS = path("namespaces", STORE, "datasets", "orders")
LOAD = path("namespaces", "shop", "jobs", "load")


async def said(client: Client, method: str, where: str, *parts: str) -> Any:
    status, answer = await client.request(method, "/".join((where, *parts)))
    assert status == 200, answer
    return answer


async def rows(client: Client, query: str) -> list[Any]:
    _, answer = await client.request("POST", "/api/v1/sql", json={"query": query})
    found: list[Any] = answer["rows"]
    return found


async def test_a_dataset_a_column_and_a_job_are_tagged_and_the_answer_is_the_thing(
    client: Client,
) -> None:
    await accept(client, *SHOP)
    assert (await said(client, "POST", ORDERS, "tags", "PII"))["tags"] == ["PII"]
    tagged = await said(client, "POST", ORDERS, "fields", "total", "tags", "MONEY")
    assert [field["tags"] for field in tagged["fields"]] == [[], ["MONEY"]]
    assert tagged["tags"] == ["PII"]
    assert (await said(client, "POST", LOAD, "tags", "nightly"))["tags"] == ["nightly"]

    assert (await client.get(ORDERS)) == tagged
    [version] = (await client.get(f"{ORDERS}/versions"))["versions"]
    assert (version["tags"], version["fields"][1]["tags"]) == (["PII"], ["MONEY"])
    assert await client.get("/api/v1/tags") == {
        "tags": [{"name": name, "description": None} for name in ("MONEY", "PII", "nightly")],
        "totalCount": 3,
    }

    await said(client, "DELETE", ORDERS, "tags", "PII")
    await said(client, "DELETE", LOAD, "tags", "nightly")
    untagged = await said(client, "DELETE", ORDERS, "fields", "total", "tags", "MONEY")
    assert (untagged["tags"], untagged["fields"][1]["tags"]) == ([], [])
    assert (await client.get("/api/v1/tags"))["totalCount"] == 0


async def test_a_tag_says_nothing_but_the_tag(client: Client) -> None:
    await accept(client, *SHOP)
    things = (ORDERS, LOAD, path("namespaces", STORE, "datasets", "raw.orders"))
    before = [await client.get(thing) for thing in things]
    relations = ("edges", "column_edges", "dataset_versions", "job_versions", "schema_changes")
    others = [
        await rows(client, f"select * from {relation} order by all") for relation in relations
    ]
    namespaces = await client.get("/api/v1/namespaces")

    for thing in things:
        await said(client, "POST", thing, "tags", "X")
    after = [await client.get(thing) for thing in things]
    assert [one.pop("tags") for one in after] == [["X"]] * 3
    assert after == [{name: one[name] for name in one if name != "tags"} for one in before]
    assert await client.get("/api/v1/namespaces") == namespaces
    assert [
        await rows(client, f"select * from {relation} order by all") for relation in relations
    ] == others


async def test_a_tag_of_a_user_and_the_tags_of_a_producer_leave_each_other_alone(
    client: Client,
) -> None:
    def tags(*keys: str) -> dict[str, Any]:
        return facet(
            "1-0-0/TagsDatasetFacet",
            tags=[{"key": key, "value": "true", "source": "DBT"} for key in keys],
        )

    def written(at: str, *keys: str) -> dict[str, Any]:
        return event(
            eventType="COMPLETE",
            eventTime=at,
            run=run(at),
            outputs=[dataset("orders", tags=tags(*keys))],
        )

    await accept(client, *SHOP, written("2026-01-02T00:00:00Z", "daily", "old"))
    await said(client, "POST", ORDERS, "tags", "PII")
    found = await said(client, "DELETE", ORDERS, "tags", "old")
    assert found["tags"] == ["PII", "daily"]
    # The producer says its tags anew, with one that the user has removed.
    await accept(client, written("2040-01-01T00:00:00Z", "old", "weekly"))
    assert (await client.get(ORDERS))["tags"] == ["PII", "weekly"]
    assert (await said(client, "POST", ORDERS, "tags", "old"))["tags"] == ["PII", "old", "weekly"]
    assert await rows(
        client, "select key, value, source from tags where kind = 'dataset' order by key"
    ) == [["PII", "true", "USER"], ["old", "true", "USER"], ["weekly", "true", "DBT"]]


async def test_a_tag_with_a_value_is_named_by_both(client: Client) -> None:
    tags = facet("1-0-0/TagsJobFacet", tags=[{"key": "team", "value": "data"}])
    await accept(client, event(run=run("r"), job=job("load", tags=tags)))
    assert (await client.get(LOAD))["tags"] == ["team:data"]
    assert (await said(client, "DELETE", LOAD, "tags", "team:data"))["tags"] == []


async def test_the_same_word_twice_is_said_once(client: Client) -> None:
    await accept(client, *SHOP)
    for _ in range(2):
        await said(client, "POST", ORDERS, "tags", "PII")
    for _ in range(2):
        await said(client, "DELETE", ORDERS, "tags", "PII")
    listed = await client.get("/api/v1/events/lineage?kind=DatasetEvent&sortDirection=asc")
    assert listed["totalCount"] == 2
    assert [list(one["dataset"]["facets"]["collector_tags"])[2:] for one in listed["events"]] == [
        ["added"],
        ["removed"],
    ]


async def test_tags_set_at_the_same_time_are_all_there(client: Client) -> None:
    await accept(client, *SHOP)
    names = [f"tag {number}" for number in range(6)]
    await asyncio.gather(*(said(client, "POST", ORDERS, "tags", name) for name in names))
    assert (await client.get(ORDERS))["tags"] == names


async def test_tags_of_two_names_of_a_dataset_are_tags_of_the_dataset(client: Client) -> None:
    place = {"namespace": "s3://lake", "name": "orders", "type": "LOCATION"}
    await accept(client, *SHOP, event(run=run("r"), outputs=[dataset("orders", "s3://lake")]))
    by_place = path("namespaces", "s3://lake", "datasets", "orders")
    await said(client, "POST", ORDERS, "tags", "one")
    await said(client, "POST", by_place, "tags", "two")
    symlinks = facet("1-0-1/SymlinksDatasetFacet", identifiers=[place])
    await accept(client, static(dataset=dataset("orders", symlinks=symlinks)))
    assert (await client.get(ORDERS))["tags"] == ["one", "two"]
    assert (await said(client, "DELETE", by_place, "tags", "one"))["tags"] == ["two"]


async def test_a_tag_is_told_with_what_it_means(client: Client) -> None:
    tag = path("tags", "PII / ü")
    for description in ("Personal data.", None, "Personal data, again."):
        described = {"name": "PII / ü", "description": description}
        answer = await client.request("PUT", tag, json={"description": description})
        assert answer == (200, described)
        assert await client.get("/api/v1/tags") == {"tags": [described], "totalCount": 1}
    assert (await client.get("/api/v1/namespaces"))["totalCount"] == 0
    wrong: Any
    for wrong in ({"description": 1}, []):
        assert (await client.request("PUT", tag, json=wrong))[0] == 400


async def test_what_is_not_there_cannot_be_tagged(client: Client) -> None:
    await accept(client, *SHOP)
    unknown = path("namespaces", STORE, "datasets", "order")
    for where in (
        f"{unknown}/tags/X",
        f"{ORDERS}/fields/none/tags/X",
        path("namespaces", "shop", "jobs", "lod", "tags", "X"),
    ):
        for method in ("POST", "DELETE"):
            assert (await client.request(method, where))[0] == 404
    assert (await client.get("/api/v1/tags"))["totalCount"] == 0
    # A column that only lineage names is there.
    source = path("namespaces", STORE, "datasets", "raw.orders", "fields", "amount", "tags", "X")
    assert (await client.request("POST", source))[0] == 200


async def test_whoever_sets_a_tag_may_say_anything_and_read_what_comes_back(
    start_client: Callable[..., Any], tmp_path: Path
) -> None:
    keys = tmp_path / "lineage.duckdb.keys"
    scopes: dict[str, list[Scope]] = {
        "reader": ["read"],
        "sender": ["ingest"],
        "tagger": ["ingest", "read"],
    }
    secrets = {
        name: create_key(keys, name, allowed, "2026-01-01T00:00:00Z")[0]
        for name, allowed in scopes.items()
    }
    client = await start_client()
    headers = {name: {"Authorization": f"Bearer {key}"} for name, key in secrets.items()}
    for told in SHOP:
        await client.request("POST", "/api/v1/lineage", json=told, headers=headers["sender"])
    statuses = {
        name: (await client.request("POST", f"{ORDERS}/tags/{name}", headers=headers[name]))[0]
        for name in secrets
    }
    assert statuses == {"reader": 403, "sender": 403, "tagger": 200}
    listed = await client.get("/api/v1/events?kind=DatasetEvent", headers=headers["reader"])
    assert [one["client"] for one in listed["events"]] == ["tagger"]


async def test_tags_are_made_of_the_log_alone(client: Client) -> None:
    await accept(client, *SHOP)
    await said(client, "POST", ORDERS, "tags", "PII")
    await said(client, "POST", ORDERS, "tags", "gone")
    await said(client, "DELETE", ORDERS, "tags", "gone")
    await client.store.rebuild()
    assert (await client.get(ORDERS))["tags"] == ["PII"]
    assert (await client.get(path("jobs", "runs", LOADED)))["state"] == "COMPLETED"
