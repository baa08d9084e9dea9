"""The store as the rest of the program sees it: append, ask, look after."""

from __future__ import annotations

import asyncio
import math
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

import duckdb
import structlog

from collector.audit.auditor import Auditor
from collector.audit.checks import all_checks, try_checks
from collector.audit.rules import rules_of
from collector.errors import BadSettings, Busy, CollectorError
from collector.event import Rejection
from collector.fold.folder import Folder
from collector.fold.rebuild import has_removed_events, remove_leftover
from collector.fold.tables import create_folds
from collector.fold.user_tables import Refresher
from collector.fold.user_views import create_user_relations, give_way
from collector.store import disk, questions, snapshot, upkeep
from collector.store.database import Database
from collector.store.upkeep import Bounds
from collector.store.writer import Commit, Limits, Receipt, Writer
from collector.survive import survived
from collector.times import utc_now

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from datetime import datetime

    from collector.audit.checks import Check
    from collector.event import Event
    from collector.fold.rebuild import Rebuilding
    from collector.settings import Settings
    from collector.store.statements import Statement

P = ParamSpec("P")
T = TypeVar("T")

log = structlog.get_logger(__name__)

#: Errors that say nothing about the question.
_NO_ANSWER = (duckdb.InterruptException, duckdb.IOException, duckdb.OutOfMemoryException)

#: Seconds between looks at the size of the write-ahead log.
CHECKPOINT_INTERVAL = 0.25

#: Seconds in which a checkpoint has to get through that somebody waits for.
REST_PATIENCE = 5.0

#: Questions answered at the same time; more wait.
READERS = 4


