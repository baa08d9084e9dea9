"""Models, the versions of one, and who held its aliases and was served when."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from collector.audit.ladder import LEVELS
from collector.fold.composed import composed
from collector.fold.gathering import gather_models
from collector.models.card import described
from collector.models.named import model_named
from collector.models.records import records
from collector.store.moment import at_one_moment, keep

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

    from collector.models.wanted import WantedModels

    Json = dict[str, Any]


def models(cursor: duckdb.DuckDBPyConnection, wanted: WantedModels) -> Json:
    """A page of models by name."""
    return _page("models", records(cursor, "page_of_models", asdict(wanted)), "latestLevel")


def model(cursor: duckdb.DuckDBPyConnection, namespace: str, name: str) -> Json:
    """One model, who holds its aliases now and where it is served; raises NotFound."""
    with at_one_moment(cursor):
        gather_models(cursor, [model_named(cursor, namespace, name)])
        [told] = records(cursor, "gathered_model")
        return {
            "id": f"model:{told['namespace']}:{told['name']}",
            **told,
            **described(cursor),
            "aliases": [
                held
                for held in records(cursor, "aliases_held", {"version": None, "at": None})
                if held["isHeld"]
            ],
            "deployments": [
                rollout
                for rollout in records(cursor, "rollouts", {"version": None, "at": None})
                if rollout["isCurrent"]
            ],
        }


def versions(
    cursor: duckdb.DuckDBPyConnection, namespace: str, name: str, wanted: WantedModels
) -> Json:
    """A page of versions of a model, the latest first; raises NotFound."""
    with at_one_moment(cursor):
        there = gather_models(cursor, [model_named(cursor, namespace, name)])
        keep(cursor, "model_versions", composed("6_relations/model_versions", there))
        return _page("versions", records(cursor, "page_of_versions", asdict(wanted)), "level")


def aliases(
    cursor: duckdb.DuckDBPyConnection, namespace: str, name: str, at: datetime | None
) -> Json:
    """Who held which alias of a model and when, or at a time; raises NotFound."""
    with at_one_moment(cursor):
        gather_models(cursor, [model_named(cursor, namespace, name)])
        return {"aliases": records(cursor, "aliases_held", {"version": None, "at": at})}


def deployments(
    cursor: duckdb.DuckDBPyConnection, namespace: str, name: str, at: datetime | None
) -> Json:
    """Which versions of a model were served where and when, or at a time; raises NotFound."""
    with at_one_moment(cursor):
        gather_models(cursor, [model_named(cursor, namespace, name)])
        return {"deployments": records(cursor, "rollouts", {"version": None, "at": at})}


def _page(member: str, rows: list[Json], level: str) -> Json:
    total = rows[0]["totalCount"] if rows else 0
    for row in rows:
        del row["totalCount"]
        row[f"{level}Name"] = None if row[level] is None else LEVELS[row[level]]
    return {member: rows, "totalCount": total}
