"""Gathers what is told of models into temporary tables: of all, or of versions that are asked for.

The relations are the public ones, made by the same statements. What these read is restricted first,
so that a question about one version reads little of the others.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from collector.fold.composed import composed, path_of
from collector.fold.derived import derived
from collector.fold.folds import Units, fold
from collector.fold.settling import units_of_runs
from collector.store.moment import keep
from collector.store.statements import reading, sql

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


#: Facets by which a job serves.
_SERVING = ("collector_deployment", "jobType")


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a model, by the name that stands for the model."""

    namespace: str
    name: str
    version: str


def gather_all(cursor: duckdb.DuckDBPyConnection) -> None:
    """Keep `OF_VERSIONS`, `OF_MODELS` and `dataset_writes` of everything; in `at_one_moment`."""
    between = ("registered_versions", "model_names", "traced_listings", "model_mentions")
    wanted = ("dataset_writes", *between, "model_runs", *OF_VERSIONS, *OF_MODELS)
    _make(cursor, wanted, set())


def gather_versions(
    cursor: duckdb.DuckDBPyConnection, versions: Sequence[Version], there: set[str]
) -> None:
    """Keep `OF_VERSIONS` of these versions; `there` is what `gather_models` returned for them."""
    _ask(cursor, "asked_versions", Version.__slots__, map(astuple, versions))
    _keep_file(cursor, "runs_of_versions", "runs_of_versions")
    keep(cursor, "model_runs", "from model_runs semi join runs_of_versions using (run_id)")
    keep(
        cursor,
        "model_mentions",
        "from model_mentions semi join asked_versions using (namespace, name, version)",
    )
    _keep_runs(cursor, there)
    _make_small(cursor, OF_VERSIONS, there)
    # Runs measure versions too that are not asked for.
    keep(cursor, "model_metrics", sql("models/metrics_asked_for"))


def gather_models(
    cursor: duckdb.DuckDBPyConnection,
    models: Iterable[tuple[str, str]],
    names: Sequence[str] = OF_MODELS,
) -> set[str]:
    """Keep some of `OF_MODELS` of these models; returns what is there then. In `at_one_moment`."""
    _ask(cursor, "asked_models", ("namespace", "name"), models)
    _keep_file(cursor, "asked_names", "asked_names")
    keep(cursor, "model_statements", fold("model_statements").of(Units("asked_names")))
    _keep_file(cursor, "traced_datasets", "listings_of_models")
    _keep_file(cursor, "traced_runs", "runs_of_models")
    there = {"model_statements", "traced_datasets", "traced_runs"}
    between = ("registered_versions", "model_names", "traced_listings", "model_mentions")
    _make_small(cursor, (*between, "model_runs"), there)
    if "deployments" in names:
        _keep_file(cursor, "serving_entities", "serving_entities")
        entities = Units("serving_entities")
        keep(cursor, "facet_versions", fold("facet_versions").of(entities, f"facet in {_SERVING}"))
        _keep_file(cursor, "entity_facets", "serving_facets")
        there.add("entity_facets")
    _make_small(cursor, names, there)
    return there


def _keep_runs(cursor: duckdb.DuckDBPyConnection, there: set[str]) -> None:
    """Keep what runs tell that wrote the versions, and who wrote what they read."""
    runs = units_of_runs(cursor, "runs_of_versions")
    for name in ("traced_runs", "traced_datasets"):
        keep(cursor, name, derived(name).held(runs))
    _keep_file(cursor, "measuring_runs", "measuring_runs")
    measured = fold("metrics").of(units_of_runs(cursor, "measuring_runs"))
    keep(cursor, "metrics", measured)
    _keep_file(cursor, "lineage_links", "links_of_runs")
    there |= {"metrics", "lineage_links"}
    _make_small(cursor, ("traced_listings",), there)
    _keep_file(cursor, "names_of_inputs", "names_of_inputs")
    if _add_statements(cursor):
        _make_small(cursor, ("registered_versions", "model_names"), there)
    written = {"run_datasets": fold("run_datasets").among("names_of_inputs")}
    keep(cursor, "run_datasets", reading(written, sql("models/writes_of_inputs")))
    _keep_file(cursor, "writing_runs", "writing_runs")
    wrote = {"runs": fold("runs").of(units_of_runs(cursor, "writing_runs"))}
    keep(cursor, "runs", reading(wrote, sql("models/runs_that_wrote")))
    there |= {"run_datasets", "runs"}
    _make_small(cursor, ("dataset_writes",), there)


def _add_statements(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Add what was said of inputs that are other models; returns whether there are any."""
    others = "from names_of_inputs anti join asked_names using (namespace, name)"
    keep(cursor, "names_of_others", others)
    statements = fold("model_statements").of(Units("names_of_others"))
    cursor.execute(f"insert into model_statements by name {statements}")
    [(count,)] = cursor.fetchall()
    return bool(count)


def _make_small(cursor: duckdb.DuckDBPyConnection, names: Iterable[str], there: set[str]) -> None:
    """As `_make`, where few rows are there: to plan it well takes longer than to run it."""
    cursor.execute("pragma disable_optimizer")
    try:
        _make(cursor, names, there)
    finally:
        cursor.execute("pragma enable_optimizer")


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
    columns: Sequence[str],
    rows: Iterable[tuple[str, ...]],
) -> None:
    """Keep rows of text that are given."""
    lists = dict(zip(columns, zip(*rows, strict=True), strict=False))
    named = ", ".join(f"unnest(${column}::varchar[]) as {column}" for column in columns)
    keep(cursor, table, f"select {named}", {name: list(lists.get(name, ())) for name in columns})
