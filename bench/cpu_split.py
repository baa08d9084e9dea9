"""Where the CPU of one event goes: decode, validate, digest and append, measured in process.

What HTTP costs is the rest: the CPU of a server under load less these four.
"""

from __future__ import annotations

import asyncio
import itertools
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bench.event_samples import Samples
from collector.decode import parse
from collector.receive import receive
from collector.schema_files import load
from collector.settings import Settings
from collector.store.store import open_store
from collector.validate import Validator

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.event_samples import Size
    from collector.event import Event
    from collector.store.writer import Commit

T = TypeVar("T")

#: Processor seconds that each step is measured for.
SECONDS = 0.5
#: Bodies that the steps before the append are measured with.
BODIES = 200
#: Bytes of the bodies that are appended in all.
APPENDED_BYTES = 60_000_000


@dataclass(frozen=True)
class Split:
    """CPU microseconds an event."""

    decode: float
    validate: float
    #: SHA-256, and the columns taken out of the event.
    digest: float
    #: Queue, duplicate index, Arrow, DuckDB commit.
    append: float
    events_per_commit: float

    @property
    def total(self) -> float:
        return self.decode + self.validate + self.digest + self.append


def measure(size: Size, events_per_commit: int, events_per_request: int = 1) -> Split:
    """Append in commits of about so many events, in submissions of `events_per_request`."""
    samples = Samples(size)
    bodies = [samples.body(number) for number in range(BODIES)]
    documents = [parse(body) for body in bodies]
    validator = Validator(load())
    decode = _microseconds(parse, bodies)
    validate = _microseconds(lambda one: validator.validate(one.value, one.not_numbers), documents)
    whole = _microseconds(lambda body: receive(body, validator), bodies)
    count = max(APPENDED_BYTES // len(bodies[0]), 10 * events_per_commit)
    events = [receive(samples.body(number), validator) for number in range(count)]
    append, per_commit = asyncio.run(_append(events, events_per_commit, events_per_request))
    return Split(
        round(decode, 1),
        round(validate, 1),
        round(max(whole - decode - validate, 0.0), 1),
        round(append, 1),
        round(per_commit, 1),
    )


def _microseconds(step: Callable[[T], object], values: Sequence[T]) -> float:
    begun = time.process_time()
    for done in itertools.count(1):
        step(values[done % len(values)])
        spent = time.process_time() - begun
        if spent > SECONDS:
            return 1e6 * spent / done
    raise AssertionError("Counting does not end.")


async def _append(
    events: Sequence[Event], events_per_commit: int, events_per_request: int
) -> tuple[float, float]:
    """CPU microseconds an event, and how many events a commit took on average."""
    commits: list[Commit] = []
    with tempfile.TemporaryDirectory(prefix="cpu-split-") as folder:
        settings = Settings()
        stored = replace(settings.store, database=str(Path(folder) / "split.duckdb"))
        async with open_store(replace(settings, store=stored), commits.append) as store:
            begun = time.process_time()
            for some in _chunks(events, max(events_per_commit, events_per_request)):
                requests = _chunks(some, events_per_request)
                await asyncio.gather(*(store.append(request) for request in requests))
            spent = time.process_time() - begun
    return 1e6 * spent / len(events), len(events) / max(len(commits), 1)


def _chunks(events: Sequence[Event], length: int) -> list[Sequence[Event]]:
    return [events[start : start + length] for start in range(0, len(events), length)]
