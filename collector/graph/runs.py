"""The runs that a run comes from, as JSON: those that had written what it read, and so on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from collector.graph.adjacency import number_of
from collector.graph.node import Node
from collector.graph.told import STATES
from collector.graph.ways import tree
from collector.store.moment import at_one_moment, keep
from collector.store.statements import sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    import duckdb

    from collector.graph.adjacency import Graph

    Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Input:
    """What a run read."""

    namespace: str
    name: str
    #: As it was recorded, else the run that had written it; None where neither is known.
    version: str | None
    #: The run that had written it.
    written_by: str | None
    #: The writer is the last one before the run started; no version was recorded.
    is_inferred: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a run."""

    job_namespace: str | None
    job_name: str | None
    job_version: str | None
    state: str | None
    started_at: datetime | None
    ended_at: datetime | None


def runs_upstream(
    cursor: duckdb.DuckDBPyConnection, history: Graph, run_id: str, depth: int, limit: int
) -> Json:
    """The run itself and the runs upstream of it, within so many hops from run to run.

    `history` is the graph of everything that jobs ever did.
    """
    with at_one_moment(cursor):
        _gather(cursor, history, run_id)
        distances = {run_id: 0}
        inputs: dict[str, list[Input]] = {}
        frontier = [run_id]
        is_truncated = False
        for distance in range(depth + 1):
            inputs |= _inputs(cursor, frontier)
            before = sorted(
                {
                    read.written_by
                    for run in frontier
                    for read in inputs.get(run, ())
                    if read.written_by is not None
                }
                - distances.keys()
            )
            frontier = before[: max(0, limit - len(distances))] if distance < depth else []
            is_truncated |= len(frontier) < len(before)
            if not frontier:
                break
            distances |= dict.fromkeys(frontier, distance + 1)
        told = _told(cursor, distances)
    runs = [
        _run(run, told[run], distance, inputs.get(run, ())) for run, distance in distances.items()
    ]
    runs.sort(key=lambda run: (run["distance"], run["job"]["name"] or "", run["run"]["id"]))
    return {"runs": runs, "truncated": is_truncated}


def _run(run_id: str, told: Told, distance: int, inputs: Iterable[Input]) -> Json:
    return {
        "job": {
            "namespace": told.job_namespace,
            "name": told.job_name,
            "version": told.job_version,
        },
        "run": {
            "id": run_id,
            "start": told.started_at,
            "end": told.ended_at,
            "status": STATES[told.state],
        },
        "inputs": [
            {
                "namespace": read.namespace,
                "name": read.name,
                "version": read.version,
                "producedByRunId": read.written_by,
                "inferred": read.is_inferred,
            }
            for read in inputs
        ],
        "distance": distance,
    }


def _gather(cursor: duckdb.DuckDBPyConnection, history: Graph, run_id: str) -> None:
    """Make `writers` of the runs that can be upstream, and `listed` of what these read."""
    read = cursor.execute(
        "select distinct namespace, name from folds.listed_datasets "
        "where role = 'input' and run_id = $1",
        [run_id],
    ).fetchall()
    datasets = _datasets_upstream(cursor, history, [Node("dataset", *pair) for pair in read])
    cursor.execute(
        "create or replace temp table within as select unnest($1) as namespace, unnest($2) as name",
        [[node.namespace for node in datasets], [node.name for node in datasets]],
    )
    keep(cursor, "writers", sql("graph/writers"))
    cursor.execute(
        "create or replace temp table listed as "
        "select run_id, role, namespace, name, version from folds.listed_datasets "
        "where role = 'input' and run_id in (select run_id from writers union all select $1)",
        [run_id],
    )


def _datasets_upstream(
    cursor: duckdb.DuckDBPyConnection, history: Graph, datasets: Sequence[Node]
) -> set[Node]:
    places = [history.place(number_of(cursor, dataset)) for dataset in datasets]
    starts = [place for place in places if place is not None]
    nodes = history.upstream.nodes
    near = tree(history.upstream.steps.of, starts, len(nodes))
    found = history.named({nodes[place] for place in near})
    return {*datasets, *(node for node in found if node.kind == "dataset")}


def _inputs(cursor: duckdb.DuckDBPyConnection, run_ids: Sequence[str]) -> dict[str, list[Input]]:
    cursor.execute("create or replace temp table wanted as select unnest($1) as run_id", [run_ids])
    found: dict[str, list[Input]] = {}
    for run_id, namespace, name, version, written_by, is_inferred in cursor.execute(
        sql("graph/inputs_of_runs")
    ).fetchall():
        found.setdefault(run_id, []).append(
            Input(namespace, name, version or written_by, written_by, is_inferred)
        )
    return found


def _told(cursor: duckdb.DuckDBPyConnection, run_ids: Iterable[str]) -> dict[str, Told]:
    rows = cursor.execute(
        "select run_id, job_namespace, job_name, job_version, state, started_at, ended_at "
        "from runs where run_id in (select unnest($1))",
        [list(run_ids)],
    ).fetchall()
    return {run_id: Told(*rest) for run_id, *rest in rows}
