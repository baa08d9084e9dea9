"""Folds the whole log anew beside the views in use, and puts the new ones in their place."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import duckdb

from collector.fold import deriving, linking
from collector.fold.folding import Folding, last_of_batch
from collector.fold.settling import settle_what_waits
from collector.fold.tables import create_tables, removal_count
from collector.store.database import STORAGE_VERSION, quoted
from collector.store.disk import write_ahead_log
from collector.store.statements import sql
from collector.store.transaction import in_transaction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from collector.settings import Identity
    from collector.store.database import Database

#: Threads that fold: a rebuild is over soon, and may take what the machine has.
WORKERS = 2

#: What the file is attached as.
_NAME = "collector_rebuild"

Phase = Literal["folding", "deriving", "swapping"]


@dataclass(frozen=True, slots=True)
class Rebuilding:
    """How far a rebuild is."""

    phase: Phase
    events_done: int
    event_count: int


class Rebuild:
    """Owns the file beside the database in which everything is folded anew."""

    def __init__(self, database: Database, identity: Identity) -> None:
        self._database = database
        self._identity = identity
        self._path = path_beside(database.path)
        self._claims = threading.Lock()
        self._claimed = 0
        self._settling = threading.Lock()
        self._stopped = threading.Event()
        self._phase: Phase = "folding"
        self._events_done = 0
        self._event_count = 0
        self._removal_count = 0

    @property
    def state(self) -> Rebuilding:
        """How far it is."""
        return Rebuilding(self._phase, self._events_done, self._event_count)

    def stop(self) -> None:
        """Have `fill` end soon, unfinished."""
        self._stopped.set()

    def fill(self) -> bool:
        """Fold what is in the log by now into the file; False where it was stopped.

        Raises Busy and duckdb.Error. The file is attached until `discard`.
        """
        self.discard()
        with self._database.cursor() as cursor:
            cursor.execute(
                f"attach {quoted(self._path)} as {_NAME} (storage_version '{STORAGE_VERSION}')"
            )
            cursor.execute(sql("fold/event_count"))
            [(self._event_count,)] = cursor.fetchall()
            self._removal_count = removal_count(cursor)
        with self._cursor() as cursor:
            create_tables(cursor, self._identity)
        with ThreadPoolExecutor(WORKERS, thread_name_prefix="rebuild") as workers:
            for done in [workers.submit(self._fold_batches) for _ in range(WORKERS)]:
                done.result()
        if self._stopped.is_set():
            return False
        self._phase = "deriving"
        with self._cursor() as cursor:
            in_transaction(cursor, self._derive)
        self.catch_up()
        return not self._stopped.is_set()

    def catch_up(self) -> None:
        """Fold what came since, batch by batch."""
        with self._cursor() as cursor:
            folding = Folding(cursor, self._identity)
            while not self._stopped.is_set() and folding.turn().event_count:
                pass

    def swap(self) -> int:
        """Put the new rows in the place of the old ones; returns the last number they hold."""
        self._phase = "swapping"
        with self._database.cursor() as cursor:
            in_transaction(cursor, _replace)
            [(seq,)] = cursor.execute(sql("fold/progress")).fetchall()
        return int(seq)

    def discard(self) -> None:
        """Let go of the file and remove it."""
        with self._database.cursor() as cursor, suppress(duckdb.Error):
            cursor.execute(f"detach database if exists {_NAME}")
        remove_leftover(self._database.path)

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor whose folds are those in the file; the log it reads is the database's."""
        with self._database.cursor() as cursor:
            [(own, _)] = cursor.execute(sql("questions/own_file")).fetchall()
            # Names are looked for in the file first, then in the database.
            cursor.execute(f"set search_path = '{_NAME}.main,{_identifier(own)}.main'")
            yield cursor

    def _fold_batches(self) -> None:
        """One worker: claim a span of the log, fold it, until there is none."""
        with self._cursor() as cursor:
            folding = Folding(cursor, self._identity)
            while not self._stopped.is_set() and (span := self._claim(cursor)):
                done = folding.fold_span(*span)
                with self._claims:
                    self._events_done += done
                if self._settling.acquire(blocking=False):
                    try:
                        settle_what_waits(cursor)
                    finally:
                        self._settling.release()

    def _claim(self, cursor: duckdb.DuckDBPyConnection) -> tuple[int, int] | None:
        with self._claims:
            after = self._claimed
            last = last_of_batch(cursor, after)
            if last is None:
                return None
            self._claimed = last
            return after, last

    def _derive(self, cursor: duckdb.DuckDBPyConnection) -> None:
        linking.link(cursor, "all_links")
        deriving.derive_all(cursor)
        cursor.execute("insert into folds.progress values (?)", [self._claimed])
        cursor.execute("delete from folds.removals_known")
        cursor.execute("insert into folds.removals_known values (?)", [self._removal_count])


def has_removed_events(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Whether the folds are of events that were taken out of the log since."""
    known = cursor.execute("from folds.removals_known").fetchall()
    return known != [(removal_count(cursor),)]


def path_beside(database: Path) -> Path:
    """The file of a rebuild of this database."""
    return database.with_name(f"{database.name}.rebuild")


def remove_leftover(database: Path) -> None:
    """Remove what a rebuild left that did not end."""
    path = path_beside(database)
    path.unlink(missing_ok=True)
    write_ahead_log(path).unlink(missing_ok=True)


def _identifier(name: str) -> str:
    """A name within the text of a setting."""
    return '"' + name.replace('"', '""').replace("'", "''") + '"'


def _replace(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute(sql("fold/own_tables"))
    for (table,) in cursor.fetchall():
        cursor.execute(f"delete from folds.{table}")
        cursor.execute(f"insert into folds.{table} by name from {_NAME}.folds.{table}")
