"""Jobs with every member, in order, by state; and what Marquez gets wrong about them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tests.conftest import event, event_number
from tests.web.marquez.told import (
    COLUMNS,
    FAILED,
    JOB,
    LOADED,
    SHOP,
    STORE,
    accept,
    dataset,
    job,
    path,
    run,
)

if TYPE_CHECKING:
    from tests.conftest import Client

LOAD = path("namespaces", "shop", "jobs", "load")


async def test_a_job_has_the_members_of_marquez_in_their_order_and_ours_behind(
    client: Client,
) -> None:
    await accept(client, *SHOP)
    found = await client.get(LOAD)
    runs = found.pop("latestRuns")
    latest = found.pop("latestRun")
    version = found.pop("currentVersion")

    assert list(await client.get(LOAD)) == [
        *("id", "type", "name", "simpleName", "parentJobName", "parentJobUuid"),
        *("createdAt", "updatedAt", "namespace", "inputs", "outputs", "location"),
        *("description", "latestRun", "latestRuns", "facets", "currentVersion", "labels", "tags"),
        *("jobType", "integration", "parentJobNamespace"),
    ]
    assert found == {
        "id": {"namespace": "shop", "name": "load"},
        "type": "BATCH",
        "name": "load",
        "simpleName": "load",
        "parentJobName": None,
        "parentJobUuid": None,
        "createdAt": "2026-01-01T09:00:00Z",
        "updatedAt": "2026-01-01T10:00:02.500000Z",
        "namespace": "shop",
        "inputs": [{"namespace": STORE, "name": "raw.orders"}],
        "outputs": [{"namespace": STORE, "name": "orders"}],
        "location": "https://example.com/load.git",
        "description": "Loads the orders.",
        "facets": JOB["facets"],
        "labels": [],
        "tags": [],
        "jobType": "QUERY",
        "integration": "SPARK",
        "parentJobNamespace": None,
    }
    assert [one["id"] for one in runs] == [LOADED, FAILED]
    assert latest == runs[0] == await client.get(path("jobs", "runs", LOADED))
    assert str(UUID(version)) == version


async def test_a_job_that_is_only_named_as_a_parent_has_nulls(client: Client) -> None:
    parent = {
        "_producer": "https://example.com",
        "_schemaURL": "https://openlineage.io/spec/facets/1-2-0/ParentRunFacet.json",
        "run": {"runId": FAILED},
        "job": {"namespace": "other", "name": "flow.nightly"},
    }
    await accept(client, event(run=run(LOADED, parent=parent), job=job("flow.nightly.load")))
    found = await client.get(path("namespaces", "other", "jobs", "flow.nightly"))
    assert (found["latestRun"], found["latestRuns"], found["currentVersion"]) == (None, None, None)
    assert (found["facets"], found["inputs"], found["outputs"]) == ({}, [], [])
    child = await client.get(path("namespaces", "shop", "jobs", "flow.nightly.load"))
    assert (child["name"], child["simpleName"]) == ("flow.nightly.load", "flow.nightly.load")
    assert (child["parentJobName"], child["parentJobNamespace"]) == ("flow.nightly", "other")
    assert str(UUID(child["parentJobUuid"])) == child["parentJobUuid"]


async def test_a_parent_stays_in_its_own_namespace_and_has_not_the_state_of_its_child(
    client: Client,
) -> None:
    parent = {
        "_producer": "https://example.com",
        "_schemaURL": "https://openlineage.io/spec/facets/1-2-0/ParentRunFacet.json",
        "run": {"runId": FAILED},
        "job": {"namespace": "other", "name": "flow"},
    }
    await accept(client, event(eventType="FAIL", run=run(LOADED, parent=parent), job=job("load")))
    [stub] = (await client.get(path("namespaces", "other", "jobs", "flow", "runs")))["runs"]
    assert (stub["id"], stub["state"], stub["startedAt"]) == (FAILED, "NEW", None)
    assert (await client.get(path("namespaces", "shop", "jobs")))["totalCount"] == 1


async def test_jobs_that_were_told_of_last_come_first_page_by_page(client: Client) -> None:
    await accept(
        client,
        *(
            event(
                eventTime=f"2026-01-01T10:00:0{number}Z",
                run=run(f"r{number}"),
                job=job(f"job {number % 3}"),
            )
            for number in range(5)
        ),
    )
    answer = await client.get("/api/v1/jobs")
    assert ([one["name"] for one in answer["jobs"]], answer["totalCount"]) == (
        ["job 1", "job 0", "job 2"],
        3,
    )
    page = await client.get("/api/v1/jobs?limit=1&offset=1")
    assert ([one["name"] for one in page["jobs"]], page["totalCount"]) == (["job 0"], 3)
    beyond = await client.get("/api/v1/jobs?limit=1&offset=9")
    assert beyond == {"jobs": [], "totalCount": 3}
    assert [one["id"] for one in answer["jobs"][0]["latestRuns"]] == ["r4", "r1"]


async def test_a_job_has_its_ten_latest_runs_at_most(client: Client) -> None:
    await accept(client, *(event_number(number) for number in range(12)))
    [found] = (await client.get("/api/v1/namespaces/tests/jobs"))["jobs"]
    assert len(found["latestRuns"]) == 10
    assert found["latestRun"] == found["latestRuns"][0]


async def test_an_unknown_namespace_has_no_jobs_and_an_unknown_job_is_404_with_near_names(
    client: Client,
) -> None:
    await accept(client, *SHOP)
    assert await client.get("/api/v1/namespaces/nowhere/jobs") == {"jobs": [], "totalCount": 0}
    status, answer = await client.request("GET", path("namespaces", "shop", "jobs", "lod"))
    assert (status, answer["code"], answer["near"]) == (404, 404, ["job:shop:load"])
    assert answer["message"] == "There is no job 'lod' in the namespace 'shop'."


async def test_jobs_by_the_state_of_their_latest_run_are_counted_right(client: Client) -> None:
    states = {"START": "running", "COMPLETE": "done", "FAIL": "broken", "ABORT": "stopped"}
    await accept(
        client,
        *(
            event(eventType=state, run=run(f"run of {name}"), job=job(name))
            for state, name in states.items()
        ),
        event(eventType="OTHER", run=run("run of other"), job=job("other")),
    )

    async def names(*wanted: str) -> tuple[set[str], int]:
        query = "&".join(f"lastRunStates={state}" for state in wanted)
        answer = await client.get(f"/api/v1/jobs?{query}")
        return {one["name"] for one in answer["jobs"]}, answer["totalCount"]

    assert await names("COMPLETED") == ({"done"}, 1)
    assert await names("FAILED", "ABORTED") == ({"broken", "stopped"}, 2)
    assert await names("RUNNING") == ({"running"}, 1)
    assert await names("NEW") == ({"other"}, 1)
    status, answer = await client.request("GET", "/api/v1/jobs?lastRunStates=START")
    assert (status, answer["code"]) == (400, 400)


async def test_an_event_without_datasets_does_not_take_a_job_its_edges(client: Client) -> None:
    await accept(
        client,
        *SHOP,
        event(eventTime="2026-01-01T11:00:00Z", run=run("next"), job=job("load")),
        event(eventType="FAIL", eventTime="2026-01-01T11:01:00Z", run=run("next"), job=job("load")),
    )
    found = await client.get(LOAD)
    assert found["latestRun"]["state"] == "FAILED"
    assert [one["name"] for one in found["inputs"] + found["outputs"]] == ["raw.orders", "orders"]


async def test_a_late_start_does_not_reopen_a_job(client: Client) -> None:
    await accept(client, *reversed(SHOP))
    found = await client.get(LOAD)
    assert [one["state"] for one in found["latestRuns"]] == ["COMPLETED", "FAILED"]


async def test_names_of_any_letters_are_kept_and_found(client: Client) -> None:
    names = [
        ("a:b://c:1", "x/y#z"),
        ("name space", "täglich 日次"),
        ("100%", "%2F"),
        ("?&=", "a+b;c"),
        ("\U0001f600", "."),
    ]
    await accept(
        client,
        *(
            event(run=run(f"run {number}"), job=job(name, namespace))
            for number, (namespace, name) in enumerate(names)
        ),
    )
    for number, (namespace, name) in enumerate(names):
        if name != ".":
            found = await client.get(path("namespaces", namespace, "jobs", name))
            assert found["id"] == {"namespace": namespace, "name": name}
        [listed] = (await client.get(path("namespaces", namespace, "jobs")))["jobs"]
        assert (listed["name"], listed["latestRun"]["id"]) == (name, f"run {number}")


async def test_versions_of_a_job_are_by_what_it_reads_and_writes_the_newest_first(
    client: Client,
) -> None:
    await accept(
        client,
        *SHOP,
        event(
            eventType="COMPLETE",
            eventTime="2026-01-02T10:00:00Z",
            run=run("third"),
            job=JOB,
            inputs=[dataset("raw.orders"), dataset("raw.refunds")],
            outputs=[dataset("orders", columnLineage=COLUMNS)],
        ),
    )
    answer = await client.get(f"{LOAD}/versions")
    newest = answer["versions"][0]
    assert list(newest) == [
        *("id", "name", "createdAt", "version", "namespace", "location", "inputs", "outputs"),
        *("latestRun", "runCount", "isCurrent"),
    ]
    assert newest["id"] == {"namespace": "shop", "name": "load", "version": newest["version"]}
    assert [one["name"] for one in newest["inputs"]] == ["raw.orders", "raw.refunds"]
    assert (newest["latestRun"]["id"], newest["createdAt"]) == ("third", "2026-01-02T10:00:00Z")
    assert newest["version"] == (await client.get(LOAD))["currentVersion"]
    assert answer["totalCount"] == len(answer["versions"])
    assert await client.get(f"{LOAD}/versions/{newest['version']}") == newest
    assert await client.get(f"{LOAD}/versions/{newest['version'].upper()}") == newest
    second = await client.get(f"{LOAD}/versions?limit=1&offset=1")
    assert second["versions"] == [answer["versions"][1]]
    status, _ = await client.request("GET", f"{LOAD}/versions/nothing")
    assert status == 404
    status, _ = await client.request("GET", path("namespaces", "shop", "jobs", "no", "versions"))
    assert status == 404


async def test_jobs_that_do_not_end_have_a_type_of_their_own(client: Client) -> None:
    def typed(kind: str) -> dict[str, object]:
        return {**JOB["facets"]["jobType"], "processingType": kind}

    await accept(
        client,
        event(run=run("s"), job=job("stream", jobType=typed("STREAMING"))),
        event(run=run("t"), job=job("server", jobType=typed("SERVICE"))),
    )
    answer = await client.get("/api/v1/jobs")
    assert {one["name"]: one["type"] for one in answer["jobs"]} == {
        "stream": "STREAM",
        "server": "SERVICE",
    }
