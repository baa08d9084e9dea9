"""What is told of the nodes of a graph: as Marquez tells it, from events in any order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.graph.story import NAMESPACE, dataset, node, ran, short
from tests.relations.folded import body_of

if TYPE_CHECKING:
    from tests.graph.story import World

Json = dict[str, Any]


def data(answer: Json, name: str) -> Json:
    """The `data` of one node."""
    [found] = [found["data"] for found in answer["graph"] if short(found["id"]) == name]
    assert isinstance(found, dict)
    return found


def test_a_dataset_has_the_keys_of_marquez_and_what_its_facets_say(world: World) -> None:
    told = dataset(
        "a",
        schema={
            "fields": [
                {"name": "id", "type": "int", "description": "the key", "fields": []},
                {"name": "mail"},
            ]
        },
        tags={
            "tags": [
                {"key": "gold", "value": "true", "source": "x"},
                {"key": "pii", "value": "true", "source": "x", "field": "mail"},
            ]
        },
        documentation={"description": "orders"},
        ownership={"owners": [{"name": "team:sales", "type": "OWNER"}]},
        datasetType={"datasetType": "TABLE"},
        dataSource={"name": "warehouse", "uri": "postgres://warehouse"},
        lifecycleStateChange={"lifecycleStateChange": "OVERWRITE"},
    )
    world.accept(ran("J", (), [told]), ran("K", "a", at="12:00"))

    assert data(world.lineage("a"), "a") == {
        "id": {"namespace": NAMESPACE, "name": "a"},
        "type": "DB_TABLE",
        "name": "a",
        "physicalName": "a",
        "createdAt": "2026-01-01T10:00:00Z",
        "updatedAt": "2026-01-01T12:00:00Z",
        "namespace": NAMESPACE,
        "sourceName": "warehouse",
        "fields": [
            {"name": "id", "type": "int", "tags": [], "description": "the key"},
            {"name": "mail", "type": None, "tags": ["pii"], "description": None},
        ],
        "tags": ["gold"],
        "lastModifiedAt": None,
        "description": "orders",
        "lastLifecycleState": "OVERWRITE",
        "datasetType": "TABLE",
        "owners": ["team:sales"],
        "isModel": False,
    }


def test_a_dataset_that_nothing_tells_of_has_its_names_and_nulls(world: World) -> None:
    world.accept(ran("J", "a"))

    told = data(world.lineage("a"), "a")
    assert (told["fields"], told["tags"], told["owners"]) == ([], [], [])
    assert (told["sourceName"], told["lastLifecycleState"]) == (NAMESPACE, "")
    assert (told["description"], told["datasetType"]) == (None, None)


def test_a_topic_is_a_stream(world: World) -> None:
    topic = dataset("t", f"kafka://{NAMESPACE}")
    told = dataset("s", datasetType={"datasetType": "STREAM"})
    world.accept(ran("J", [topic, told]))

    answer = world.lineage("J")
    assert {found["data"]["name"]: found["data"]["type"] for found in answer["graph"]} == {
        "J": "BATCH",
        "s": "STREAM",
        "t": "STREAM",
    }


def test_the_latest_word_of_a_facet_holds_whatever_the_name_it_was_said_of(world: World) -> None:
    old = dataset("a", documentation={"description": "first"})
    same = {"identifiers": [{"namespace": NAMESPACE, "name": "a", "type": "TABLE"}]}
    other = dataset("b", symlinks=same, documentation={"description": "second"})
    world.accept(ran("J", [old]), ran("J", [other], at="11:00"))

    answer = world.lineage("b")
    assert answer["start"] == node("a")
    assert data(answer, "a")["description"] == "second"


def test_what_is_taken_back_is_not_told(world: World) -> None:
    said = dataset("a", documentation={"description": "first"})
    gone = dataset("a", documentation={"_deleted": True})
    world.accept(ran("J", [said]), ran("J", [gone], at="11:00"))

    assert data(world.lineage("a"), "a")["description"] is None


def test_a_job_has_the_keys_of_marquez_and_its_last_run(world: World) -> None:
    parent = {
        "run": {"runId": f"{NAMESPACE} P"},
        "job": {"namespace": NAMESPACE, "name": "P"},
    }
    run = f"{NAMESPACE} last"
    start = body_of(
        {
            "eventType": "START",
            "eventTime": "2026-01-01T12:00:00Z",
            "run": {
                "runId": run,
                "facets": {
                    "parent": parent,
                    "nominalTime": {
                        "nominalStartTime": "2026-01-01T00:00:00Z",
                        "nominalEndTime": "2026-01-02T00:00:00Z",
                    },
                },
            },
            "job": {
                "namespace": NAMESPACE,
                "name": "J",
                "facets": {
                    "documentation": {"description": "daily"},
                    "jobType": {
                        "processingType": "STREAMING",
                        "integration": "SPARK",
                        "jobType": "TASK",
                    },
                    "ownership": {"owners": [{"name": "me"}]},
                    "sourceCodeLocation": {"type": "git", "url": "https://example.com/j"},
                },
            },
        }
    )
    world.accept(start, ran("J", "a", "b", at="12:05", run=run), ran("J", at="09:00"))

    assert data(world.lineage("J"), "J") == {
        "id": {"namespace": NAMESPACE, "name": "J"},
        "type": "STREAM",
        "name": "J",
        "simpleName": "J",
        "parentJobName": "P",
        "parentJobUuid": None,
        "currentRunUuid": run,
        "createdAt": "2026-01-01T09:00:00Z",
        "updatedAt": "2026-01-01T12:05:00Z",
        "namespace": NAMESPACE,
        "inputs": [{"namespace": NAMESPACE, "name": "a"}],
        "outputs": [{"namespace": NAMESPACE, "name": "b"}],
        "location": "https://example.com/j",
        "description": "daily",
        "latestRun": {
            "id": run,
            "createdAt": "2026-01-01T12:00:00Z",
            "updatedAt": "2026-01-01T12:05:00Z",
            "nominalStartTime": "2026-01-01T00:00:00Z",
            "nominalEndTime": "2026-01-02T00:00:00Z",
            "state": "COMPLETED",
            "startedAt": "2026-01-01T12:00:00Z",
            "endedAt": "2026-01-01T12:05:00Z",
            "durationMs": 300_000,
            "args": {},
            "jobVersion": None,
            "inputDatasetVersions": [],
            "outputDatasetVersions": [],
            "facets": {},
            "jobNamespace": NAMESPACE,
            "jobName": "J",
        },
        "jobType": "TASK",
        "owners": ["me"],
    }


def test_a_run_at_work_is_the_last_one_until_it_ends(world: World) -> None:
    world.accept(ran("J", at="10:00"), ran("J", at="11:00", state="START", run="open"))
    assert data(world.lineage("J"), "J")["latestRun"]["state"] == "RUNNING"

    world.accept(ran("J", at="11:05", state="FAIL", run="open"))
    latest = data(world.lineage("J"), "J")["latestRun"]
    assert (latest["id"], latest["state"], latest["durationMs"]) == ("open", "FAILED", 300_000)


def test_a_job_that_only_an_event_about_it_names_has_no_run(world: World) -> None:
    said = {"namespace": NAMESPACE, "name": "J"}
    world.accept(body_of({"run": None, "job": said, "inputs": []}))

    told = data(world.lineage("J"), "J")
    assert (told["latestRun"], told["currentRunUuid"]) == (None, None)


def test_a_job_that_is_only_named_as_a_parent_is_told_with_nulls(world: World) -> None:
    parent = {"run": {"runId": f"{NAMESPACE} P"}, "job": {"namespace": NAMESPACE, "name": "P"}}
    run = {"runId": f"{NAMESPACE} J", "facets": {"parent": parent}}
    world.accept(body_of({"run": run, "job": {"namespace": NAMESPACE, "name": "J"}}))

    told = data(world.lineage("P"), "P")
    assert (told["type"], told["inputs"], told["outputs"]) == ("BATCH", [], [])
