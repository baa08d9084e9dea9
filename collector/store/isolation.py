"""Queries of users in processes of their own, on a copy of the database.

The guard lets no query through that could do harm, as far as is known. What gets past it, or makes
DuckDB crash, finds here a process that may write no file, open none, and take no more memory and
time than a query may; and a copy, which is removed.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import time
from asyncio.subprocess import PIPE
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import orjson
import structlog

import collector
from collector.errors import Busy, Malformed
from collector.store import disk
from collector.store.sql_formats import SqlAnswer
from collector.times import utc_now

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator
    from datetime import datetime

    from collector.settings import Settings
    from collector.store.sql_formats import Format, Query
    from collector.store.store import Store

log = structlog.get_logger(__name__)

#: Of the time, copying takes a tenth: nine times as long as it took, a copy is good enough.
REST = 9

#: Seconds that a copy is good enough at least.
SHORTEST_REST = 1.0

#: Copies are tried so often until no checkpoint comes in between.
_ATTEMPTS = 3

#: Seconds that a process may take to start, and after the time of a query to tell that it is over.
_STARTING = 30.0
_GRACE = 1.0

#: Seconds that the views may take to have what was acknowledged before a copy.
_VIEWS = 2.0


@dataclass(frozen=True, slots=True)
class State:
    """What tells whether a database was written to."""

    size: int
    changed_at: int
    #: Bytes in its write-ahead log.
    waiting: int


@dataclass(frozen=True, slots=True)
class Copy:
    """The copy of the database that queries see."""

    #: All that was acknowledged before is in it.
    taken_at: datetime
    #: The views in it have this entry of the log and all before.
    seq: int
    #: Seconds that it took.
    cost: float
    #: Of the clock that never goes back.
    began: float
    #: The database as it was.
    of: State


class Isolation:
    """Owns the copy and the processes; all methods are for the event loop.

    There is none until the first query comes.
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._bounds = settings.sql
        self._memory_limit = settings.store.memory_limit
        self._min_free_bytes = settings.store.min_free_bytes
        self._folder = folder_of(store.path)
        self._copy: Copy | None = None
        self._copying = asyncio.Lock()
        #: At leisure, each with the copy that it has open.
        self._idle: list[tuple[Copy, Worker]] = []
        self._workers: set[Worker] = set()

    async def answer(self, query: Query, form: Format, at_least: int = 0) -> tuple[SqlAnswer, Copy]:
        """The result of a query, and the copy that it was asked of.

        It has `at_least` that entry, which the views must have already. When it is cancelled, the
        process ends. Raises Malformed for a query that is wrong, not allowed, or stopped; Busy.
        """
        copy = await self._recent_copy(at_least)
        worker = await self._worker(copy)
        order = {
            "query": query.text,
            "parameters": query.parameters,
            "limit": query.limit,
            "form": form,
            "bounds": asdict(self._bounds),
        }
        try:
            answer = await worker.ask(order, self._bounds.timeout)
        except BaseException:
            await self._end(worker)
            raise
        self._idle.append((copy, worker))
        if isinstance(answer, Malformed | Busy):
            raise answer
        return answer, copy

    async def close(self) -> None:
        """End the processes, also those at work, and remove the copy."""
        for worker in tuple(self._workers):
            await self._end(worker)
        await asyncio.to_thread(remove_copies, self._store.path)

    async def _recent_copy(self, at_least: int) -> Copy:
        async with self._copying:
            copy = self._copy
            if copy is None or copy.seq < at_least or self._is_old(copy):
                if copy is not None:
                    # Also who asks for the newest every time leaves half of the time to others.
                    await asyncio.sleep(copy.began + 2 * copy.cost - time.monotonic())
                await self._end_idle()
                self._copy = copy = await self._take()
            return copy

    def _is_old(self, copy: Copy) -> bool:
        age = time.monotonic() - copy.began - copy.cost
        if age <= max(REST * copy.cost, SHORTEST_REST):
            return False
        # What was waiting already when the copy was made is not in it.
        return self._state() != copy.of or copy.of.waiting > 0

    def _state(self) -> State:
        path = self._store.path
        found = path.stat()
        waiting = disk.file_size(disk.write_ahead_log(path))
        return State(found.st_size, found.st_mtime_ns, waiting)

    async def _take(self) -> Copy:
        await self._store.wait_for_views(_VIEWS)
        await self._store.wait_for_audit(_VIEWS)
        began, taken_at, seq = time.monotonic(), utc_now(), self._store.folded_seq
        async with self._store.at_rest():
            await asyncio.to_thread(self._make_room)
            state = self._state()
            await self._copy_file()
        cost = time.monotonic() - began
        log.debug("copied the database for queries", seconds=round(cost, 3), seq=seq)
        return Copy(taken_at, seq, cost, began, state)

    def _make_room(self) -> None:
        """Raise Busy where the copy could fill the disk."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        # The copy before goes first; who has it open can read it on.
        self._file.unlink(missing_ok=True)
        needed = disk.file_size(self._store.path) + self._min_free_bytes
        free = shutil.disk_usage(self._folder).free
        if free < needed:
            raise Busy(
                f"There is no room for the copy that queries are asked of: {self._folder} has "
                f"{free:,} bytes free, and {needed:,} are needed."
            )

    @property
    def _file(self) -> Path:
        # Under the same name, so that the database has it too.
        return self._folder / self._store.path.name

    async def _copy_file(self) -> None:
        order = orjson.dumps({"source": str(self._store.path), "target": str(self._file)})
        failure = b""
        for _ in range(_ATTEMPTS):
            process = await _start("collector.store.file_copy")
            try:
                failure, _ = await process.communicate(order)
            finally:
                await _end(process)
            if process.returncode == 0 and not failure:
                return
        raise Busy(f"The database could not be copied: {failure.decode(errors='replace')}")

    async def _worker(self, copy: Copy) -> Worker:
        """A process that has the copy open: one at leisure, or a new one. Raises Busy."""
        while self._idle:
            opened, worker = self._idle.pop()
            if opened is copy and worker.is_alive:
                return worker
            await self._end(worker)
        worker = Worker(await _start("collector.store.query_process"))
        self._workers.add(worker)
        try:
            await worker.open(self._file, self._memory_limit)
        except BaseException:
            await self._end(worker)
            raise
        return worker

    async def _end_idle(self) -> None:
        while self._idle:
            await self._end(self._idle.pop()[1])

    async def _end(self, worker: Worker) -> None:
        self._workers.discard(worker)
        await asyncio.shield(worker.end())


class Worker:
    """Owns a process that answers queries, one at a time."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._in = cast("StreamWriter", process.stdin)
        self._out = cast("StreamReader", process.stdout)

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.returncode is None

    async def open(self, file: Path, memory_limit: int) -> None:
        """Have it open the copy; raises Busy where it cannot."""
        try:
            async with asyncio.timeout(_STARTING):
                told = await self._tell({"file": str(file), "memory_limit": memory_limit})
        except (TimeoutError, EOFError, ConnectionError) as error:
            raise Busy("The process for queries did not start; ask again in a moment.") from error
        if "error" in told:
            raise Busy(told["error"])

    async def ask(self, order: dict[str, Any], seconds: float) -> SqlAnswer | Malformed | Busy:
        """What it answers to a query. Raises Malformed where it had to be ended, or ended itself.

        It is of no use then.
        """
        try:
            async with asyncio.timeout(seconds + _GRACE):
                told = await self._tell(order)
                content = await self._out.readexactly(told["bytes"])
        except TimeoutError as error:
            raise Malformed(
                f"The query was stopped after {seconds:g} seconds ([sql] timeout)."
            ) from error
        except (EOFError, ConnectionError) as error:
            raise Malformed(
                "The query took its process with it: by too much memory, or by a mistake of DuckDB."
            ) from error
        if "error" in told:
            kind = Busy if told["kind"] == "busy" else Malformed
            return kind(told["error"])
        return SqlAnswer(content, told["rows"], told["is_truncated"])

    async def end(self) -> None:
        """End it at once, whatever it does."""
        await _end(self._process)

    async def _tell(self, order: dict[str, Any]) -> dict[str, Any]:
        self._in.write(orjson.dumps(order) + b"\n")
        await self._in.drain()
        line = await self._out.readline()
        if not line.endswith(b"\n"):
            raise EOFError
        told: dict[str, Any] = orjson.loads(line)
        return told


def folder_of(database: Path) -> Path:
    """Where the copy stands."""
    return database.with_name(database.name + ".isolated")


def remove_copies(database: Path) -> None:
    """What a process left that was killed."""
    shutil.rmtree(folder_of(database), ignore_errors=True)


@asynccontextmanager
async def isolation(store: Store, settings: Settings) -> AsyncIterator[Isolation]:
    """Queries in processes of their own, as long as the store is open."""
    await asyncio.to_thread(remove_copies, store.path)
    opened = Isolation(store, settings)
    try:
        yield opened
    finally:
        await opened.close()


async def _start(module: str) -> Process:
    """A process that runs a module of this package, and knows nothing else of this one."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module),
        stdin=PIPE,
        stdout=PIPE,
        cwd="/",
        env={"PYTHONPATH": str(Path(collector.__file__).parent.parent)},
        # Ctrl-C in a terminal is for the collector, which ends it in order.
        start_new_session=True,
    )


async def _end(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()
