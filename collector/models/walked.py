"""What runs that a walk comes to read and wrote, in temporary tables: of those runs alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.fold.composed import composed, path_of
from collector.fold.derived import derived
from collector.fold.folds import Units, fold, union
from collector.fold.settling import units_of_runs
from collector.store.moment import keep
from collector.store.statements import reading, sql

if TYPE_CHECKING:
    import duckdb

#: Where data flows in all pictures.
_ALL_FLOWS = "from folds.flows"


def keep_file(cursor: duckdb.DuckDBPyConnection, name: str) -> None:
    """Keep what `sql/models/<name>.sql` gives, under its name."""
    keep(cursor, name, sql(f"models/{name}"))


def has_rows(cursor: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether there is anything in a table."""
    [(is_any,)] = cursor.execute(f"select exists (from {table})").fetchall()
    return bool(is_any)


def keep_models(cursor: duckdb.DuckDBPyConnection) -> None:
    """Keep by which names models go, what they are made of, and of which runs they are."""
    for name in ("names_of_models", "walked_models", "said_bases", "said_sources"):
        keep(cursor, name, _of_statements(name))


def keep_model_reads(cursor: duckdb.DuckDBPyConnection, names: str) -> None:
    """Keep `listed_inputs` of these names and of models, and `model_reads`."""
    keep(cursor, "listed_names", f"{names} union select namespace, name from names_of_models")
    keep_file(cursor, "listed_inputs")
    keep_file(cursor, "model_reads")


def keep_registered(cursor: duckdb.DuckDBPyConnection, models: str) -> None:
    """Keep `models_said`, and `registered_versions`, of some models."""
    keep(cursor, "registered_models", models)
    if not has_rows(cursor, "registered_models"):
        cursor.execute(_NOTHING_SAID)
        cursor.execute(_NONE_REGISTERED)
        return
    keep(cursor, "models_said", _of_statements("models_said"))
    keep_file(cursor, "registered_units")
    if not has_rows(cursor, "registered_units"):
        # So it is of most models, and the statements are long.
        cursor.execute(_NONE_REGISTERED)
        return
    units = Units("registered_units")
    keep(cursor, "model_statements", fold("model_statements").of(units))
    named = composed(path_of("registered_versions"), {"model_statements"})
    keep(cursor, "registered_versions", named)


_NOTHING_SAID = """
    create or replace temp table models_said (
        namespace varchar, name varchar, said_namespace varchar, said_name varchar,
        version varchar, run_id varchar, role varchar
    )
"""

_NONE_REGISTERED = """
    create or replace temp table registered_versions
    (namespace varchar, name varchar, model_id varchar, version varchar)
"""


def _of_statements(name: str) -> str:
    # Not merged: each part of a statement says the same of what is asked here. By two names, for
    # what is read twice by one name is made whole first.
    statements = union("model_statements", ("parts", *fold("model_statements").settled))
    sources = dict.fromkeys(("model_statements", "written_statements"), statements)
    return reading(sources, sql(f"models/{name}"))


def keep_walked(
    cursor: duckdb.DuckDBPyConnection,
    runs: Units,
    listed: str | None = None,
    flows: str = _ALL_FLOWS,
) -> None:
    """Keep `walked_runs`, `walked_listings` and `walked_flows` of these runs.

    `listed` is what they list, where that is not all of it, and `flows` where data flows in
    pictures. What `keep_models` and `keep_registered` keep is there.
    """
    of_runs = {"runs": fold("runs").of(runs)}
    keep(cursor, "walked_runs", reading(of_runs, sql("models/walked_runs")))
    keep(cursor, "run_datasets", listed or fold("run_datasets").of(runs))
    parts = {"traced_datasets": derived("traced_datasets").held(runs)}
    keep(cursor, "walked_parts", reading(parts, sql("models/walked_parts")))
    keep(cursor, "run_shapes", derived("run_shapes").held(runs))
    keep_file(cursor, "walked_listings")
    keep(cursor, "walked_flows", reading({"flows": flows}, sql("models/walked_flows")))


def keep_writes(cursor: duckdb.DuckDBPyConnection, names: str) -> None:
    """Keep `dataset_writes` of the datasets that a table names."""
    keep(cursor, "run_datasets", reading({"names": f"from {names}"}, sql("models/writes_of_names")))
    keep(cursor, "writing_runs", sql("models/writing_runs"))
    keep(cursor, "runs", fold("runs").of(units_of_runs(cursor, "writing_runs")))
    keep(
        cursor,
        "dataset_writes",
        composed(path_of("dataset_writes"), {"run_datasets", "runs"}),
    )
