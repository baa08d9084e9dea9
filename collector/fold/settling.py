"""Makes one row a key of the parts that have come together.

Jobs, datasets and pictures go on, so that most have parts: all their rows are written anew, into
the other one of two tables. Runs end, and most of them stay as they are: each settling adds rows to
those that are settled, under its own number, and costs the same however many there are. All that is
known of a run settles together. A run that has parts again is taken back first, from wherever it
is; so a turn that knows the earliest settling of its runs looks in none before it.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from collector.fold.derived import DERIVED, Derived, derived
from collector.fold.folds import FOLDS, IN_TURN, Fold, Units, fold
from collector.store.statements import sql
from collector.store.transaction import in_transaction

if TYPE_CHECKING:
    import duckdb

#: Parts of a relation that wait at most.
_MOST_PARTS = 50_000

#: Of a relation that is written anew, parts that wait where this share of what is settled is more:
#: so settling costs each part the same.
_SHARE_OF_PARTS = 8

#: Numbers of turns that are kept.
_MOST_TURNS = 1_000


def settle_what_waits(cursor: duckdb.DuckDBPyConnection) -> None:
    """Settle where so many parts have come together that it is worth it."""
    relations = _relations()
    *counts, turns = _counts(cursor, *(f"{one.name}_parts" for one in relations), "progress")
    due = [one for one, parts in zip(relations, counts, strict=True) if _is_due(parts)]
    if any(one.is_of_runs for one in due):
        in_transaction(cursor, settle_runs)
    for one in due:
        if not one.is_of_runs:
            _settle_whole(cursor, one)
    if turns > _MOST_TURNS:
        cursor.execute(sql("fold/former_turns"))


def units_of_runs(cursor: duckdb.DuckDBPyConnection, table: str) -> Units:
    """The runs of a table, with the earliest settling that any of them has rows of."""
    cursor.execute(
        f"select min(settling) from folds.runs_settled semi join {table} using (unit_number)"
    )
    [(since,)] = cursor.fetchall()
    return Units(table, since)


def last_settling(cursor: duckdb.DuckDBPyConnection) -> int:
    """The number of the last settling of runs; 0 where there was none."""
    cursor.execute("select coalesce(max(settling), 0) from folds.runs_settled")
    [(number,)] = cursor.fetchall()
    return int(number)


def settle_runs(cursor: duckdb.DuckDBPyConnection) -> None:
    """Settle all runs that have parts."""
    number = last_settling(cursor) + 1
    cursor.execute(f"create or replace temp table waiting_runs as {sql('fold/waiting_runs')}")
    runs = units_of_runs(cursor, "waiting_runs")
    for one in _relations():
        if one.is_of_runs:
            if runs.since is not None:
                _take_back(cursor, one, runs)
            cursor.execute(
                f"insert into folds.{one.name}_settled by name "
                f"select *, {number} as settling from ({one.settling})"
            )
            cursor.execute(f"delete from folds.{one.name}_parts")


def _take_back(cursor: duckdb.DuckDBPyConnection, one: Fold | Derived, runs: Units) -> None:
    cursor.execute(f"insert into folds.{one.name}_parts by name {one.taken_back(runs)}")
    cursor.execute(
        f"delete from folds.{one.name}_settled "
        f"where settling >= {runs.since} and run_id in (select run_id from {runs.table})"
    )


def _settle_whole(cursor: duckdb.DuckDBPyConnection, one: Fold | Derived) -> None:
    """Write all rows of a relation anew, unless these are many for so few parts."""
    parts, *settled = _counts(cursor, *(f"{one.name}_{table}" for table in ("parts", *IN_TURN)))
    if _is_due(parts, sum(settled)):
        full, empty = IN_TURN if settled[0] else reversed(IN_TURN)
        in_transaction(cursor, partial(_write_anew, one=one, full=full, empty=empty))


def _write_anew(
    cursor: duckdb.DuckDBPyConnection, one: Fold | Derived, full: str, empty: str
) -> None:
    # A statement must not read what it inserts.
    cursor.execute(f"insert into folds.{one.name}_{empty} by name {one.settling_with(full)}")
    cursor.execute(f"delete from folds.{one.name}_{full}")
    cursor.execute(f"delete from folds.{one.name}_parts")


def _is_due(parts: int, settled: int = 0) -> bool:
    return parts > max(_MOST_PARTS, settled // _SHARE_OF_PARTS)


@cache
def _relations() -> tuple[Fold | Derived, ...]:
    return (*map(fold, FOLDS), *map(derived, DERIVED))


def _counts(cursor: duckdb.DuckDBPyConnection, *tables: str) -> tuple[int, ...]:
    counts = ", ".join(f"(select count(*) from folds.{table})" for table in tables)
    [found] = cursor.execute(f"select {counts}").fetchall()
    return found
