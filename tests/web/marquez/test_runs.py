"""Runs with every member, and their facets."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tests.conftest import event
from tests.web.marquez.told import (
    FAILED,
    INPUT,
    JOB,
    LOADED,
    SHOP,
    STORE,
    accept,
    dataset,
    facet,
    job,
    path,
    run,
)

if TYPE_CHECKING:
    from tests.conftest import Client

RUN = path("jobs", "runs", LOADED)


async def test_a_run_has_the_members_of_marquez_in_their_order_and_ours_behind(
    client: Client,
) -> None:
    await accept(client, *SHOP)
    found = await client.get(RUN)
    version = (await client.get(path("namespaces", "shop", "jobs", "load")))["currentVersion"]
    [read] = found["inputDatasetVersions"]
    [written] = found["outputDatasetVersions"]

    assert list(found) == [
        *("id", "createdAt", "updatedAt", "nominalStartTime", "nominalEndTime", "state"),
        *("startedAt", "endedAt", "durationMs", "args", "jobVersion"),
        *("inputDatasetVersions", "outputDatasetVersions", "facets"),
        *("job", "parentRunId", "errorMessage"),
    ]
    assert {name: found[name] for name in list(found)[:11]} == {
        "id": LOADED,
        "createdAt": "2026-01-01T10:00:00Z",
        "updatedAt": "2026-01-01T10:00:02.500000Z",
        "nominalStartTime": "2026-01-01T00:00:00Z",
        "nominalEndTime": "2026-01-02T00:00:00Z",
        "state": "COMPLETED",
        "startedAt": "2026-01-01T10:00:00Z",
        "endedAt": "2026-01-01T10:00:02.500000Z",
        "durationMs": 2500,
        "args": {},
        "jobVersion": {"namespace": "shop", "name": "load", "version": version},
    }
    assert found["facets"] == SHOP[2]["run"]["facets"]
    assert (found["job"], found["parentRunId"], found["errorMessage"]) == (
        {"namespace": "shop", "name": "load"},
        None,
        None,
    )
    assert read["facets"] == INPUT["inputFacets"]
    assert read["datasetVersionId"]["name"] == "raw.orders"
    assert written["facets"] == {}
    assert written["datasetVersionId"] == {
        "namespace": STORE,
        "name": "orders",
        "version": (await client.get(path("namespaces", STORE, "datasets", "orders")))[
            "currentVersion"
        ],
        "versionText": LOADED,
    }


async def test_the_version_that_was_recorded_is_the_one_that_was_read(client: Client) -> None:
    def version(text: str) -> dict[str, object]:
        return facet("1-0-1/DatasetVersionDatasetFacet", datasetVersion=text)

    await accept(
        client,
        event(
            eventType="COMPLETE",
            run=run("writes"),
            job=job("write"),
            outputs=[dataset("orders", version=version("7"))],
        ),
        event(
            eventType="COMPLETE",
            eventTime="2026-01-02T10:00:00Z",
            run=run("writes again"),
            job=job("write"),
            outputs=[dataset("orders", version=version("8"))],
        ),
        event(
            eventType="COMPLETE",
            eventTime="2026-01-03T10:00:00Z",
            run=run("reads"),
            job=job("read"),
            inputs=[dataset("orders", version=version("7")), dataset("other")],
        ),
    )
    orders, other = (await client.get(path("jobs", "runs", "reads")))["inputDatasetVersions"]
    seven = orders["datasetVersionId"]
    found = await client.get(
        path("namespaces", STORE, "datasets", "orders", "versions", seven["version"])
    )
    assert (seven["versionText"], found["createdByRun"]["id"]) == ("7", "writes")
    # Where none was recorded none is made up; the member is an identifier for those who parse it.
    assert other["datasetVersionId"]["versionText"] is None
    version_id = other["datasetVersionId"]["version"]
    assert str(UUID(version_id)) == version_id


async def test_a_run_that_goes_on_has_nulls(client: Client) -> None:
    await accept(client, event(run=run("any text"), job=job("load")))
    found = await client.get(path("jobs", "runs", "any text"))
    nulls = ("nominalStartTime", "nominalEndTime", "endedAt", "durationMs", "jobVersion")
    assert {name: found[name] for name in nulls} == dict.fromkeys(nulls)
    assert (found["id"], found["state"]) == ("any text", "RUNNING")
    assert (found["inputDatasetVersions"], found["facets"]) == ([], {})


async def test_a_run_stays_ended_whatever_comes_late(client: Client) -> None:
    await accept(
        client,
        event(eventType="COMPLETE", eventTime="2026-01-01T10:05:00Z", run=run("one")),
        event(eventType="START", eventTime="2026-01-01T10:00:00Z", run=run("one")),
        event(eventType="OTHER", eventTime="2026-01-01T10:06:00Z", run=run("one")),
    )
    found = await client.get(path("jobs", "runs", "one"))
    assert (found["state"], found["startedAt"], found["endedAt"]) == (
        "COMPLETED",
        "2026-01-01T10:00:00Z",
        "2026-01-01T10:05:00Z",
    )


async def test_the_same_event_sent_twice_changes_nothing(client: Client) -> None:
    await accept(client, *SHOP)
    before = await client.get(RUN)
    await accept(client, *SHOP)
    assert await client.get(RUN) == before
    assert (await client.get("/api/v1/events/lineage"))["totalCount"] == len(SHOP)


async def test_runs_of_a_job_are_listed_the_latest_first(client: Client) -> None:
    await accept(client, *SHOP)
    listed = path("namespaces", "shop", "jobs", "load", "runs")
    answer = await client.get(listed)
    assert ([one["id"] for one in answer["runs"]], answer["totalCount"]) == ([LOADED, FAILED], 2)
    assert answer["runs"][1]["errorMessage"] == "no space"
    assert (await client.get(f"{listed}?limit=1&offset=1"))["runs"] == answer["runs"][1:]
    assert await client.get(f"{listed}?offset=2") == {"runs": [], "totalCount": 2}
    status, _ = await client.request("GET", path("namespaces", "shop", "jobs", "no", "runs"))
    assert status == 404


async def test_facets_of_a_run_are_told_by_whose_they_are(client: Client) -> None:
    await accept(client, *SHOP)
    assert await client.get(f"{RUN}/facets?type=run") == {
        "runId": LOADED,
        "facets": SHOP[2]["run"]["facets"],
    }
    assert (await client.get(f"{RUN}/facets?type=job"))["facets"] == JOB["facets"]
    of_datasets = (await client.get(f"{RUN}/facets?type=dataset"))["facets"]
    assert of_datasets == {
        "inputs": [{"namespace": STORE, "name": "raw.orders", "facets": INPUT["inputFacets"]}],
        "outputs": [],
    }
    for query, status in (("", 400), ("?type=", 400), ("?type=node", 400)):
        assert (await client.request("GET", f"{RUN}/facets{query}"))[0] == status
    for kind in ("run", "job", "dataset"):
        unknown = path("jobs", "runs", "unknown", "facets") + f"?type={kind}"
        assert (await client.request("GET", unknown))[0] == 404


async def test_a_run_without_facets_has_an_empty_object(client: Client) -> None:
    await accept(client, event(run=run("bare"), job=job("load")))
    for kind in ("run", "job", "dataset"):
        answer = await client.get(path("jobs", "runs", "bare", "facets") + f"?type={kind}")
        assert answer == {"runId": "bare", "facets": {}}
