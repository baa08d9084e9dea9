"""One batch of the log after the other into the folds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from collector.fold import deriving, linking, staging
from collector.fold.derived import DERIVED, derived
from collector.fold.folds import FOLDS, RARE, SETTLED, fold
from collector.store.statements import sql
from collector.store.transaction import in_transaction

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from collector.settings import Identity

#: Bytes of bodies that are folded at once, and events.
BATCH_BYTES = 16 << 20
BATCH_EVENTS = 10_000

#: Parts of a fold that wait at most, or the eighth part of what is settled where that is more: so
#: settling costs each part the same, however much there is.
_MOST_PARTS = 50_000
_SHARE_OF_PARTS = 8

#: Numbers of turns that are kept.
_MOST_TURNS = 1_000


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn folded."""

    #: The last event that the folds hold now.
    seq: int
    event_count: int


class Folding:
    """A cursor that is kept for folding."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, identity: Identity) -> None:
        self._cursor = cursor
        staging.prepare(cursor, identity)
        for name in FOLDS:
            cursor.execute(
                f"prepare fold_{name} as insert into folds.{name}_parts by name "
                + fold(name).numbered(fold(name).of_batch)
            )
        [(self.seq,)] = cursor.execute(sql("fold/progress")).fetchall()

    def turn(self) -> Turn:
        """Fold the next batch in one transaction; nothing where there is none."""
        last = last_of_batch(self._cursor, self.seq)
        if last is None:
            return Turn(self.seq, 0)
        batch = staging.read_batch(self._cursor, self.seq, last)
        in_transaction(self._cursor, lambda _: self._fold(batch, last))
        self.seq = last
        self.settle_what_waits()
        return Turn(last, batch.num_rows)

    def fold_span(self, after: int, last: int) -> int:
        """Fold the events of a span into parts, and derive nothing of them; returns how many."""
        batch = staging.read_batch(self._cursor, after, last)
        in_transaction(self._cursor, lambda _: self._add(batch))
        return int(batch.num_rows)

    def settle_what_waits(self) -> None:
        """Make one row a key where so many parts have come together that it is worth it."""
        for name in (*FOLDS, *DERIVED):
            if self._is_due(name):
                in_transaction(self._cursor, partial(_settle, name=name))
        if _count(self._cursor, "progress") > _MOST_TURNS:
            self._cursor.execute("delete from folds.progress where seq < ?", [self.seq])

    def _fold(self, batch: pa.Table, last: int) -> None:
        self._add(batch)
        linking.link(self._cursor, "new_links")
        deriving.derive(self._cursor, last)
        self._cursor.execute("insert into folds.progress values (?)", [last])

    def _add(self, batch: pa.Table) -> None:
        staging.stage(self._cursor, batch)
        told = {name for (name,) in self._cursor.execute(sql("fold/told_folds")).fetchall()}
        for name in FOLDS:
            # Planning is most of what a small batch costs.
            if name not in RARE or name in told:
                self._cursor.execute(f"execute fold_{name}").fetchall()
        staging.remember_known(self._cursor)

    def _is_due(self, name: str) -> bool:
        parts = _count(self._cursor, f"{name}_parts")
        if parts <= _MOST_PARTS:
            return False
        settled = _count(self._cursor, *(f"{name}_{table}" for table in SETTLED))
        return parts > settled // _SHARE_OF_PARTS


def _settle(cursor: duckdb.DuckDBPyConnection, name: str) -> None:
    """Make one row a key of a fold; of a derived relation, keep what was made last."""
    full, empty = SETTLED if _count(cursor, f"{name}_{SETTLED[0]}") else reversed(SETTLED)
    # A statement must not read what it inserts.
    if name in FOLDS:
        settled = fold(name).numbered(fold(name).over(full))
    else:
        settled = derived(name).over(full)
    cursor.execute(f"insert into folds.{name}_{empty} by name {settled}")
    cursor.execute(f"delete from folds.{name}_{full}")
    cursor.execute(f"delete from folds.{name}_parts")


def last_of_batch(cursor: duckdb.DuckDBPyConnection, after: int) -> int | None:
    """The last number of the batch that comes after a number; None where there is none."""
    bounds = {"after": after, "most_events": BATCH_EVENTS, "most_bytes": BATCH_BYTES}
    cursor.execute(sql("fold/next_batch"), bounds)
    [(last,)] = cursor.fetchall()
    return None if last is None else int(last)


def _count(cursor: duckdb.DuckDBPyConnection, *tables: str) -> int:
    counts = " + ".join(f"(select count(*) from folds.{table})" for table in tables)
    [(count,)] = cursor.execute(f"select {counts}").fetchall()
    return int(count)
