"""One batch of the log after the other into the folds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.fold import deriving, linking, staging, tracing
from collector.fold.folds import FOLDS, RARE, fold
from collector.fold.settling import settle_what_waits
from collector.store.statements import sql
from collector.store.transaction import in_transaction

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from collector.settings import Identity

#: Bytes of bodies that are folded at once, and events.
BATCH_BYTES = 16 << 20
BATCH_EVENTS = 10_000

#: Events after which is looked whether parts should settle; the look costs as much as 20 events.
_SETTLE_AFTER = 1_000


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
        self._unsettled = 0
        staging.prepare(cursor, identity)
        tracing.know_models(cursor)
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
        self._unsettled += batch.num_rows
        if self._unsettled >= _SETTLE_AFTER:
            settle_what_waits(self._cursor)
            self._unsettled = 0
        return Turn(last, batch.num_rows)

    def fold_span(self, after: int, last: int) -> int:
        """Fold the events of a span into parts, and derive nothing of them; returns how many."""
        batch = staging.read_batch(self._cursor, after, last)
        in_transaction(self._cursor, lambda _: self._add(batch))
        return int(batch.num_rows)

    def _fold(self, batch: pa.Table, last: int) -> None:
        self._add(batch)
        is_linked = linking.link(self._cursor, "new_links")
        deriving.derive(self._cursor, last, is_linked=is_linked)
        self._cursor.execute("insert into folds.progress values (?)", [last])

    def _add(self, batch: pa.Table) -> None:
        staging.stage(self._cursor, batch)
        told = {name for (name,) in self._cursor.execute(sql("fold/told_folds")).fetchall()}
        for name in FOLDS:
            # Planning is most of what a small batch costs.
            if name not in RARE or name in told:
                self._cursor.execute(f"execute fold_{name}").fetchall()
        staging.remember_known(self._cursor)


def last_of_batch(cursor: duckdb.DuckDBPyConnection, after: int) -> int | None:
    """The last number of the batch that comes after a number; None where there is none."""
    bounds = {"after": after, "most_events": BATCH_EVENTS, "most_bytes": BATCH_BYTES}
    [(last,)] = cursor.execute(sql("fold/next_batch"), bounds).fetchall()
    if last is not None:
        return int(last)
    # Rejections have numbers too, and may be many.
    [(following,)] = cursor.execute(sql("fold/next_event"), {"after": after}).fetchall()
    return None if following is None else last_of_batch(cursor, following - 1)
