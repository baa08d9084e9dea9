"""Load generator, a process of its own: closed loop, or open loop at a fixed rate.

`python -m bench.load --port 5000 --mode single --connections 32 --seconds 10` prints one JSON
object. Nothing is sent a second time. In the open loop a latency counts from the moment the
request was due, also where no connection was free then.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from array import array
from collections import Counter, deque
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

import orjson
import uvloop

from bench.connection import Answer, Connection
from bench.event_samples import SIZES, Samples
from bench.requests import MODES, Mode, Requests

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.event_samples import Size

#: How often the open loop looks at the clock, in seconds.
TICK = 0.001
#: Where the server is gone, a connection is tried again after this many seconds.
RECONNECT_AFTER = 0.05
GIVE_UP_AFTER = 10.0


@dataclass(frozen=True)
class Plan:
    port: int
    host: str = "127.0.0.1"
    size: Size = "7.4"
    mode: Mode = "single"
    batch: int = 100
    connections: int = 32
    #: The load ends after so many seconds of measuring, or after `count` events if that is set.
    seconds: float = 10.0
    #: What happens in the first seconds is not measured.
    warmup: float = 1.0
    count: int | None = None
    #: Events a second of the open loop; None is the closed loop.
    rate: float | None = None
    #: Number of the first event, so that a second load sends other events.
    first: int = 0
    seed: int = 1
    #: Length in seconds of the slices that are reported one by one; 0 for none.
    slice_seconds: float = 0.0


@dataclass(frozen=True)
class Slice:
    """What happened in one stretch of the measured time."""

    second: float
    events_per_second: float
    p99_ms: float
    max_ms: float


@dataclass(frozen=True)
class Figures:
    size: Size
    mode: Mode
    events_per_request: int
    connections: int
    rate: float | None
    seconds: float
    events: int
    events_per_second: float
    requests_per_second: float
    p50_ms: float
    p90_ms: float
    p99_ms: float
    max_ms: float
    statuses: dict[str, int]
    #: Events refused inside a batch that was answered 200.
    failed_in_batches: int
    duplicates: int
    #: Answers that name violations.
    with_violations: int
    bytes_per_event: int
    #: What the generator itself used; it shares the cores with the server.
    cpu_us_per_event: float
    #: Share of one core; above 0.9 the generator is what limits.
    cpu_share: float
    #: The number to give as `first` to the next load.
    next_first: int
    slices: list[Slice] = field(default_factory=list)


class Load:
    """The state of one run; all of it lives on one event loop."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.requests = Requests(
            Samples(plan.size, plan.seed),
            plan.mode,
            f"{plan.host}:{plan.port}",
            plan.batch,
            plan.first,
        )
        self.latencies = array("d")
        self.times = array("d")
        self.statuses: Counter[str] = Counter()
        self.failed = 0
        self.duplicates = 0
        self.with_violations = 0
        self.sent = 0
        self.bytes_sent = 0
        self._due_at: dict[Connection, float] = {}
        self._waiting: deque[float] = deque()
        self._free: list[Connection] = []
        self._is_measuring = False
        #: Nothing more becomes due; the closed loop has no schedule.
        self._is_scheduled = plan.rate is None
        self._is_over = asyncio.Event()
        self._opening: set[asyncio.Task[None]] = set()
        self._stop_at = float("inf")
        self._most = (
            float("inf") if plan.count is None else -(-plan.count // self.requests.events_each)
        )

    async def run(self) -> Figures:
        self.requests.prepare()
        connections = [await self._connect() for _ in range(self.plan.connections)]
        started = time.perf_counter()
        self._stop_at = started + self.plan.warmup + self.plan.seconds
        if self.plan.count is not None:
            self._stop_at = float("inf")
        clock = asyncio.create_task(self._measure_after_warmup())
        for connection in connections:
            self._use(connection)
        if self.plan.rate is not None:
            await self._schedule(self.plan.rate / self.requests.events_each)
        await self._is_over.wait()
        begun, cpu_before = await clock
        ended = max(self.times, default=begun)
        cpu = time.process_time() - cpu_before
        for connection in connections:
            connection.close()
        return self._figures(begun, ended, cpu)

    async def _measure_after_warmup(self) -> tuple[float, float]:
        if self.plan.count is None:
            await asyncio.sleep(self.plan.warmup)
        self._is_measuring = True
        return time.perf_counter(), time.process_time()

    async def _connect(self) -> Connection:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(
            lambda: Connection(self._answered), self.plan.host, self.plan.port
        )
        return connection

    async def _schedule(self, requests_per_second: float) -> None:
        """The open loop: what is due waits for a free connection; its latency counts already."""
        started = time.perf_counter()
        due = 0
        while (at := started + due / requests_per_second) < self._stop_at and due < self._most:
            if at > time.perf_counter():
                await asyncio.sleep(TICK)
                continue
            due += 1
            self._waiting.append(at)
            if self._free:
                self._use(self._free.pop())
        self._is_scheduled = True
        self._end_when_idle()

    def _use(self, connection: Connection) -> None:
        """Send what comes next on a free connection."""
        if self.plan.rate is None:
            now = time.perf_counter()
            if now < self._stop_at and self.sent < self._most:
                self._send(connection, now)
        elif self._waiting:
            self._send(connection, self._waiting.popleft())
        else:
            self._free.append(connection)
        self._end_when_idle()

    def _send(self, connection: Connection, due_at: float) -> None:
        request = self.requests.bytes_of(self.sent)
        self.sent += 1
        self.bytes_sent += len(request)
        self._due_at[connection] = due_at
        connection.send(request)

    def _end_when_idle(self) -> None:
        if self._is_scheduled and not self._due_at and not self._waiting:
            self._is_over.set()

    def _answered(self, connection: Connection, answer: Answer) -> None:
        now = time.perf_counter()
        due_at = self._due_at.pop(connection)
        if self._is_measuring:
            self.latencies.append(now - due_at)
            self.times.append(now)
            self._count(answer)
        if connection.is_open:
            self._use(connection)
        else:
            self._reopen()

    def _count(self, answer: Answer) -> None:
        self.statuses[str(answer.status) if answer.status else "lost"] += 1
        if answer.status != 200:
            return
        self.with_violations += b'"violations":[{' in answer.body
        if not self.requests.is_batch:
            self.duplicates += b'"duplicate":true' in answer.body
            return
        summary = orjson.loads(answer.body)["summary"]
        self.failed += summary["failed"]
        self.duplicates += summary["duplicates"]

    def _reopen(self) -> None:
        task = asyncio.create_task(self._reopen_and_send())
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    async def _reopen_and_send(self) -> None:
        give_up_at = min(time.perf_counter() + GIVE_UP_AFTER, self._stop_at)
        while time.perf_counter() < give_up_at:
            await asyncio.sleep(RECONNECT_AFTER)
            try:
                connection = await self._connect()
            except OSError:
                continue
            self._use(connection)
            return
        self._waiting.clear()
        self._end_when_idle()

    def _figures(self, begun: float, ended: float, cpu: float) -> Figures:
        each = self.requests.events_each
        seconds = max(ended - begun, 1e-9)
        accepted = self.statuses["200"] * each - self.failed
        milliseconds = sorted(1_000 * latency for latency in self.latencies)
        answers = max(len(milliseconds), 1)
        return Figures(
            size=self.plan.size,
            mode=self.plan.mode,
            events_per_request=each,
            connections=self.plan.connections,
            rate=self.plan.rate,
            seconds=round(seconds, 3),
            events=accepted,
            events_per_second=round(accepted / seconds, 1),
            requests_per_second=round(len(milliseconds) / seconds, 1),
            p50_ms=percentile(milliseconds, 50),
            p90_ms=percentile(milliseconds, 90),
            p99_ms=percentile(milliseconds, 99),
            max_ms=percentile(milliseconds, 100),
            statuses=dict(self.statuses),
            failed_in_batches=self.failed,
            duplicates=self.duplicates,
            with_violations=self.with_violations,
            bytes_per_event=self.bytes_sent // max(self.sent * each, 1),
            cpu_us_per_event=round(1e6 * cpu / (answers * each), 1),
            cpu_share=round(cpu / seconds, 2),
            next_first=self.plan.first + self.sent * each,
            slices=self._slices(begun, ended, each),
        )

    def _slices(self, begun: float, ended: float, each: int) -> list[Slice]:
        length = self.plan.slice_seconds
        if not length:
            return []
        by_slice: dict[int, list[float]] = {}
        for at, latency in zip(self.times, self.latencies, strict=True):
            by_slice.setdefault(int(min(at - begun, ended - begun - 1e-6) / length), []).append(
                1_000 * latency
            )
        return [
            Slice(
                second=round(number * length, 3),
                events_per_second=round(
                    len(milliseconds) * each / min(length, ended - begun - number * length), 1
                ),
                p99_ms=percentile(sorted(milliseconds), 99),
                max_ms=percentile(sorted(milliseconds), 100),
            )
            for number, milliseconds in sorted(by_slice.items())
        ]


def percentile(ordered: Sequence[float], percent: float) -> float:
    """The value that `percent` % of the ordered values do not exceed (nearest rank)."""
    if not ordered:
        return 0.0
    rank = -(-len(ordered) * percent // 100)
    return round(ordered[max(int(rank), 1) - 1], 3)


def run(plan: Plan) -> Figures:
    return uvloop.run(Load(plan).run())


def main(arguments: list[str] | None = None) -> None:
    figures = run(_plan(arguments))
    json.dump(asdict(figures), sys.stdout)
    sys.stdout.write("\n")


def _plan(arguments: list[str] | None) -> Plan:
    parser = argparse.ArgumentParser("python -m bench.load", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default=Plan.host)
    parser.add_argument("--size", choices=SIZES, default=Plan.size, help="kB of an event")
    parser.add_argument("--mode", choices=MODES, default=Plan.mode)
    parser.add_argument("--batch", type=int, default=Plan.batch, help="events of a batch")
    parser.add_argument("--connections", type=int, default=Plan.connections)
    parser.add_argument("--seconds", type=float, default=Plan.seconds)
    parser.add_argument("--warmup", type=float, default=Plan.warmup)
    parser.add_argument("--count", type=int, help="stop after so many events")
    parser.add_argument("--rate", type=float, help="events a second (open loop)")
    parser.add_argument("--first", type=int, default=Plan.first, help="number of the first event")
    parser.add_argument("--seed", type=int, default=Plan.seed)
    parser.add_argument("--slice-seconds", type=float, default=Plan.slice_seconds)
    return Plan(**vars(parser.parse_args(arguments)))


if __name__ == "__main__":
    main()
