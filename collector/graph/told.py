"""What is told of the nodes that a walk shows: the `data` of Marquez' lineage."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

import orjson

from collector.fold.derived import derived
from collector.fold.folds import fold, union
from collector.graph.node import Node
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
) -> dict[Node, orjson.Fragment]:
    """The `data` of each job and dataset as JSON, under the keys of Marquez.

    `sides` are what jobs read and write.
    """
    jobs = [node for node in nodes if node.kind == "job"]
    with at_one_moment(cursor):
        names = _names_of(cursor, nodes)
        facets = _facets_of(cursor, names, _FACETS)
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
                **_dataset(node, seen.get(node, _UNSEEN), _parsed(facets.get(node, {}))),
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
    "tags",
    "ownership",
    "datasetType",
    "dataSource",
    "lifecycleStateChange",
    "jobType",
    "sourceCodeLocation",
)

_UNSEEN: Row = {"first_seen": None, "last_seen": None, "parent_name": None}


def facets_of(
    cursor: duckdb.DuckDBPyConnection, nodes: Sequence[Node], facets: Sequence[str]
) -> dict[Node, dict[str, Json]]:
    """What some facets of jobs and datasets say now."""
    found = _facets_of(cursor, _names_of(cursor, nodes), facets)
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


def _fields(fields: list[Json] | None, prefix: str = "") -> Iterator[tuple[str, str | None]]:
    for field in fields or ():
        yield prefix + field["name"], field.get("type")
        yield from _fields(field.get("fields"), f"{prefix}{field['name']}.")


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


def _facets_of(
    cursor: duckdb.DuckDBPyConnection, names: Mapping[Node, Node], facets: Sequence[str]
) -> dict[Node, dict[str, str]]:
    latest: dict[tuple[Node, str], Row] = {}
    for row in _rows(cursor, "facets_of_shown", names, facets=list(facets)):
        said = names.get(_node(row)), row["facet"]
        if said[0] is not None and (said not in latest or row["stamp"] > latest[said]["stamp"]):
            latest[said[0], said[1]] = row
    found: defaultdict[Node, dict[str, str]] = defaultdict(dict)
    for (node, facet), row in latest.items():
        if not row["is_deleted"]:
            found[node][facet] = row["value"]
    return found


def _seen(cursor: duckdb.DuckDBPyConnection, names: Mapping[Node, Node]) -> dict[Node, Row]:
    seen: dict[Node, Row] = {}
    for row in _rows(cursor, "seen_of_shown", names):
        node = names.get(_node(row))
        if node is not None:
            other = seen.setdefault(node, row)
            for name, choose in (("first_seen", min), ("last_seen", max)):
                # Events may have no time that can be read.
                times = [time for time in (other[name], row[name]) if time is not None]
                other[name] = choose(times, default=None)
    return seen


def _last_runs(cursor: duckdb.DuckDBPyConnection, jobs: Sequence[Node]) -> dict[Node, Row]:
    """What is told of the run of each job that started last."""
    run_ids = {
        Node("job", row["namespace"], row["name"]): row["run_id"]
        for row in _rows(cursor, "last_run_ids", jobs)
    }
    told = _rows(cursor, "runs_shown", jobs, run_ids=list(run_ids.values()))
    runs = {row["run_id"]: row for row in told}
    return {job: runs[run_id] for job, run_id in run_ids.items()}


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
                "picture_runs": _derived("picture_runs", "namespace, name, last_run"),
                "open_shapes": _derived("open_shapes", "run_id, namespace, name, started_at"),
                "open_markers": "select run_id, turn from folds.open_shapes_parts where is_marker",
            }
        case _:
            sources = {"runs": _found("runs", "select hash(unnest($run_ids))")}
    return reading(sources, sql(f"graph/{question}"))


#: Numbers of units; of another kind, a pair finds nothing.
_NUMBERS = "select hash(unnest($kinds), unnest($namespaces), unnest($names))"
_PAIRS = "select hash(unnest($namespaces), unnest($names))"


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


def _dataset(node: Node, seen: Row, facets: dict[str, Json]) -> Json:
    kind = _said(facets, "datasetType", "datasetType")
    tags = _tags(facets)
    is_stream = kind in _STREAM_TYPES or str(node.namespace).startswith(_STREAM_SCHEMES)
    return {
        "id": {"namespace": node.namespace, "name": node.name},
        "type": "STREAM" if is_stream else "DB_TABLE",
        "name": node.name,
        "physicalName": node.name,
        "createdAt": seen["first_seen"],
        "updatedAt": seen["last_seen"],
        "namespace": node.namespace,
        "sourceName": _said(facets, "dataSource", "name") or node.namespace,
        "fields": [
            {
                "name": field["name"],
                "type": field.get("type"),
                "tags": tags.get(field["name"], []),
                "description": field.get("description"),
            }
            for field in _said(facets, "schema", "fields") or ()
        ],
        "tags": tags.get(None, []),
        "lastModifiedAt": None,
        "description": _said(facets, "documentation", "description") or None,
        "lastLifecycleState": _said(facets, "lifecycleStateChange", "lifecycleStateChange") or "",
        "datasetType": kind,
        "owners": _owners(facets),
    }


def _job(node: Node, seen: Row, facets: dict[str, Json], run: Row | None, sides: Sides) -> Json:
    processing = _said(facets, "jobType", "processingType")
    return {
        "id": {"namespace": node.namespace, "name": node.name},
        "type": {"STREAMING": "STREAM", "SERVICE": "SERVICE"}.get(processing, "BATCH"),
        "name": node.name,
        "simpleName": node.name,
        "parentJobName": seen["parent_name"],
        "parentJobUuid": None,
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


def _tags(facets: dict[str, Json]) -> dict[str | None, list[str]]:
    """Of columns, and under None of the whole."""
    tags: dict[str | None, list[str]] = {}
    for tag in _said(facets, "tags", "tags") or ():
        tags.setdefault(tag.get("field"), []).append(tag["key"])
    return tags


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
        "jobVersion": None,
        "inputDatasetVersions": [],
        "outputDatasetVersions": [],
        "facets": {},
        "jobNamespace": node.namespace,
        "jobName": node.name,
    }
