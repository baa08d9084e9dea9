"""The one writer: takes what waits, commits it together, and only then says that it is stored."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import structlog

from collector.errors import Busy, CollectorError
from collector.event import Event, Rejection
from collector.store import disk
from collector.store.append import Appender, Row
from collector.store.duplicates import RECENT, Duplicates
from collector.store.queue import Errand, Queue, Submission
from collector.store.statements import sql
from collector.store.transaction import in_transaction
from collector.survive import survived

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, timedelta

    from collector.store.database import Database
    from collector.store.transaction import Turn

log = structlog.get_logger(__name__)

#: Seconds that a look at the free disk counts.
DISK_INTERVAL = 0.1

#: Seconds between attempts to get back into service.
RECOVERY_INTERVAL = 1.0


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one entry."""

    #: Its place in the log; None for a duplicate.
    seq: int | None
    duplicate: bool


@dataclass(frozen=True, slots=True)
class Commit:
    """One turn of the writer, for the metrics."""

    rows: int
    seconds: float
    failed: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may wait, and how long digests are remembered."""

    queue_events: int
    queue_bytes: int
    min_free_bytes: int
    duplicate_window: timedelta


class Writer:
    """Owns the writing thread and its queue.

    All methods but the thread's own are for the event loop that started it.
    """

    def __init__(
        self,
        database: Database,
        limits: Limits,
        on_commit: Callable[[Commit], None],
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._limits = limits
        self._on_commit = on_commit
        self._now = now
        self._loop = asyncio.get_running_loop()
        self._duplicates = Duplicates()
        self._next_seq = 1
        self._last_large = 0
        self._queue = Queue(limits.queue_events, limits.queue_bytes)
        self._broken = False
        self._trouble: str | None = None
        self._recover_at = 0.0
        #: What waits for a checkpoint fills the memory.
        self.needs_checkpoint = False
        self._kept: Appender | None = None
        self._looked_at = -DISK_INTERVAL
        self._thread = threading.Thread(target=self._run, name="writer")

    @property
    def trouble(self) -> str | None:
        """Why nothing can be stored now; None in service."""
        return self._trouble

    @property
    def last_seq(self) -> int:
        """Number of the last entry that is stored."""
        return self._next_seq - 1

    @property
    def rows_waiting(self) -> int:
        """Entries that wait for a commit."""
        return self._queue.rows

    @property
    def bytes_waiting(self) -> int:
        """Bytes of the bodies that wait for a commit."""
        return self._queue.bytes

    @property
    def has_large_bodies(self) -> bool:
        """Whether the rows that the next checkpoint writes, or writes again, may be large."""
        return bool(self._last_large) and self._next_seq - self._last_large < _WRITTEN_AGAIN

    def start(self) -> None:
        """Read what was stored before, and begin."""
        self._load()
        self._thread.start()

    async def append(
        self,
        entries: Sequence[Event | Rejection],
        client: str | None,
        replaces: Sequence[int] = (),
    ) -> list[Receipt]:
        """Store entries together; returns when they are on disk.

        Raises Busy when they are not stored: the queue or the disk is full, or the writer stops.
        """
        if self._trouble is not None:
            raise Busy(self._trouble)
        size = sum(len(entry.body) for entry in entries)
        done: asyncio.Future[list[Receipt]] = self._loop.create_future()
        self._queue.put(Submission(entries, client, replaces, size, done))
        return await done

    async def run(self, turn: Turn) -> Any:  # noqa: ANN401 - what the turn returns
        """Have the writer do something between two commits."""
        done: asyncio.Future[object] = self._loop.create_future()
        self._queue.put(Errand(turn, done))
        return await done

    async def forget_removed(self) -> None:
        """Read the digests of the window anew, after events were taken out of the log."""
        await self.run(lambda _: self._load_digests())

    async def stop(self) -> None:
        """Store what waits, then end the thread."""
        self._queue.stop()
        await asyncio.to_thread(self._thread.join)

    # From here on: the thread.

    def _run(self) -> None:
        while True:
            work = self._queue.take(self._patience())
            if work is None:
                break
            with survived("writer") as turn:
                if isinstance(work, Errand):
                    self._do(work)
                elif work:
                    self._store(work)
                elif self._trouble is None:
                    self._watch()
                if self._trouble is not None and time.monotonic() >= self._recover_at:
                    self._recover()
            if turn.failed:
                # Nobody shall wait for ever.
                self._finish(work, RuntimeError("the writer failed"))

    def _patience(self) -> float:
        """Seconds until there is something to look after."""
        if self._trouble is None:
            return RECOVERY_INTERVAL
        return max(0.0, self._recover_at - time.monotonic())

    def _watch(self) -> None:
        """Notice trouble that nobody has met yet, so that it is known before events come."""
        try:
            self._require_room()
        except (Busy, OSError) as error:
            self._fall_out(_told(error))

    def _do(self, errand: Errand) -> None:
        try:
            with self._database.cursor() as cursor:
                result = in_transaction(cursor, errand.turn)
        except CollectorError as error:
            self._finish(errand, error)
        except duckdb.FatalException as error:
            self._broken = True
            self._finish(errand, self._fall_out(f"The database failed: {error}"))
        except duckdb.Error as error:
            log.warning("maintenance failed", error=str(error))
            self._finish(errand, Busy(f"The database refused: {error}"))
        else:
            self._finish(errand, result)

    def _store(self, submissions: list[Submission]) -> None:
        started = time.perf_counter()
        rows, receipts = self._number(submissions)
        failure = self._commit(rows, submissions)
        self._on_commit(Commit(len(rows), time.perf_counter() - started, failure is not None))
        if failure is None:
            self._finish_all(submissions, receipts)
        elif len(submissions) > 1 and not isinstance(failure, Busy):
            # One of them is the cause; the others shall not pay for it.
            for submission in submissions:
                self._store([submission])
        else:
            self._finish_all(submissions, [failure] * len(submissions))

    def _number(self, submissions: list[Submission]) -> tuple[list[Row], list[list[Receipt]]]:
        """Rows for what is new, and a receipt for every entry."""
        digests = [
            entry.digest
            for submission in submissions
            for entry in submission.entries
            if isinstance(entry, Event)
        ]
        remembers = bool(self._limits.duplicate_window)
        known = self._duplicates.find(digests)
        rows: list[Row] = []
        receipts: list[list[Receipt]] = []
        seq = self._next_seq
        for submission in submissions:
            receipts.append([])
            for entry in submission.entries:
                if isinstance(entry, Event) and remembers:
                    if entry.digest in known:
                        receipts[-1].append(Receipt(None, duplicate=True))
                        continue
                    known.add(entry.digest)
                rows.append(Row(seq, entry, submission.client))
                receipts[-1].append(Receipt(seq, duplicate=False))
                seq += 1
        return rows, receipts

    def _commit(self, rows: list[Row], submissions: list[Submission]) -> Exception | None:
        """Write in one transaction; returns why nothing was stored, None when all is."""
        replaced = [seq for submission in submissions for seq in submission.replaces]
        if not rows and not replaced:
            return None
        received_at = self._now()

        try:
            self._require_room()
            self._appender().commit(rows, received_at, replaced)
        except duckdb.FatalException as error:
            return self._settle(rows, error)
        except _NO_ROOM as error:
            self.needs_checkpoint = "memory" in str(error)
            return self._fall_out(f"The database could not store the events: {error}")
        except (Busy, OSError) as error:
            return self._fall_out(_told(error))
        except (duckdb.Error, ValueError, TypeError) as error:
            log.exception("a batch was refused by the database")
            return error
        self._stored(rows, received_at)
        return None

    def _appender(self) -> Appender:
        if self._kept is None:
            cursor = self._database.lend()
            try:
                self._kept = Appender(cursor)
            except duckdb.Error:
                self._database.take_back(cursor)
                raise
        return self._kept

    def _require_room(self) -> None:
        """Look at the disk, but not at every commit of a busy second."""
        now = time.monotonic()
        if now - self._looked_at >= DISK_INTERVAL:
            self._looked_at = now
            self._look_at_disk()

    def _look_at_disk(self) -> None:
        disk.require_same_file(self._database.path, self._database.inode)
        disk.require_room(self._database.path, self._limits.min_free_bytes)

    def _stored(self, rows: list[Row], received_at: datetime) -> None:
        if rows:
            self._next_seq = rows[-1].seq + 1
        for row in rows:
            if len(row.entry.body) >= self._database.large_body:
                self._last_large = row.seq
        if self._limits.duplicate_window:
            digests = [row.entry.digest for row in rows if isinstance(row.entry, Event)]
            self._duplicates.add(digests, received_at)
            self._duplicates.forget(received_at - self._limits.duplicate_window)

    def _settle(self, rows: list[Row], cause: Exception) -> Exception | None:
        """After a fatal error: open the file again and look whether the batch is in.

        DuckDB says both "committed, but the checkpoint failed" and "nothing was committed" with a
        fatal error; the number of the first row identifies the batch.
        """
        self._broken = True
        self._fall_out(f"The database failed and is being reopened: {cause}")
        try:
            self._reopen()
            if rows and self._holds(rows[0].seq):
                return None
        except (CollectorError, duckdb.Error, OSError) as error:
            return Busy(f"The database could not be reopened yet: {error}")
        return Busy("The database failed before the events were stored.")

    def _holds(self, seq: int) -> bool:
        with self._database.cursor() as cursor:
            found = cursor.execute(sql("append/holds"), {"seq": seq}).fetchone()
        return found is not None

    def _fall_out(self, why: str) -> Busy:
        if self._trouble is None:
            log.error(
                "cannot store events; answering 503 until this is mended",
                reason=why,
                database=str(self._database.path),
            )
            self._recover_at = time.monotonic() + RECOVERY_INTERVAL
        self._trouble = why
        return Busy(why)

    def _recover(self) -> None:
        """Try to get back into service; the trouble stays when that fails."""
        self._recover_at = time.monotonic() + RECOVERY_INTERVAL
        try:
            self._look_at_disk()
            disk.probe(self._database.path)
            if self._broken:
                self._reopen()
        except (CollectorError, duckdb.Error, OSError) as error:
            self._trouble = _told(error)
            return
        self._trouble = None
        log.info("storing events again", database=str(self._database.path))

    def _reopen(self) -> None:
        self._kept = None
        self._database.reopen()
        self._load()
        self._broken = False

    def _load(self) -> None:
        """The next number and the digests of the window, from the file."""
        self._load_digests()
        with self._database.cursor() as cursor:
            size = {"size": self._database.large_body}
            (self._last_large,) = cursor.execute(sql("append/last_large"), size).fetchall()[0]
            (last_seq,) = cursor.execute(sql("append/last_seq")).fetchall()[0]
        self._next_seq = last_seq + 1

    def _load_digests(self) -> None:
        # Beside the ones in use: those stay when this fails.
        loaded = Duplicates()
        if self._limits.duplicate_window:
            since = self._now() - self._limits.duplicate_window
            with self._database.cursor() as cursor:
                first, last = cursor.execute(sql("append/window"), {"since": since}).fetchall()[0]
                for start in range(first or 0, (last or -1) + 1, RECENT):
                    span = {"first": start, "last": start + RECENT - 1, "since": since}
                    for digests, newest in cursor.execute(sql("append/digests"), span).fetchall():
                        loaded.load(digests, newest)
        self._duplicates = loaded

    def _finish(self, work: list[Submission] | Errand | None, outcome: object) -> None:
        for one in [work] if isinstance(work, Errand) else work or []:
            self._loop.call_soon_threadsafe(_resolve, [(one.done, outcome)])

    def _finish_all(self, submissions: list[Submission], outcomes: Sequence[object]) -> None:
        pairs = [
            (submission.done, outcome)
            for submission, outcome in zip(submissions, outcomes, strict=True)
        ]
        self._loop.call_soon_threadsafe(_resolve, pairs)


#: Rows at the end of the log that a checkpoint may write again: two row groups of DuckDB.
_WRITTEN_AGAIN = 2 * 122_880

#: What a full disk or too little memory looks like.
_NO_ROOM = (duckdb.IOException, duckdb.TransactionException, duckdb.OutOfMemoryException)


def _told(error: Exception) -> str:
    """Why nothing is stored, with what to do about it."""
    if isinstance(error, OSError):
        return f"The disk of the database does not answer as it should: {error}"
    return str(error)


def _resolve(outcomes: Sequence[tuple[asyncio.Future[Any], object]]) -> None:
    for future, outcome in outcomes:
        if future.done():  # the request was given up
            continue
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
