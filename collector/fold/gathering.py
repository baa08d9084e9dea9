"""Gathers what is told of models into temporary tables: of all, or of versions that are asked for.

The relations are the public ones, made by the same statements. What these read is restricted first,
so that a question about one version reads little of the others.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from collector.fold.composed import composed, path_of
from collector.fold.derived import derived
from collector.fold.folds import fold
from collector.fold.settling import units_of_runs
from collector.store.moment import keep
from collector.store.statements import sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import duckdb

#: What is told of versions, in the order in which they read each other.
OF_VERSIONS = (
    "training_runs",
    "model_versions",
    "model_inputs",
    "model_parameters",
    "model_metrics",
    "recipes",
)

#: What is told of all versions of a model.
OF_MODELS = ("deployments", "model_aliases")


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a model, by the name that stands for the model."""

    namespace: str
    name: str
    version: str


def gather_all(cursor: duckdb.DuckDBPyConnection) -> None:
    """Keep `OF_VERSIONS`, `OF_MODELS` and `dataset_writes` of everything; in `at_one_moment`."""
    between = ("model_names", "traced_listings", "model_mentions", "model_runs")
    _make(cursor, ("dataset_writes", *between, *OF_VERSIONS, *OF_MODELS), set())


def gather_versions(
    cursor: duckdb.DuckDBPyConnection, versions: Sequence[Version], there: set[str]
) -> None:
    """Keep `OF_VERSIONS` of these versions; `there` is what `gather_models` returned for them."""
    _ask(cursor, "asked_versions", ("namespace", "name", "version"), map(astuple, versions))
    _keep_runs(cursor, there)
    keep(cursor, "model_runs", "from model_runs semi join runs_of_versions using (run_id)")
    keep(
        cursor,
        "model_mentions",
        "from model_mentions semi join asked_versions using (namespace, name, version)",
    )
    _make(cursor, OF_VERSIONS, there)
    # Runs measure versions too that are not asked for.
    keep(cursor, "model_metrics", sql("models/metrics_asked_for"))


def gather_models(cursor: duckdb.DuckDBPyConnection, models: Iterable[tuple[str, str]]) -> set[str]:
    """Keep `OF_MODELS` of these models; returns what is there then. In `at_one_moment`."""
    _ask(cursor, "asked_models", ("namespace", "name"), models)
    _keep_file(cursor, "asked_names", "asked_names")
    keep(cursor, "model_statements", _statements_of("asked_names"))
    listed = "from folds.traced_datasets semi join asked_names using (namespace, name)"
    keep(cursor, "traced_datasets", listed)
    _keep_file(cursor, "traced_runs", "runs_of_models")
    there = {"model_statements", "traced_datasets", "traced_runs"}
    _make(cursor, ("model_names", "traced_listings", "model_mentions", "model_runs"), there)
    _make(cursor, OF_MODELS, there)
    return there


def _keep_runs(cursor: duckdb.DuckDBPyConnection, there: set[str]) -> None:
    """Keep what runs tell that wrote the versions, and who wrote what they read."""
    _keep_file(cursor, "runs_of_versions", "runs_of_versions")
    runs = units_of_runs(cursor, "runs_of_versions")
    keep(cursor, "traced_datasets", derived("traced_datasets").held(runs))
    _keep_file(cursor, "metrics", "metrics_of_versions")
    _keep_file(cursor, "lineage_links", "links_of_runs")
    there |= {"metrics", "lineage_links"}
    _make(cursor, ("traced_listings",), there)
    _keep_file(cursor, "names_of_inputs", "names_of_inputs")
    keep(cursor, "model_statements", _statements_of("names_of_inputs"))
    _make(cursor, ("model_names",), there)
    _keep_file(cursor, "run_datasets", "writes_of_inputs")
    _keep_file(cursor, "writing_runs", "writing_runs")
    keep(cursor, "runs", fold("runs").of(units_of_runs(cursor, "writing_runs")))
    there |= {"run_datasets", "runs"}
    _make(cursor, ("dataset_writes",), there)


def _statements_of(names: str) -> str:
    return f"from folds.model_statements semi join {names} using (namespace, name)"


def _make(cursor: duckdb.DuckDBPyConnection, names: Iterable[str], there: set[str]) -> None:
    """Keep relations one after the other; each reads those that are there by then."""
    for name in names:
        keep(cursor, name, composed(path_of(name), there - {name}))
        there.add(name)


def _keep_file(cursor: duckdb.DuckDBPyConnection, name: str, file: str) -> None:
    keep(cursor, name, sql(f"models/{file}"))


def _ask(
    cursor: duckdb.DuckDBPyConnection,
    table: str,
    columns: tuple[str, ...],
    rows: Iterable[tuple[str, ...]],
) -> None:
    named = ", ".join(f"{column} varchar" for column in columns)
    cursor.execute(f"create or replace temp table {table} ({named})")
    values = [list(row) for row in rows]
    if values:
        marks = ", ".join("?" for _ in columns)
        cursor.executemany(f"insert into {table} values ({marks})", values)
