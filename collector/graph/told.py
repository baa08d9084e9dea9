"""What is told of the nodes that a walk shows: the `data` of Marquez' lineage.

The routes of jobs and datasets tell more, which takes too long of thousands at once; what is told
here as well is the same.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

import orjson

from collector.fold.derived import derived
from collector.fold.folds import fold, union
from collector.graph.node import Node
from collector.marquez.composing import rows
from collector.store.moment import at_one_moment, taken
from collector.store.statements import reading, sql

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    import duckdb

    from collector.graph.adjacency import Sides

    Row = dict[str, Any]
    Json = dict[str, Any]

#: State of a run here → there.
STATES = {
    None: "NEW",
    "START": "RUNNING",
    "RUNNING": "RUNNING",
    "OTHER": "NEW",
    "COMPLETE": "COMPLETED",
    "FAIL": "FAILED",
    "ABORT": "ABORTED",
}

#: Types of datasets, and beginnings of namespaces, of what flows.
_STREAM_TYPES = {"TOPIC", "STREAM"}
_SCHEMES = ("kafka:", "pubsub", "kinesis:", "pulsar:", "azureeventhub:")


def told(
    cursor: duckdb.DuckDBPyConnection, nodes: Sequence[Node], sides: Mapping[Node, Sides]
) -> dict[Node, orjson.Fragment]:
    """The `data` of each job and dataset as JSON, under the keys of Marquez.

    `sides` are what jobs read and write.
    """
    jobs = [node for node in nodes if node.kind == "job"]
    with at_one_moment(cursor):
        names = _names_of(cursor, nodes)
        said = _said_of(cursor, names, (*_FACETS, *_TAGS))
        facets = _latest(said)
        tags = _tags(cursor, names, {node for node, row in said if row["facet"] in _TAGS})
        seen = _seen(cursor, names)
        runs = _last_runs(cursor, jobs)
        models = _models_among(cursor, names)
    return {
        node: _json(
            _job(
                node,
                seen.get(node, _UNSEEN),
                _parsed(facets.get(node, {})),
                runs.get(node),
                sides.get(node, ((), ())),
            )
            if node.kind == "job"
            else {
                **_dataset(
                    node,
                    seen.get(node, _UNSEEN),
                    _parsed(facets.get(node, {})),
                    tags.get(node, {}),
                ),
                "isModel": node in models,
            }
        )
        for node in nodes
    }


def _json(data: Json) -> orjson.Fragment:
    # One node after the other: so many small objects at once are what collecting garbage is slow
    # with.
    return orjson.Fragment(orjson.dumps(data, option=orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z))


def _parsed(facets: dict[str, str]) -> dict[str, Json]:
    return {facet: orjson.loads(value) for facet, value in facets.items()}


_FACETS = (
    "schema",
    "documentation",
    "ownership",
    "datasetType",
    "dataSource",
    "lifecycleStateChange",
    "jobType",
    "sourceCodeLocation",
)

#: What says tags: events, and users.
_TAGS = ("tags", "collector_tags")

_UNSEEN: Row = {"first_seen": None, "last_seen": None, "parent_name": None, "parent_uuid": None}


def facets_of(
    cursor: duckdb.DuckDBPyConnection, nodes: Sequence[Node], facets: Sequence[str]
) -> dict[Node, dict[str, Json]]:
    """What some facets of jobs and datasets say now."""
    found = _latest(_said_of(cursor, _names_of(cursor, nodes), facets))
    return {node: _parsed(values) for node, values in found.items()}


def owners_of(cursor: duckdb.DuckDBPyConnection, nodes: Sequence[Node]) -> dict[Node, list[str]]:
    """Who owns each job and dataset that is owned."""
    facets = facets_of(cursor, nodes, ["ownership"])
    return {node: _owners(found) for node, found in facets.items()}


def models_among(cursor: duckdb.DuckDBPyConnection, nodes: Sequence[Node]) -> set[Node]:
    """Those datasets that are models."""
    return _models_among(cursor, _names_of(cursor, nodes))


def _models_among(cursor: duckdb.DuckDBPyConnection, names: Mapping[Node, Node]) -> set[Node]:
    asked = [node.name for node in names if node.kind == "dataset"]
    # Not merged: each part of a statement says so.
    tables = ("parts", *fold("model_statements").settled)
    statements = {"model_statements": union("model_statements", tables)}
    cursor.execute(reading(statements, sql("graph/models_of_shown")), {"names": asked})
    found = (Node("dataset", namespace, name) for namespace, name in cursor.fetchall())
    return {names[node] for node in found if node in names}


def fields_of(
    cursor: duckdb.DuckDBPyConnection, datasets: Sequence[Node]
) -> dict[Node, dict[str, str | None]]:
    """The columns of datasets by their schemas, with types; inner ones by their paths."""
    facets = facets_of(cursor, datasets, ["schema"])
    return {node: dict(_fields(found["schema"].get("fields"))) for node, found in facets.items()}


def _fields(fields: list[Json] | None) -> Iterator[tuple[str, str | None]]:
    for path, field in _with_inner(fields):
        yield path, field.get("type")


def _with_inner(fields: list[Json] | None, prefix: str = "") -> Iterator[tuple[str, Json]]:
    """Fields by their paths, each with those in it."""
    for field in fields or ():
        yield prefix + field["name"], field
        if inner := field.get("fields"):
            yield from _with_inner(inner, f"{prefix}{field['name']}.")


def _names_of(cursor: duckdb.DuckDBPyConnection, nodes: Sequence[Node]) -> dict[Node, Node]:
    """Every name of what is shown → the one under which it is shown."""
    names = {node: node for node in nodes}
    datasets = [node.name for node in nodes if node.kind == "dataset"]
    cursor.execute(sql("graph/names_of_shown"), {"names": datasets})
    for namespace, name, shown_namespace, shown_name in cursor.fetchall():
        shown = Node("dataset", shown_namespace, shown_name)
        if shown in names:
            names[Node("dataset", namespace, name)] = shown
    return names


def _said_of(
    cursor: duckdb.DuckDBPyConnection, names: Mapping[Node, Node], facets: Sequence[str]
) -> list[tuple[Node, Row]]:
    """What is said in some facets of what is shown, under any of its names."""
    found = _rows(cursor, "facets_of_shown", names, facets=list(facets))
    return [(names[node], row) for row in found if (node := _node(row)) in names]


def _latest(told: Iterable[tuple[Node, Row]]) -> dict[Node, dict[str, str]]:
    """What each facet says now, where it says anything."""
    latest: dict[tuple[Node, str], Row] = {}
    for node, row in told:
        said = node, row["facet"]
        if said not in latest or row["stamp"] > latest[said]["stamp"]:
            latest[said] = row
    found: defaultdict[Node, dict[str, str]] = defaultdict(dict)
    for (node, facet), row in latest.items():
        if not row["is_deleted"]:
            found[node][facet] = row["value"]
    return found


def _tags(
    cursor: duckdb.DuckDBPyConnection, names: Mapping[Node, Node], tagged: Collection[Node]
) -> dict[Node, dict[str | None, list[str]]]:
    """The tags of datasets: of columns, and under None of the whole."""
    named = [
        {
            "namespace": said.namespace,
            "name": said.name,
            "known_namespace": node.namespace,
            "known_name": node.name,
        }
        for said, node in names.items()
        if node.kind == "dataset" and node in tagged
    ]
    found: defaultdict[Node, dict[str | None, list[str]]] = defaultdict(dict)
    for row in rows(cursor, "named_tags", {"kind": "dataset", "names": named}) if named else ():
        found[Node("dataset", row["namespace"], row["name"])][row["field"]] = row["tags"]
    return found


def _seen(cursor: duckdb.DuckDBPyConnection, names: Mapping[Node, Node]) -> dict[Node, Row]:
    seen: dict[Node, Row] = {}
    for row in _rows(cursor, "seen_of_shown", names):
        node = names.get(_node(row))
        # Few are seen under several names.
        if node is not None and (other := seen.setdefault(node, row)) is not row:
            for name, choose in (("first_seen", min), ("last_seen", max)):
                # Events may have no time that can be read.
                times = [time for time in (other[name], row[name]) if time is not None]
                other[name] = choose(times, default=None)
    return seen


def _last_runs(cursor: duckdb.DuckDBPyConnection, jobs: Sequence[Node]) -> dict[Node, Row]:
    """What is told of the run of each job that started last."""
    last = {
        Node("job", row["namespace"], row["name"]): row
        for row in _rows(cursor, "last_run_ids", jobs)
    }
    run_ids = [row["run_id"] for row in last.values()]
    runs = {row["run_id"]: row for row in _rows(cursor, "runs_shown", jobs, run_ids=run_ids)}
    listed = [runs[run_id]["listed_stamp"] for run_id in run_ids]
    for row in _rows(cursor, "versions_shown", jobs, run_ids=run_ids, listed=listed):
        runs[row["run_id"]][row["role"]] = row["versions"]
    pictures = [row["picture"] for row in last.values() if row["picture"] is not None]
    versions = {
        row["picture"]: row["version"]
        for row in _rows(cursor, "job_versions_shown", jobs, pictures=pictures)
    }
    return {
        job: {**runs[row["run_id"]], "job_version": versions.get(row["picture"])}
        for job, row in last.items()
    }


def _rows(
    cursor: duckdb.DuckDBPyConnection,
    question: str,
    nodes: Collection[Node],
    **parameters: object,
) -> list[Row]:
    """The rows of `sql/graph/<question>.sql` for some jobs and datasets."""
    if not nodes:
        return []
    asked = {
        "kinds": [node.kind for node in nodes],
        "namespaces": [node.namespace for node in nodes],
        "names": [node.name for node in nodes],
    }
    text = _composed(question)
    cursor.execute(text, taken(text, {**asked, **parameters}))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@cache
def _composed(question: str) -> str:
    """The question with what it reads: rows of folds, parts and settled ones, of what is asked."""
    match question:
        case "facets_of_shown":
            sources = {"facet_versions": _found("facet_versions", _NUMBERS)}
        case "seen_of_shown":
            sources = {"datasets": _found("datasets", _PAIRS), "jobs": _found("jobs", _PAIRS)}
        case "last_run_ids":
            sources = {
                "picture_runs": _derived("picture_runs", "namespace, name, last_run, picture"),
                "open_shapes": _derived("open_shapes", "run_id, namespace, name, started_at"),
                "open_markers": "select run_id, turn from folds.open_shapes_parts where is_marker",
            }
        case "runs_shown":
            sources = {"runs": _found("runs", _RUNS)}
        case "versions_shown":
            sources = {"run_datasets": _found("run_datasets", _RUNS)}
        case _:
            return sql(f"graph/{question}")
    return reading(sources, sql(f"graph/{question}"))


#: Numbers of units; of another kind, a pair finds nothing.
_NUMBERS = "select hash(unnest($kinds), unnest($namespaces), unnest($names))"
_PAIRS = "select hash(unnest($namespaces), unnest($names))"
_RUNS = "select hash(unnest($run_ids))"


def _found(relation: str, numbers: str) -> str:
    """Rows of a fold for some units, not merged; by their places, so that only theirs are read."""
    return " union all ".join(
        f"""
        select * exclude ({own})
        from folds.{relation}_{table}
        where rowid in (
            select found.rowid
            from folds.{relation}_{table} as found
            where found.unit_number in ({numbers})
        )
        """
        for table, own in fold(relation).tables.items()
    )


def _derived(relation: str, columns: str) -> str:
    """Rows of a derived relation for the jobs that are asked for, with the turn that made them."""
    settled = dict.fromkeys(derived(relation).settled, "-1 as turn, false as is_marker")
    tables = {"parts": "turn, is_marker"} | settled
    return " union all ".join(
        f"""
        select {columns}, {turn}
        from folds.{relation}_{table}
        semi join (select unnest($namespaces) as namespace, unnest($names) as name)
            using (namespace, name)
        """
        for table, turn in tables.items()
    )


def _node(row: Row) -> Node:
    return Node(row["kind"], row["namespace"], row["name"])


def _dataset(
    node: Node, seen: Row, facets: dict[str, Json], tags: Mapping[str | None, list[str]]
) -> Json:
    kind = _said(facets, "datasetType", "datasetType")
    is_stream = str(kind).upper() in _STREAM_TYPES or str(node.namespace).startswith(_SCHEMES)
    return {
        "id": {"namespace": node.namespace, "name": node.name},
        "type": "STREAM" if is_stream else "DB_TABLE",
        "name": node.name,
        "physicalName": node.name,
        "createdAt": seen["first_seen"],
        "updatedAt": seen["last_seen"],
        "namespace": node.namespace,
        "sourceName": _source(node, facets),
        "fields": [
            {
                "name": path,
                "type": field.get("type"),
                "tags": tags.get(path, []),
                "description": field.get("description") or None,
            }
            for path, field in _with_inner(_said(facets, "schema", "fields"))
        ],
        "tags": tags.get(None, []),
        "lastModifiedAt": None,
        "description": _said(facets, "documentation", "description") or None,
        "lastLifecycleState": _said(facets, "lifecycleStateChange", "lifecycleStateChange"),
        "datasetType": kind,
        "owners": _owners(facets),
    }


def _job(node: Node, seen: Row, facets: dict[str, Json], run: Row | None, sides: Sides) -> Json:
    processing = str(_said(facets, "jobType", "processingType")).upper()
    return {
        "id": {"namespace": node.namespace, "name": node.name},
        "type": {"STREAMING": "STREAM", "SERVICE": "SERVICE"}.get(processing, "BATCH"),
        "name": node.name,
        "simpleName": node.name,
        "parentJobName": seen["parent_name"],
        "parentJobUuid": seen["parent_uuid"],
        "currentRunUuid": run["run_id"] if run else None,
        "createdAt": seen["first_seen"],
        "updatedAt": seen["last_seen"],
        "namespace": node.namespace,
        "inputs": _names(sides[0]),
        "outputs": _names(sides[1]),
        "location": _said(facets, "sourceCodeLocation", "url"),
        "description": _said(facets, "documentation", "description") or None,
        "latestRun": _run(node, run) if run else None,
        "jobType": _said(facets, "jobType", "jobType"),
        "owners": _owners(facets),
    }


def _said(facets: dict[str, Json], facet: str, member: str) -> Any:  # noqa: ANN401 - JSON
    return facets.get(facet, {}).get(member)


def _owners(facets: dict[str, Json]) -> list[str]:
    owners = _said(facets, "ownership", "owners") or ()
    return [owner["name"] for owner in owners if "name" in owner]


def _source(node: Node, facets: dict[str, Json]) -> str:
    for member in ("name", "uri"):
        if (said := _said(facets, "dataSource", member)) is not None:
            return str(said)
    return str(node.namespace) if "://" in str(node.namespace) else "default"


def _names(nodes: Iterable[Node]) -> list[Json]:
    return [{"namespace": node.namespace, "name": node.name} for node in nodes]


def _run(node: Node, run: Row) -> Json:
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
        "jobVersion": _job_version(node, run),
        "inputDatasetVersions": orjson.Fragment(run.get("input", "[]")),
        "outputDatasetVersions": orjson.Fragment(run.get("output", "[]")),
        "facets": {},
        "jobNamespace": node.namespace,
        "jobName": node.name,
    }


def _job_version(node: Node, run: Row) -> Json | None:
    if run["job_version"] is None or not run["has_ended"]:
        return None
    return {"namespace": node.namespace, "name": node.name, "version": run["job_version"]}
