"""One batch of the log after the other into the folds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa

from collector.fold import staging
from collector.fold.folds import DERIVED, FOLDS, SETTLED, derived_over, fold
from collector.fold.identities import identities
from collector.store.statements import sql
from collector.store.transaction import in_transaction

if TYPE_CHECKING:
    import duckdb

    from collector.settings import Identity

#: Bytes of bodies that are folded at once, and events.
BATCH_BYTES = 16 << 20
BATCH_EVENTS = 10_000

#: Parts of a fold that wait at most, or the eighth part of what is settled where that is more: so
#: settling costs each part the same, however much there is.
_MOST_PARTS = 50_000
_SHARE_OF_PARTS = 8

_NAMES = pa.struct(
    {
        column: pa.string()
        for column in ("namespace", "name", "canonical_namespace", "canonical_name")
    }
)


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
            # Prepared: planning is most of what a small batch costs.
            cursor.execute(
                f"prepare fold_{name} as insert into folds.{name}_parts by name "
                + fold(name).of_batch
            )
        [(self.seq,)] = cursor.execute(sql("fold/progress")).fetchall()

    def turn(self) -> Turn:
        """Fold the next batch in one transaction; nothing where there is none."""
        bounds = {"after": self.seq, "most_events": BATCH_EVENTS, "most_bytes": BATCH_BYTES}
        [(last,)] = self._cursor.execute(sql("fold/next_batch"), bounds).fetchall()
        if last is None:
            return Turn(self.seq, 0)
        batch = staging.read_batch(self._cursor, self.seq, last)
        in_transaction(self._cursor, lambda _: self._fold(batch, last))
        self.seq = last
        self._settle_what_waits()
        return Turn(last, batch.num_rows)

    def _fold(self, batch: pa.Table, last: int) -> None:
        staging.stage(self._cursor, batch)
        for name in FOLDS:
            self._cursor.execute(f"execute fold_{name}").fetchall()
        self._link()
        staging.remember_known(self._cursor)
        self._cursor.execute("insert into folds.progress values (?)", [last])

    def _link(self) -> None:
        """Decide anew which names are one dataset, where the batch tells of new symlinks."""
        self._cursor.execute(f"insert into folds.links {sql('fold/new_links')}")
        [(count,)] = self._cursor.fetchall()
        if not count:
            return
        links = self._cursor.execute("from folds.links").fetchall()
        names = pa.array(identities(links), _NAMES)
        self._cursor.register("names", pa.RecordBatch.from_struct_array(names))
        self._cursor.execute("delete from folds.identities")
        self._cursor.execute("insert into folds.identities by name from names")
        self._cursor.unregister("names")

    def _settle_what_waits(self) -> None:
        due = dict.fromkeys(_together(name) for name in FOLDS if self._is_due(name))
        for group in due:
            in_transaction(self._cursor, partial(_settle, names=group))

    def _is_due(self, name: str) -> bool:
        parts = _count(self._cursor, f"{name}_parts")
        if parts <= _MOST_PARTS:
            return False
        settled = _count(self._cursor, f"{name}_settled_0", f"{name}_settled_1")
        return parts > settled // _SHARE_OF_PARTS


def _together(name: str) -> tuple[str, ...]:
    """The relations that settle with a fold: those that are derived of it, and their sources."""
    for derived, sources in DERIVED.items():
        if name in sources:
            return (derived, *sources)
    return (name,)


def _settle(cursor: duckdb.DuckDBPyConnection, names: tuple[str, ...]) -> None:
    """Make one row a key of these relations, derived ones first."""
    for name in names:
        full, empty = SETTLED if _count(cursor, f"{name}_{SETTLED[0]}") else reversed(SETTLED)
        # A statement must not read what it inserts.
        settled = fold(name).over(full) if name in FOLDS else derived_over(name, full)
        cursor.execute(f"insert into folds.{name}_{empty} by name {settled}")
        cursor.execute(f"delete from folds.{name}_{full}")
    for name in names:
        if name in FOLDS:
            cursor.execute(f"delete from folds.{name}_parts")


def _count(cursor: duckdb.DuckDBPyConnection, *tables: str) -> int:
    counts = " + ".join(f"(select count(*) from folds.{table})" for table in tables)
    [(count,)] = cursor.execute(f"select {counts}").fetchall()
    return int(count)
