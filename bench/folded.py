"""A store in this process: events go in by the appender and are folded by hand, turn by turn."""

from __future__ import annotations

import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, cast

from bench.event_samples import JOBS, Samples
from collector.fold.folding import Folding
from collector.fold.tables import create_folds
from collector.receive import receive
from collector.schema_files import load
from collector.settings import Settings
from collector.store import disk
from collector.store.append import Appender, Row
from collector.store.database import Database
from collector.times import utc_now
from collector.validate import Validator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    import duckdb

    from bench.event_samples import Size

#: Events of a commit while a store is filled.
COMMIT = 5_000


@dataclass(frozen=True)
class Cost:
    """What it took to fold some events."""

    events: int
    seconds: float
    #: Of all threads.
    cpu_seconds: float
    turns: int
    slowest_turn: float

    @property
    def events_per_second(self) -> float:
        return self.events / max(self.seconds, 1e-9)

    @property
    def cpu_us_per_event(self) -> float:
        return 1e6 * self.cpu_seconds / max(self.events, 1)


class Source(Protocol):
    """Events by their number."""

    def body(self, number: int) -> bytes: ...


class Events:
    """Event number `n` of many jobs: blocks of jobs take turns, each with a seed of its own."""

    def __init__(self, size: Size, jobs: int) -> None:
        self._block = JOBS[size]
        self._samples = [Samples(size, seed + 1) for seed in range(-(-jobs // self._block))]

    @property
    def jobs(self) -> int:
        return len(self._samples) * self._block

    def body(self, number: int) -> bytes:
        # Two events of each job of a block, then the next block.
        turn = number // (2 * self._block)
        return self._samples[turn % len(self._samples)].body(number)


class Timed:
    """A cursor that counts the seconds of its statements by what they make."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor
        self._label = ""
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the cursor has
        return getattr(self._cursor, name)

    def execute(self, query: str, *parameters: object) -> Timed:
        self._label = _label(query)
        with self._counted():
            self._cursor.execute(query, *parameters)
        return self

    def fetchall(self) -> list[Any]:
        # A SELECT does its work when it is fetched.
        with self._counted():
            return self._cursor.fetchall()

    def commit(self) -> None:
        self._label = "commit"
        with self._counted():
            self._cursor.commit()

    @contextmanager
    def _counted(self) -> Iterator[None]:
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[self._label] += time.perf_counter() - begun


def _label(query: str) -> str:
    """What a statement makes: what its comment says, or its first words."""
    if query.startswith("--"):
        return query.partition("\n")[0].removeprefix("-- ").partition(",")[0][:40]
    words = query.partition("(")[0].split()
    kept = [word for word in words if word not in {"or", "replace", "temp", "into", "by", "name"}]
    return " ".join(kept[:3])


class Store:
    """Owns the database; what is appended is not folded before `fold`."""

    def __init__(self, database: Database, settings: Settings, events: Source) -> None:
        with database.cursor() as cursor:
            create_folds(cursor, settings.identity)
        self.cursor = Timed(database.lend())
        self._database = database
        self._checkpoint_bytes = settings.store.checkpoint_bytes
        self._appender = Appender(database.lend())
        self._folding = Folding(cast("duckdb.DuckDBPyConnection", self.cursor), settings.identity)
        self._validator = Validator(load())
        self._events = events
        self.count = 0

    def append(self, count: int) -> None:
        """The next events, in commits as a busy collector makes them."""
        end = self.count + count
        while self.count < end:
            numbers = range(self.count, min(self.count + COMMIT, end))
            rows = [
                Row(number + 1, receive(self._events.body(number), self._validator), None)
                for number in numbers
            ]
            self._appender.commit(rows, utc_now())
            self.count = numbers.stop
        self._checkpoint_when_due()

    def fold(self) -> Cost:
        """Everything that was appended."""
        turns: list[float] = []
        events = 0
        cpu = time.process_time()
        while True:
            begun = time.perf_counter()
            turn = self._folding.turn()
            if not turn.event_count:
                break
            turns.append(time.perf_counter() - begun)
            events += turn.event_count
        spent = time.process_time() - cpu
        self._checkpoint_when_due()
        return Cost(events, sum(turns), spent, len(turns), max(turns, default=0.0))

    def asking(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """A cursor for questions."""
        return self._database.cursor()

    def checkpoint(self) -> None:
        self._database.checkpoint(ample=False)

    def _checkpoint_when_due(self) -> None:
        """Where the collector has a task for it; not part of what is measured."""
        log = disk.write_ahead_log(self._database.path)
        if disk.file_size(log) >= self._checkpoint_bytes:
            self.checkpoint()


@contextmanager
def filled(path: Path, events: Source) -> Iterator[Store]:
    """A new store with default settings; closed and checkpointed afterwards."""
    with opened(path, events) as store:
        yield store
        store.checkpoint()


@contextmanager
def opened(path: Path, events: Source) -> Iterator[Store]:
    """A store with default settings, with what is in its file."""
    settings = Settings()
    store = settings.store
    database = Database(path, store.memory_limit, store.threads, 4 * store.checkpoint_bytes)
    database.open()
    try:
        yield Store(database, settings, events)
    finally:
        database.close()