@dataclass(frozen=True, slots=True)
class Condition:
    """How the store is doing."""

    #: Why nothing can be stored now; None in service.
    trouble: str | None
    rows_waiting: int
    bytes_waiting: int
    #: Events that are stored and not yet in the views, and for how many seconds the oldest is not.
    events_unfolded: int
    seconds_unfolded: float


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A rebuild of the views that is over."""

    finished_at: datetime
    seconds: float
    #: Events that the log holds; None where it failed.
    events: int | None
    #: Why it failed; None where it did not.
    error: str | None


#: Why a rebuild failed that met a mistake of ours, whose traceback is in the log.
_INTERNAL = "Internal error; the log of the collector says more."


class Store:
    """Owns the database file, the writing thread and the reading threads."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        bounds: Bounds,
        settings: Settings,
        *,
        user_tables: Sequence[Statement],
        checks: Sequence[Check],
    ) -> None:
        self.path = database.path
        #: How the last rebuild ended since the store was opened.
        self.last_rebuild: Rebuilt | None = None
        #: Called when one is over.
        self.on_rebuild: Callable[[Rebuilt], None] = lambda _: None
        # What waits for a checkpoint is in memory too.
        self._checkpoint_bytes = min(
            settings.store.checkpoint_bytes, settings.store.memory_limit * 2 // 3
        )
        self._duplicate_days = settings.ingest.duplicate_days
        self._refused_bytes = 0
        self._many_rejections = asyncio.Event()
        #: Set, and another one in its place, when entries were stored.
        self._more = asyncio.Event()
        # One at a time: the copy is attached under one name.
        self._snapshots = asyncio.Lock()
        # Held while the file is not to change.
        self._checkpoints = asyncio.Lock()
        self._database = database
        self._writer = writer
        self._bounds = bounds
        self._refresher = Refresher(database, user_tables, settings.sql.timeout)
        self._auditor = Auditor(database, checks, rules_of(settings))
        self._folder = Folder(
            database, settings.identity, writer.last_seq, on_change=self._on_change
        )
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")

    @property
    def condition(self) -> Condition:
        """How the store is doing."""
        return Condition(
            self._writer.trouble,
            self._writer.rows_waiting,
            self._writer.bytes_waiting,
            self._folder.events_behind,
            self._folder.seconds_behind,
        )

    async def append(
        self,
        entries: Sequence[Event | Rejection],
        client: str | None = None,
        replaces: Sequence[int] = (),
    ) -> list[Receipt]:
        """Store entries; returns a receipt for each, when they are on disk.

        `replaces` are rejections that go in the same transaction. Raises Busy when nothing was
        stored.
        """
        receipts = await self._writer.append(entries, client, replaces)
        self._folder.notice(max((receipt.seq or 0 for receipt in receipts), default=0))
        told, self._more = self._more, asyncio.Event()
        told.set()
        refused = sum(
            len(entry.body) + upkeep.BYTES_BESIDE_A_BODY
            for entry in entries
            if isinstance(entry, Rejection)
        )
        if refused:
            self._refused_bytes += refused
            if self._refused_bytes > self._bounds.rejection_bytes // 4:
                self._many_rejections.set()
        return receipts

    @property
    def last_seq(self) -> int:
        """Number of the last entry that was acknowledged, or was there at the start."""
        return self._folder.last_seq

    @property
    def folded_seq(self) -> int:
        """The views have this entry and all before it."""
        return self.last_seq - self._folder.events_behind

    async def wait_for_more(self, seq: int) -> None:
        """Until something is stored after that entry."""
        while self.last_seq <= seq:
            await self._more.wait()

    async def wait_folded(self, seq: int, seconds: float) -> None:
        """Until the views have that event and all before it; raises Busy when time is up."""
        await self._folder.wait(seq, seconds)

    async def wait_for_views(self, seconds: float, seq: int | None = None) -> None:
        """Until the views have that event, or all that was acknowledged by now, or time is up.

        Not at all where they are further behind than that: it would only make readers late.
        """
        if self._folder.seconds_behind > seconds:
            return
        with suppress(Busy):
            await self._folder.wait(self.last_seq if seq is None else seq, seconds)

    async def ask(
        self,
        question: Callable[Concatenate[duckdb.DuckDBPyConnection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Answer a question in a reading thread; raises what the question raises, and Busy."""
        generation = self._database.generation

        def answer() -> T:
            with self._database.cursor() as cursor:
                return question(cursor, *args, **kwargs)

        try:
            return await asyncio.get_running_loop().run_in_executor(self._readers, answer)
        except duckdb.FatalException as error:
            await self._report_to_writer()
            raise Busy("The database is being reopened; ask again in a moment.") from error
        except _NO_ANSWER as error:
            raise Busy(f"The database could not answer: {error}") from error
        except duckdb.Error as error:
            if self._database.generation == generation:
                raise
            # The file was reopened meanwhile, and took the cursor away.
            raise Busy("The database is being reopened; ask again in a moment.") from error

    async def snapshot(self, target: Path) -> int:
        """A consistent copy of the file at `target`; returns its bytes. Appends go on.

        Raises as `write_snapshot` does.
        """

        def write(cursor: duckdb.DuckDBPyConnection) -> int:
            ample = questions.largest_body(cursor) >= self._database.large_body
            with self._database.memory(cursor, ample=ample):
                return snapshot.write_snapshot(cursor, target)

        async with self._snapshots:
            return await self.ask(write)

    @asynccontextmanager
    async def at_rest(self) -> AsyncIterator[None]:
        """The file has everything that was committed before, and stays as it is. Appends go on.

        Raises Busy.
        """
        async with self._checkpoints:
            await self._move_all_into_file()
            yield

    async def _move_all_into_file(self) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + REST_PATIENCE
        while True:
            try:
                await loop.run_in_executor(self._readers, self._move_into_file)
            except duckdb.TransactionException as error:
                # Rows are being removed; that is over soon.
                if loop.time() > deadline:
                    raise Busy("The database does not come to rest; ask again.") from error
                await asyncio.sleep(CHECKPOINT_INTERVAL / 5)
            except duckdb.Error as error:
                await self._report_to_writer()
                raise Busy(f"The database could not answer: {error}") from error
            else:
                return

    @property
    def rebuilding(self) -> Rebuilding | None:
        """How far the rebuild of the views at work is; None where there is none."""
        return self._folder.rebuilding

    async def rebuild(self) -> int:
        """Fold the whole log anew; what is there stays in use until all is done.

        One after the other, where one is at work already. Returns how many events the log holds.
        Raises Busy where the disk or the memory does not suffice.
        """
        started = time.monotonic()
        events: int | None = None
        error: str | None = _INTERNAL
        try:
            await self._folder.rebuild()
            events = await self.ask(questions.event_count, questions.EventFilter())
            error = None
        except asyncio.CancelledError:
            error = "It was broken off."
            raise
        except (CollectorError, OSError) as failure:
            error = str(failure)
            raise
        finally:
            seconds = round(time.monotonic() - started, 3)
            self._tell_rebuild(Rebuilt(utc_now(), seconds, events, error))
        return events

    def _tell_rebuild(self, rebuilt: Rebuilt) -> None:
        self.last_rebuild = rebuilt
        self.on_rebuild(rebuilt)
        if rebuilt.error is None:
            log.info("rebuilt the views", events=rebuilt.events, seconds=rebuilt.seconds)
        else:
            log.warning("could not rebuild the views", reason=rebuilt.error)

    async def fold_forever(self) -> None:
        """Bring the views up to date whenever events were stored."""
        await self._folder.run_forever()

    async def refresh_forever(self) -> None:
        """Bring the tables of users up to date after the views."""
        self._refresher.wake()
        await self._refresher.run_forever()

    async def audit_forever(self) -> None:
        """Bring the findings about models up to date after the views."""
        self._auditor.wake()
        await self._auditor.run_forever()

    async def wait_for_audit(self, seconds: float) -> None:
        """Until the findings about models are of what the views say by now, or time is up.

        Not at all where an audit takes longer than that.
        """
        await self._auditor.wait(seconds)

    async def wait_for_all(self) -> None:
        """Until views and findings have all that was stored, however long that takes."""
        await self._folder.wait(self._folder.last_seq, math.inf)
        await self._auditor.wait(math.inf)

    def _on_change(self) -> None:
        self._refresher.wake()
        self._auditor.wake()

    async def checkpoint_forever(self) -> None:
        """Move what was committed into the file whenever enough has come together.

        Appends go on meanwhile; a checkpoint that DuckDB makes by itself would hold them up.
        """
        log_file = disk.write_ahead_log(self.path)
        while True:
            await asyncio.sleep(CHECKPOINT_INTERVAL)
            with survived("checkpoints"), suppress(Busy):
                is_full = disk.file_size(log_file) >= self._checkpoint_bytes
                if is_full or self._writer.needs_checkpoint:
                    self._writer.needs_checkpoint = False
                    await self._checkpoint()

    async def _checkpoint(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            async with self._checkpoints:
                await loop.run_in_executor(self._readers, self._move_into_file)
        except duckdb.TransactionException:
            return  # refused while rows are being removed; the next turn is soon enough
        except duckdb.Error:
            # If it was a fatal error, only the writer can mend it.
            await self._report_to_writer()

    def _move_into_file(self) -> None:
        self._database.checkpoint(ample=self._writer.has_large_bodies)

    async def _report_to_writer(self) -> None:
        """Have the writer meet a fatal error that a reader met: only the writer can reopen."""
        with suppress(Busy):
            await self._writer.run(lambda cursor: cursor.execute("select 1"))

    async def wait_for_rejections(self, seconds: float) -> None:
        """Until so many bodies were refused that they may be over their bounds, or time is up."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._many_rejections.wait()

    async def tidy(self, now: datetime) -> None:
        """Take out what is over the bounds: days of events, old or surplus rejections."""
        bounds = self._bounds
        self._refused_bytes = 0
        self._many_rejections.clear()
        await self._writer.run(
            lambda cursor: upkeep.trim_rejections(
                cursor, bounds.rejection_days, bounds.rejection_bytes, now
            )
        )
        if bounds.retain_days:
            await self._retire_expired(bounds.retain_days, now)
        # The views are of what the log holds.
        if await self.ask(has_removed_events):
            await self.rebuild()

    async def _retire_expired(self, retain_days: int, now: datetime) -> None:
        if days := await self.ask(upkeep.expired_days, retain_days, now):
            for expired in days:
                await self._retire(expired, now)
            if retain_days < self._duplicate_days:
                await self._writer.forget_removed()

    async def _retire(self, expired: upkeep.ExpiredDay, now: datetime) -> None:
        folder = self._bounds.retain_export
        exported_to = await self.ask(upkeep.export_day, expired, folder) if folder else None
        await self._writer.run(lambda cursor: upkeep.remove_day(cursor, expired, exported_to, now))
        log.info(
            "removed a day of events",
            day=expired.day.isoformat(),
            events=expired.row_count,
            exported_to=str(exported_to) if exported_to else None,
        )

    async def close(self) -> None:
        """Store what waits, move everything into the file, and let go of it."""
        await self._writer.stop()
        await self._refresher.close()
        await self._auditor.close()
        await self._folder.close()
        # Questions that wait are let go of, and those at work are broken off with the file.
        self._readers.shutdown(wait=False, cancel_futures=True)
        await asyncio.to_thread(self._close_database)

    def _close_database(self) -> None:
        try:
            self._move_into_file()
        except (Busy, duckdb.Error) as error:
            # Everything acknowledged is in the write-ahead log; the next start reads it.
            log.warning("the last checkpoint failed; nothing is lost", error=str(error))
        with suppress(Busy):  # a question that does not end
            self._database.close()


@asynccontextmanager
async def open_store(
    settings: Settings,
    on_commit: Callable[[Commit], None] = lambda _: None,
    now: Callable[[], datetime] = utc_now,
    on_rebuild: Callable[[Rebuilt], None] = lambda _: None,
    *,
    keeps_user_relations: bool = False,
) -> AsyncIterator[Store]:
    """The store of these settings; raises Locked, BadSettings or Busy when it cannot be opened.

    Where they name no files of users, `keeps_user_relations` leaves those that are there.
    """
    database = _database(settings)
    checks = all_checks(settings.audit.paths)
    await asyncio.to_thread(database.open)
    writer = Writer(database, _limits(settings), on_commit, now)
    try:
        user_tables = await asyncio.to_thread(
            _create_relations, database, settings, checks, keeps_user_relations
        )
        await asyncio.to_thread(writer.start)
    except BadSettings:
        await asyncio.to_thread(database.close)
        raise
    except duckdb.Error as error:
        await asyncio.to_thread(database.close)
        raise Busy(f"{database.path} cannot be read: {error}") from error
    store = Store(
        database, writer, _bounds(settings), settings, user_tables=user_tables, checks=checks
    )
    store.on_rebuild = on_rebuild
    tasks = [
        asyncio.create_task(store.checkpoint_forever()),
        asyncio.create_task(store.fold_forever()),
        asyncio.create_task(store.refresh_forever()),
        asyncio.create_task(store.audit_forever()),
    ]
    try:
        yield store
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        await store.close()


def _create_relations(
    database: Database, settings: Settings, checks: Sequence[Check], keeps_user_relations: bool
) -> tuple[Statement, ...]:
    remove_leftover(database.path)
    with database.cursor() as cursor:
        give_way(cursor)
        are_made_anew = create_folds(cursor, settings.identity)
        # They need the views under them to be those that they were made on.
        if keeps_user_relations and not settings.views.paths and not are_made_anew:
            user_tables: tuple[Statement, ...] = ()
        else:
            user_tables = create_user_relations(cursor, settings.views.paths)
        # They may read those relations.
        try_checks(cursor, checks)
    return user_tables


def _database(settings: Settings) -> Database:
    store = settings.store
    path = Path(store.database).absolute()
    # DuckDB's own checkpoint, in the middle of a commit, is for when ours do not get through.
    return Database(path, store.memory_limit, store.threads, 4 * store.checkpoint_bytes)


def _limits(settings: Settings) -> Limits:
    return Limits(
        settings.ingest.queue_events,
        settings.ingest.queue_bytes,
        settings.store.min_free_bytes,
        timedelta(days=settings.ingest.duplicate_days),
    )


def _bounds(settings: Settings) -> Bounds:
    export = settings.store.retain_export
    return Bounds(
        settings.store.retain_days,
        Path(export) if export else None,
        settings.rejections.keep_days,
        settings.rejections.keep_bytes,
    )
