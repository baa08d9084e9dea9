"""What is told of the nodes that a walk shows: the `data` of Marquez' lineage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from collector.fold.folds import fold
from collector.graph.node import Node
from collector.graph.reading import at_one_moment, keep
from collector.store.statements import sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import duckdb

    from collector.graph.adjacency import Sides

    Row = dict[str, Any]
    Json = dict[str, Any]

#: State of a run here → there.
STATES = {
    None: "NEW",
    "START": "RUNNING",
    "RUNNING": "RUNNING",
    "OTHER": "RUNNING",
    "COMPLETE": "COMPLETED",
    "FAIL": "FAILED",
    "ABORT": "ABORTED",
}

#: Types of datasets, and schemes of namespaces, of what flows.
_STREAM_TYPES = {"TOPIC", "STREAM"}
_STREAM_SCHEMES = ("kafka:", "pubsub", "kinesis:", "pulsar:", "azureeventhub:")


def told(
    cursor: duckdb.DuckDBPyConnection, nodes: Sequence[Node], sides: Mapping[Node, Sides]
) -> dict[Node, Json]:
    """The `data` of each job and dataset, under the keys of Marquez.

    `sides` are what jobs read and write.
    """
    with at_one_moment(cursor):
        _show(cursor, nodes)
        datasets = _rows(cursor, sql("graph/datasets_shown"))
        jobs = _rows(cursor, sql("graph/jobs_shown"))
        runs = _runs(cursor, [row["run_id"] for row in jobs if row["run_id"]])
    found = {Node("dataset", row["namespace"], row["name"]): _dataset(row) for row in datasets}
    return found | {
        job: _job(row, runs.get(row["run_id"]), sides.get(job, ((), ())))
        for row in jobs
        for job in [Node("job", row["namespace"], row["name"])]
    }


def owners_of(cursor: duckdb.DuckDBPyConnection, nodes: Sequence[Node]) -> dict[Node, list[str]]:
    """Who owns each job and dataset."""
    with at_one_moment(cursor):
        _show(cursor, nodes)
        rows = cursor.execute(
            "select kind, namespace, name, value from facets_of_shown where facet = 'ownership'"
        ).fetchall()
    return {
        Node(kind, namespace, name): [
            owner["name"] for owner in orjson.loads(value).get("owners") or () if "name" in owner
        ]
        for kind, namespace, name, value in rows
    }


def fields_of(
    cursor: duckdb.DuckDBPyConnection, datasets: Sequence[Node]
) -> dict[Node, dict[str, str | None]]:
    """The columns of datasets by their schemas, with types; inner ones by their paths."""
    _show(cursor, datasets)
    rows = cursor.execute(
        "select namespace, name, value from facets_of_shown where facet = 'schema'"
    ).fetchall()
    return {
        Node("dataset", namespace, name): dict(_fields(orjson.loads(value).get("fields")))
        for namespace, name, value in rows
    }


def _fields(fields: list[Json] | None, prefix: str = "") -> Iterator[tuple[str, str | None]]:
    for field in fields or ():
        yield prefix + field["name"], field.get("type")
        yield from _fields(field.get("fields"), f"{prefix}{field['name']}.")


def _show(cursor: duckdb.DuckDBPyConnection, nodes: Sequence[Node]) -> None:
    """Make the temporary tables that the questions read."""
    cursor.execute(
        "create or replace temp table shown as "
        "select unnest($1) as kind, unnest($2) as namespace, unnest($3) as name",
        [
            [node.kind for node in nodes],
            [node.namespace for node in nodes],
            [node.name for node in nodes],
        ],
    )
    keep(cursor, "names_of_shown", sql("graph/names_of_shown"))
    keep(
        cursor,
        "datasets_of_shown",
        "select namespace, name from names_of_shown where kind = 'dataset'",
    )
    keep(cursor, "jobs_of_shown", "select namespace, name from names_of_shown where kind = 'job'")
    keep(cursor, "facet_versions", fold("facet_versions").of("names_of_shown"))
    keep(cursor, "facets_of_shown", sql("graph/facets_of_shown"))
    keep(cursor, "datasets", fold("datasets").of("datasets_of_shown"))
    keep(cursor, "jobs", fold("jobs").of("jobs_of_shown"))
    keep(cursor, "last_runs", sql("graph/last_runs_of_shown"))


def _runs(cursor: duckdb.DuckDBPyConnection, run_ids: Sequence[str]) -> dict[str, Row]:
    cursor.execute(
        "create or replace temp table runs_told as select unnest($1) as run_id", [run_ids]
    )
    keep(cursor, "runs", fold("runs").of("runs_told"))
    return {row["run_id"]: row for row in _rows(cursor, sql("graph/runs_shown"))}


def _rows(cursor: duckdb.DuckDBPyConnection, text: str) -> list[Row]:
    cursor.execute(text)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _dataset(row: Row) -> Json:
    is_stream = row["type"] in _STREAM_TYPES or row["namespace"].startswith(_STREAM_SCHEMES)
    return {
        "id": {"namespace": row["namespace"], "name": row["name"]},
        "type": "STREAM" if is_stream else "DB_TABLE",
        "name": row["name"],
        "physicalName": row["name"],
        "createdAt": row["first_seen"],
        "updatedAt": row["last_seen"],
        "namespace": row["namespace"],
        "sourceName": row["source_name"] or row["namespace"],
        "fields": orjson.Fragment(row["fields"]),
        "tags": orjson.Fragment(row["tags"]),
        "lastModifiedAt": None,
        "description": row["description"],
        "lastLifecycleState": row["lifecycle_state"] or "",
        "datasetType": row["type"],
        "owners": orjson.Fragment(row["owners"]),
    }


def _job(row: Row, run: Row | None, sides: Sides) -> Json:
    return {
        "id": {"namespace": row["namespace"], "name": row["name"]},
        "type": {"STREAMING": "STREAM", "SERVICE": "SERVICE"}.get(row["processing_type"], "BATCH"),
        "name": row["name"],
        "simpleName": row["name"],
        "parentJobName": row["parent_name"],
        "parentJobUuid": None,
        "currentRunUuid": row["run_id"],
        "createdAt": row["first_seen"],
        "updatedAt": row["last_seen"],
        "namespace": row["namespace"],
        "inputs": _names(sides[0]),
        "outputs": _names(sides[1]),
        "location": row["location"],
        "description": row["description"],
        "latestRun": _run(row, run) if run else None,
        "jobType": row["job_type"],
        "owners": orjson.Fragment(row["owners"]),
    }


def _names(nodes: Iterable[Node]) -> list[Json]:
    return [{"namespace": node.namespace, "name": node.name} for node in nodes]


def _run(job: Row, run: Row) -> Json:
    return {
        "id": run["run_id"],
        "createdAt": run["first_seen"],
        "updatedAt": run["last_seen"],
        "nominalStartTime": run["nominal_start_at"],
        "nominalEndTime": run["nominal_end_at"],
        "state": STATES[run["state"]],
        "startedAt": run["started_at"],
        "endedAt": run["ended_at"],
        "durationMs": run["milliseconds"],
        "args": {},
        "jobVersion": None,
        "inputDatasetVersions": [],
        "outputDatasetVersions": [],
        "facets": {},
        "jobNamespace": job["namespace"],
        "jobName": job["name"],
    }
