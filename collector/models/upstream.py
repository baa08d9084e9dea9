"""What a version of a model comes from, run by run to the sources, with what each link rests on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from collector.fold.settling import units_of_runs
from collector.models.named import gather_named
from collector.models.records import records
from collector.models.walked import (
    keep_file,
    keep_models,
    keep_registered,
    keep_walked,
    keep_writes,
)
from collector.store.moment import at_one_moment, keep
from collector.store.statements import sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from collector.models.wanted_walks import WantedUpstream

    Json = dict[str, Any]

    #: A run that wrote what is asked of it: the run, namespace, name and version.
    Wanted = tuple[str, str, str, str | None]

GRADES = ("recorded", "inferred", "missing")


def upstream(cursor: duckdb.DuckDBPyConnection, wanted: WantedUpstream) -> Json:
    """The runs upstream of a version, within so many hops from run to run; raises NotFound.

    A run is told once, where it is nearest. Of the data that the version was trained on what is
    upstream is told, not of that which it was only measured on.
    """
    with at_one_moment(cursor):
        [asked] = gather_named(cursor, wanted.namespace, wanted.name, wanted.version)
        keep_models(cursor)
        keep(cursor, "walked_reads", sql("models/reads_of_version"))
        trained = sorted(
            run_id for (run_id,) in cursor.execute("from runs_of_versions select run_id").fetchall()
        )
        distances = dict.fromkeys(trained, 0)
        runs = _first_runs(cursor)
        reads = _graded(cursor)
        frontier, beyond = _next(reads, distances, wanted.depth > 0, wanted.limit)
        hidden = beyond
        for distance in range(1, wanted.depth + 1):
            if not frontier:
                break
            distances |= dict.fromkeys((run_id for run_id, *_ in frontier), distance)
            runs |= _keep_hop(cursor, frontier)
            found = _graded(cursor)
            reads += found
            frontier, beyond = _next(found, distances, distance < wanted.depth, wanted.limit)
            hidden |= beyond
    return {
        "id": f"model:{asked.namespace}:{asked.name}",
        "namespace": asked.namespace,
        "name": asked.name,
        "version": asked.version,
        **_told(reads, runs, distances),
        "truncated": bool(hidden - distances.keys()),
        "hiddenRuns": len(hidden - distances.keys()),
    }


def _told(reads: list[Json], runs: dict[str, Json], distances: dict[str, int]) -> Json:
    by_run: dict[str, list[Json]] = {run_id: [] for run_id in distances}
    for read in reads:
        by_run[read["runId"]].append(
            _named(read) | {key: value for key, value in read.items() if key != "runId"}
        )
    feeding = [read for read in reads if read["feeds"]]
    counts = Counter(read["grade"] for read in feeding)
    gaps = [read for read in feeding if read["writtenBy"] is None and not read["isSource"]]
    return {
        "runs": [
            {
                "distance": distance,
                **runs.get(run_id, {"runId": run_id}),
                "inputs": by_run[run_id],
            }
            for run_id, distance in distances.items()
        ],
        "sources": _sources(feeding, distances),
        # Where the way ends although the data was written by somebody.
        "gaps": [{"runId": read["runId"], **_named(read)} for read in gaps],
        # The weakest link is what the whole rests on.
        "grade": next((grade for grade in reversed(GRADES) if counts[grade]), None),
        "grades": {grade: counts[grade] for grade in GRADES},
    }


def _sources(reads: list[Json], distances: dict[str, int]) -> list[Json]:
    """Where the data comes from in the end, each version once, the nearest first."""
    found: dict[tuple[str, str, str | None], Json] = {}
    for read in reads:
        if read["isSource"]:
            key = read["namespace"], read["name"], read["version"]
            distance = distances[read["runId"]] + 1
            found.setdefault(key, {**_named(read), "distance": distance})
    return list(found.values())


def _named(read: Json) -> Json:
    return {
        "nodeId": f"dataset:{read['namespace']}:{read['name']}",
        "namespace": read["namespace"],
        "name": read["name"],
        "version": read["version"],
        "grade": read["grade"],
    }


def _next(
    reads: Sequence[Json], known: dict[str, int], is_within: bool, limit: int
) -> tuple[list[Wanted], set[str]]:
    """What is asked of the next runs, and the runs that are left out."""
    wanted = sorted(
        {
            (read["writtenBy"], read["namespace"], read["name"], read["version"])
            for read in reads
            if read["feeds"] and read["writtenBy"] is not None and read["writtenBy"] not in known
        },
        key=str,
    )
    run_ids = list(dict.fromkeys(run_id for run_id, *_ in wanted))
    taken = set(run_ids[: max(0, limit - len(known))]) if is_within else set()
    return [one for one in wanted if one[0] in taken], set(run_ids) - taken


def _first_runs(cursor: duckdb.DuckDBPyConnection) -> dict[str, Json]:
    keep(cursor, "walked_runs", "from training_runs semi join runs_of_versions using (run_id)")
    return _runs(cursor)


def _runs(cursor: duckdb.DuckDBPyConnection) -> dict[str, Json]:
    return {run["runId"]: run for run in records(cursor, "runs_told")}


def _keep_hop(cursor: duckdb.DuckDBPyConnection, wanted: Sequence[Wanted]) -> dict[str, Json]:
    """Keep what these runs read; returns what is told of them."""
    columns = [list(column) for column in zip(*wanted, strict=True)]
    cursor.execute(
        "create or replace temp table walked_wanted as select *, hash(run_id) as unit_number from "
        "(select unnest($1) as run_id, unnest($2) as namespace, unnest($3) as name, "
        "unnest($4::varchar[]) as version)",
        columns,
    )
    keep_registered(cursor, "from walked_models semi join walked_wanted using (namespace, name)")
    keep_walked(cursor, units_of_runs(cursor, "walked_wanted"))
    keep_file(cursor, "walked_bases")
    keep(cursor, "walked_reads", sql("models/reads_upstream"))
    return _runs(cursor)


def _graded(cursor: duckdb.DuckDBPyConnection) -> list[Json]:
    """What was read, and who had written it."""
    read = "from walked_models semi join walked_reads using (namespace, name)"
    keep_registered(cursor, read)
    keep_file(cursor, "names_of_reads")
    keep_writes(cursor, "names_of_reads")
    keep_file(cursor, "graded_reads")
    return records(cursor, "reads_told")
