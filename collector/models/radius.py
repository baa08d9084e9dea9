"""What a walk from data through models has reached: the parts that both ways to walk share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from collector.models.records import records
from collector.models.rollouts import keep_rollouts
from collector.models.walked import keep_file, keep_writes
from collector.store.moment import keep
from collector.store.statements import sql

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import duckdb

Json: TypeAlias = dict[str, Any]


class VersionKey(NamedTuple):
    """A version of a model."""

    namespace: str
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Table:
    """A dataset that is no model, and has come from one."""

    namespace: str
    name: str
    hops: int
    #: A run that read the model wrote it; else it is downstream of such a one.
    is_written: bool
    grade: str
    is_possible: bool
    #: Gives the ids of the nodes on the way, when it is wanted.
    way: Callable[[], list[str]]


@dataclass(frozen=True, slots=True)
class Radius:
    """What was reached: versions in the table `radius_versions`, and tables."""

    #: The nearest first.
    tables: Sequence[Table]
    #: Ids of the nodes on the way to a version, of which a row of `radius_versions` is told.
    way: Callable[[Json], list[str]]
    #: Tables that each version wrote.
    wrote: Callable[[VersionKey], list[str]]
    #: The versions have the grade of the way; else it is that of what they were trained on.
    is_graded: bool


def answer(cursor: duckdb.DuckDBPyConnection, radius: Radius, depth: int, limit: int) -> Json:
    """What was reached within so many hops, as JSON: so many versions, and so many tables."""
    keep(cursor, "asked_models", "select distinct namespace, name from radius_versions")
    keep_rollouts(cursor)
    bounds = {"depth": depth, "limit": limit}
    keep(cursor, "radius_shown", sql("models/radius_ranked"), bounds)
    if not radius.is_graded:
        _grade(cursor)
    shown = records(cursor, "radius_shown")
    rollouts: dict[VersionKey, list[Json]] = {}
    for told in records(cursor, "radius_rollouts"):
        key = VersionKey(*(told.pop(f"model{part}") for part in ("Namespace", "Name", "Version")))
        rollouts.setdefault(key, []).append(told)
    [counts] = records(cursor, "radius_counts", bounds)
    tables = [table for table in radius.tables if table.hops <= depth]
    beyond = len(radius.tables) - len(tables)
    hidden = {
        "overLimit": counts["totalCount"] - len(shown) + max(0, len(tables) - limit),
        "overDepth": counts["beyondCount"] + beyond,
    }
    return {
        "models": [_version(radius, one, rollouts) for one in shown],
        "tables": [_table(table) for table in tables[:limit]],
        "totalCount": counts["totalCount"],
        "deployedCount": counts["deployedCount"],
        "tableCount": len(tables),
        "truncated": any(hidden.values()),
        "hidden": hidden,
    }


def _grade(cursor: duckdb.DuckDBPyConnection) -> None:
    keep(cursor, "walked_reads", sql("models/radius_reads"))
    keep_file(cursor, "names_of_reads")
    keep_writes(cursor, "names_of_reads")
    keep_file(cursor, "graded_reads")
    keep(cursor, "radius_shown", sql("models/radius_graded"))


def _version(radius: Radius, told: Json, rollouts: dict[VersionKey, list[Json]]) -> Json:
    key = VersionKey(told["namespace"], told["name"], told["version"])
    return {
        "nodeId": f"model:{key.namespace}:{key.name}",
        "namespace": key.namespace,
        "name": key.name,
        "version": key.version,
        "runId": told["runId"],
        "distance": told["hops"],
        "path": radius.way(told),
        "grade": told["grade"],
        "isPossible": told["isPossible"],
        "isDeployed": told["isDeployed"],
        "deployments": rollouts.get(key, []),
        "tables": radius.wrote(key),
    }


def _table(table: Table) -> Json:
    return {
        "nodeId": f"dataset:{table.namespace}:{table.name}",
        "namespace": table.namespace,
        "name": table.name,
        "distance": table.hops,
        "path": table.way(),
        "grade": table.grade,
        "isPossible": table.is_possible,
        "isWritten": table.is_written,
    }
