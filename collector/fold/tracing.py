"""Keeps what is told of those few runs that write or read models.

Which datasets are models, and which runs a registry names as the source of one, is remembered in
two temporary tables, so that a batch is looked at for them alone. What is known as a model late is
looked for in all that was folded, once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.fold.derived import derived
from collector.fold.folds import Units, fold
from collector.fold.settling import last_settling, units_of_runs
from collector.store.statements import reading, sql

if TYPE_CHECKING:
    import duckdb

#: In the order in which they are made.
TRACED = ("traced_runs", "traced_datasets")


def know_models(cursor: duckdb.DuckDBPyConnection) -> None:
    """Remember the models that are folded, and their sources."""
    cursor.execute(f"create or replace temp table known_models as {sql('fold/all_models')}")
    cursor.execute(f"create or replace temp table known_sources as {sql('fold/all_sources')}")


def trace(cursor: duckdb.DuckDBPyConnection, touched: Units, turn: int) -> None:
    """Make the rows anew of runs that the staged batch has linked to a model."""
    for kind in ("models", "sources"):
        cursor.execute(f"create or replace temp table new_{kind} as {sql(f'fold/new_{kind}')}")
        cursor.execute(f"insert into known_{kind} from new_{kind}")
    if not _any(cursor, "known_models"):
        return
    listed = {"run_datasets": fold("run_datasets").of(touched)}
    found = reading(listed, sql("fold/touched_traced"))
    cursor.execute(f"create or replace temp table touched_traced as {found}")
    if not _any(cursor, "touched_traced"):
        return
    units = _units(units_of_runs(cursor, "touched_traced"))
    for name in TRACED:
        cursor.execute(
            f"insert into folds.{name}_parts by name {derived(name).of(units)}", {"turn": turn}
        )


def trace_all(cursor: duckdb.DuckDBPyConnection) -> None:
    """Make the rows of all runs of models; there are none yet."""
    know_models(cursor)
    cursor.execute(f"create or replace temp table all_traced as {sql('fold/all_traced')}")
    units = _units(units_of_runs(cursor, "all_traced"))
    for name in TRACED:
        rows = derived(name).of_units(units)
        cursor.execute(
            f"insert into folds.{name}_settled by name "
            f"select *, {last_settling(cursor)} as settling from ({rows})"
        )


def _units(runs: Units) -> dict[str, Units]:
    names = ("runs", "run_datasets", "run_facets", "run_shapes", *TRACED)
    return dict.fromkeys(names, runs)


def _any(cursor: duckdb.DuckDBPyConnection, table: str) -> bool:
    [(is_any,)] = cursor.execute(f"select exists (from {table})").fetchall()
    return bool(is_any)
