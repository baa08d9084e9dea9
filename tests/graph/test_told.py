"""What is told of the nodes of a graph: as Marquez tells it, from events in any order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tests.graph.story import NAMESPACE, column, columns, dataset, node, ran, short
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
                {"name": "mail", "fields": [{"name": "host"}], "description": ""},
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
            {"name": "mail.host", "type": None, "tags": [], "description": None},
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
    assert (told["sourceName"], told["lastLifecycleState"]) == ("default", None)
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

    latest = data(world.lineage("J"), "J")["latestRun"]
    assert len(latest["inputDatasetVersions"]) == len(latest["outputDatasetVersions"]) == 1
    assert data(world.lineage("J"), "J") == {
        "id": {"namespace": NAMESPACE, "name": "J"},
        "type": "STREAM",
        "name": "J",
        "simpleName": "J",
        "parentJobName": "P",
        "parentJobUuid": data(world.lineage("J"), "J")["parentJobUuid"],
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
            "jobVersion": latest["jobVersion"],
            "inputDatasetVersions": latest["inputDatasetVersions"],
            "outputDatasetVersions": latest["outputDatasetVersions"],
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


#: What the routes of datasets and jobs tell, and lineage leaves to them.
LEFT_OUT = {"lastModifiedAt"}


def alike(told: Json, route: Json) -> tuple[Json, Json]:
    """The members that both have, of what lineage and the route of a node tell."""
    both = (told.keys() & route.keys()) - LEFT_OUT
    kept = [{member: one[member] for member in both} for one in (told, route)]
    for one in kept:
        run = one.get("latestRun")
        if run:
            # The facets of runs may be large, and are told by their route.
            listed = [*run["inputDatasetVersions"], *run["outputDatasetVersions"]]
            for version in listed:
                version["facets"] = {}
            own = set(run) & {*told["latestRun"]} & {*route["latestRun"]} - {"facets"}
            one["latestRun"] = {member: run[member] for member in own}
    return kept[0], kept[1]


def test_lineage_tells_the_same_as_the_routes_of_datasets_and_jobs(world: World) -> None:
    parent = {"run": {"runId": f"{NAMESPACE} P"}, "job": {"namespace": NAMESPACE, "name": "P"}}
    same = {"identifiers": [{"namespace": NAMESPACE, "name": "other", "type": "TABLE"}]}
    fields = [
        {"name": "id", "type": "int", "description": ""},
        {"name": "who", "type": "struct", "fields": [{"name": "mail", "description": "of them"}]},
    ]
    tags = [
        {"key": "owner", "value": "fin", "source": "x"},
        {"key": "gold", "value": "true", "source": "x"},
        {"key": "pii", "value": "true", "source": "x", "field": "who.mail"},
    ]
    told = dataset(
        "a",
        symlinks=same,
        schema={"fields": fields},
        tags={"tags": tags},
        documentation={"description": ""},
        dataSource={"uri": "pg://x"},
        lifecycleStateChange={"lifecycleStateChange": "ALTER"},
        version={"datasetVersion": "v1"},
    )
    world.accept(
        ran("J", "b", [told, dataset("other", documentation={"description": "it"})]),
        ran("K", [dataset("a", version={"datasetVersion": "v1"}), "b"], "c", at="11:00"),
        ran("K", ["a"], "c", at="12:00", state="FAIL"),
        ran("L", "c", [dataset("s", datasetType={"datasetType": "topic"})], at="12:00"),
        ran("L", "c", at="13:00", state="START", run=f"{NAMESPACE} open"),
        body_of(
            {
                "eventType": "OTHER",
                "run": {"runId": f"{NAMESPACE} M", "facets": {"parent": parent}},
                "job": {
                    "namespace": NAMESPACE,
                    "name": "M",
                    "facets": {"jobType": {"processingType": "streaming", "integration": "X"}},
                },
                "inputs": [dataset("s")],
                "outputs": [dataset("t", f"kafka://{NAMESPACE}")],
            }
        ),
    )
    datasets = f"/api/v1/namespaces/{NAMESPACE}/datasets"
    world.change("POST", f"{datasets}/a/tags/said")
    world.change("DELETE", f"{datasets}/a/tags/gold")
    world.change("POST", f"{datasets}/b/tags/said")
    world.change("POST", f"{datasets}/a/fields/id/tags/said")

    graph = world.lineage("c", direction="both")["graph"]
    assert len(graph) == 9
    for found in graph:
        told_here = found["data"]
        kind = "jobs" if found["type"] == "JOB" else "datasets"
        namespace = quote(told_here["namespace"], safe="")
        route = world.ask(f"namespaces/{namespace}/{kind}/{told_here['name']}")
        here, there = alike(told_here, route)
        assert here == there
        assert len(here) >= 13
    assert data({"graph": graph}, "a")["tags"] == ["owner:fin", "said"]


def test_columns_are_made_as_the_route_of_their_dataset_tells(world: World) -> None:
    how = [{"type": "DIRECT", "subtype": "IDENTITY", "description": "as it is"}]
    b = dataset("b", columnLineage=columns(x=[column("a.x", *how)], y="a.y"))
    world.accept(ran("J", "a", [b]))

    route = world.ask(f"namespaces/{NAMESPACE}/datasets/b")["columnLineage"]
    told = {
        found["data"]["field"]: found["data"]["inputFields"]
        for found in world.column_lineage("b")["graph"]
        if found["data"]["dataset"] == "b"
    }
    for one in route:
        [source], [there] = told[one["name"]], one["inputFields"]
        assert source["transformationType"] == there["transformationType"]
        assert source["transformationDescription"] == there["transformationDescription"]
    assert told["x"][0]["transformationType"] == "IDENTITY"
