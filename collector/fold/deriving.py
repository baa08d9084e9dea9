"""Brings the derived relations up to date with the batch that was folded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.fold.derived import DERIVED, derived
from collector.fold.folds import SETTLED, fold
from collector.store.statements import reading, sql

if TYPE_CHECKING:
    import duckdb

#: The tables of units, for each relation that a derived one reads, and for itself.
_RUNS = {"runs": "touched_runs", "run_datasets": "touched_runs", "run_shapes": "touched_runs"}
_PICTURES = {
    "runs": "shown_runs",
    "run_datasets": "shown_runs",
    "static_statements": "shown_subjects",
    "lineage_entries": "shown_contents",
    "pictures": "touched_pictures",
    "picture_datasets": "touched_pictures",
    "lineage_links": "touched_pictures",
    "flows": "touched_pictures",
    "picture_versions": "touched_pictures",
}

#: Pictures that are remembered as stored; beyond, all are forgotten, and stored once more.
_MOST_KNOWN = 200_000


def forget_known(cursor: duckdb.DuckDBPyConnection) -> None:
    """Take no picture for stored."""
    cursor.execute("create or replace temp table known_pictures (picture ubigint)")


def derive(cursor: duckdb.DuckDBPyConnection, turn: int) -> None:
    """Make the rows anew that the staged batch changes; `turn` is its last number."""
    _find(cursor, "touched_runs")
    _name_facets(cursor, _RUNS)
    _make(cursor, "run_shapes", _RUNS, turn)
    _find(cursor, "made_shapes", turn)
    _tell_ended(cursor, turn)
    _find(cursor, "touched_pictures")
    if _count(cursor, "renamed_datasets"):
        cursor.execute(f"insert into touched_pictures {sql('fold/renamed_pictures')}")
    if not _count(cursor, "touched_pictures"):
        return
    _find(cursor, "shown_runs")
    _find(cursor, "shown_subjects")
    _make(cursor, "picture_datasets", _PICTURES, turn)
    _find(cursor, "shown_contents", turn)
    for name in ("lineage_links", "flows", "picture_versions"):
        _make(cursor, name, _PICTURES, turn)
    _remember_known(cursor)


def _tell_ended(cursor: duckdb.DuckDBPyConnection, turn: int) -> None:
    """Keep the runs that are at work, and count those that have ended with their pictures."""
    made = derived("open_shapes").of_rows(run_shapes="made_shapes")
    cursor.execute(
        f"""
        insert into folds.open_shapes_parts by name
        select *, $turn as turn, false as is_marker from ({made})
        union all by name
        select run_id, $turn as turn, true as is_marker from touched_runs
        """,
        {"turn": turn},
    )
    _find(cursor, "former_shapes", turn)
    _find(cursor, "recounted_jobs")
    _find(cursor, "ended_shapes")
    _count_runs(cursor, "ended_shapes", turn)
    if _count(cursor, "recounted_jobs"):
        _find(cursor, "recounted_shapes")
        _count_runs(cursor, "recounted_shapes", turn)
        cursor.execute(
            """
            insert into folds.picture_runs_parts by name
            select *, $turn as turn, true as is_marker from recounted_jobs
            """,
            {"turn": turn},
        )


def _count_runs(cursor: duckdb.DuckDBPyConnection, shapes: str, turn: int) -> None:
    counted = derived("picture_runs").of_rows(ended_shapes=shapes)
    cursor.execute(
        f"""
        insert into folds.picture_runs_parts by name
        select *, $turn as turn, false as is_marker from ({counted})
        """,
        {"turn": turn},
    )


def derive_all(cursor: duckdb.DuckDBPyConnection) -> None:
    """Make the rows of everything that is folded; there are none yet."""
    _name_facets(cursor, {})
    for name in DERIVED:
        cursor.execute(f"insert into folds.{name}_settled_0 by name {derived(name).of_all}")


def _name_facets(cursor: duckdb.DuckDBPyConnection, units: dict[str, str]) -> None:
    """Have jobs say what their runs told before they had a name; of all runs without `units`."""
    tables = [f"folds.unnamed_facets_{table}" for table in ("parts", *SETTLED)]
    if not any(_count(cursor, table) for table in tables):
        return
    _find(cursor, "unnamed_jobs")
    of_runs = ("unnamed_facets", "runs")
    sources = {
        name: fold(name).of("touched_runs") if units else f"from folds.{name}" for name in of_runs
    }
    sources["facet_versions"] = fold("facet_versions").of("unnamed_jobs")
    named = reading(sources, sql("fold/named_facets"))
    # A statement must not read what it inserts.
    cursor.execute(f"create or replace temp table named_facets as {named}")
    cursor.execute(
        "insert into folds.facet_versions_parts by name "
        + fold("facet_versions").numbered("from named_facets")
    )


def _find(cursor: duckdb.DuckDBPyConnection, units: str, turn: int | None = None) -> None:
    parameters = {} if turn is None else {"turn": turn}
    cursor.execute(f"create or replace temp table {units} as {sql(f'fold/{units}')}", parameters)


def _make(cursor: duckdb.DuckDBPyConnection, name: str, units: dict[str, str], turn: int) -> None:
    cursor.execute(
        f"insert into folds.{name}_parts by name {derived(name).of(units)}", {"turn": turn}
    )


def _remember_known(cursor: duckdb.DuckDBPyConnection) -> None:
    if _count(cursor, "known_pictures") > _MOST_KNOWN:
        forget_known(cursor)
    cursor.execute(sql("fold/known_pictures"))


def _count(cursor: duckdb.DuckDBPyConnection, table: str) -> int:
    cursor.execute(f"select count(*) from {table}")
    [(count,)] = cursor.fetchall()
    return int(count)
