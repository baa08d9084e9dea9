"""Brings the derived relations up to date with the batch that was folded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.fold import tracing
from collector.fold.derived import DERIVED, derived
from collector.fold.folds import Units, fold, settled_of_runs
from collector.fold.settling import last_settling, settle_runs, units_of_runs
from collector.store.statements import reading, sql

if TYPE_CHECKING:
    import duckdb

#: The tables of units that relations of pictures are made of, but for those of runs.
_PICTURES = {
    "static_statements": Units("shown_subjects"),
    "lineage_entries": Units("shown_contents"),
    "pictures": Units("touched_pictures"),
    "picture_datasets": Units("touched_pictures"),
    "lineage_links": Units("touched_pictures"),
    "flows": Units("touched_pictures"),
    "picture_versions": Units("touched_pictures"),
}

#: Pictures that are remembered as stored; beyond, all are forgotten, and stored once more.
_MOST_KNOWN = 200_000


def forget_known(cursor: duckdb.DuckDBPyConnection) -> None:
    """Take no picture for stored."""
    cursor.execute("create or replace temp table known_pictures (picture ubigint)")


def derive(cursor: duckdb.DuckDBPyConnection, turn: int, *, is_linked: bool) -> None:
    """Make the rows anew that the staged batch changes; `turn` is its last number.

    `is_linked` says that names are one dataset since, and `renamed_datasets` which stood for one.
    """
    _find(cursor, "touched_runs")
    runs = units_of_runs(cursor, "touched_runs")
    _name_facets(cursor, runs)
    _make(cursor, "run_shapes", {**_of_runs(runs), "run_shapes": runs}, turn)
    _find(cursor, "made_shapes", turn)
    _find_former(cursor, runs, turn)
    _tell_ended(cursor, turn)
    tracing.trace(cursor, runs, turn)
    _find(cursor, "touched_pictures")
    if is_linked:
        cursor.execute(f"insert into touched_pictures {sql('fold/renamed_pictures')}")
    if not _count(cursor, "touched_pictures"):
        return
    _find(cursor, "shown_runs")
    _find(cursor, "shown_subjects")
    units = _PICTURES | _of_runs(units_of_runs(cursor, "shown_runs"))
    _make(cursor, "picture_datasets", units, turn)
    _find(cursor, "shown_contents", turn)
    for name in ("lineage_links", "flows", "picture_versions"):
        _make(cursor, name, units, turn)
    _remember_known(cursor)


def _of_runs(runs: Units) -> dict[str, Units]:
    return {"runs": runs, "run_datasets": runs}


def _find_former(cursor: duckdb.DuckDBPyConnection, runs: Units, turn: int) -> None:
    settled = {"settled_shapes": settled_of_runs("run_shapes", runs)}
    former = reading(settled, sql("fold/former_shapes"))
    cursor.execute(f"create or replace temp table former_shapes as {former}", {"turn": turn})


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
    _name_facets(cursor)
    settle_runs(cursor)
    for name in DERIVED:
        if name in tracing.TRACED:
            continue
        rows = derived(name).of_all
        if derived(name).is_of_runs:
            # No turn looks before the settling of its runs.
            rows = f"select *, {last_settling(cursor)} as settling from ({rows})"
        table = derived(name).settled[0]
        cursor.execute(f"insert into folds.{name}_{table} by name {rows}")
    tracing.trace_all(cursor)


def _name_facets(cursor: duckdb.DuckDBPyConnection, units: Units | None = None) -> None:
    """Have jobs say what their runs told before they had a name; of all runs without `units`."""
    told = ("parts", *fold("unnamed_facets").settled)
    if not any(_count(cursor, f"folds.unnamed_facets_{table}") for table in told):
        return
    _find(cursor, "unnamed_jobs")
    of_runs = ("unnamed_facets", "runs")
    sources = {name: fold(name).of(units) if units else f"from folds.{name}" for name in of_runs}
    sources["facet_versions"] = fold("facet_versions").of(Units("unnamed_jobs"))
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


def _make(cursor: duckdb.DuckDBPyConnection, name: str, units: dict[str, Units], turn: int) -> None:
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
