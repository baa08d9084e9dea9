"""SIGKILL under load: every acknowledged event must be there, once, byte for byte.

`python -m bench.kill9 --kills 100`. Several connections send single events and batches; after each
kill the same file is opened again, and what got no answer is sent again, as a client would. The
last process is stopped with SIGTERM, and the file is read with DuckDB itself. After each kill, a
copy of the file is folded to the end of its log, and must say what a fold from nothing says.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import random
import sys
import tempfile
import time
from collections import Counter, deque
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import orjson

from bench import views
from bench.connection import LOST, Answer, Connection
from bench.event_samples import Samples
from bench.load import percentile
from bench.requests import Requests
from bench.server import HOST, Server, start

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bench.event_samples import Size
    from bench.requests import Mode

#: What the connections send, in turn; a batch is small so that many are under way at a kill.
TRAFFIC: tuple[tuple[Size, Mode, int], ...] = (
    ("7.4", "single", 1),
    ("0.6", "batch", 40),
    ("0.6", "single", 1),
    ("7.4", "batch-gzip", 15),
)
#: A kill comes so many seconds after the load began, at random.
KILL_AFTER = (0.05, 1.5)
#: A busy server is asked again after this many seconds.
BUSY_PAUSE = 0.05
BUSY = 503
#: Folds settle at every turn, so that kills hit that too.
MODULE = "bench.eager"
#: Checkpoints are as frequent as commits allow, so that kills hit them too.
SERVE = ("--store-checkpoint-bytes", "4MiB")
#: What was sent before and got no answer must be taken within this time after the last restart.
RESEND_TIMEOUT = 60.0


@dataclass(frozen=True)
class Report:
    kills: int
    acknowledged: int
    stored: int
    #: Acknowledged and not in the file.
    lost: int
    #: Events that are in the file more than once.
    duplicated: int
    #: Rows whose body does not have the digest beside it.
    torn: int
    #: Rows whose body was never sent.
    foreign: int
    #: Requests that a kill left without an answer and that were sent again.
    resent: int
    #: Events of those that were in the file already.
    resent_duplicates: int
    #: Answers other than 200, by status; a 503 is sent again as well.
    refused: dict[str, int]
    reopen_p50_seconds: float
    reopen_max_seconds: float
    stop_seconds: float
    #: How often the views were compared with a fold from nothing.
    compared: int
    #: Rows in which they differed, by relation.
    views_differ: dict[str, int]

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.duplicated or self.torn or self.foreign or self.views_differ)


@dataclass(frozen=True)
class Delivery:
    """A request and the digests of its events, in order."""

    request: bytes
    digests: tuple[str, ...]


class Ledger:
    """What was sent, what was acknowledged, and what must be sent again."""

    def __init__(self) -> None:
        self.sent: set[str] = set()
        self.acknowledged: set[str] = set()
        self.unanswered: deque[Delivery] = deque()
        self.refused: Counter[str] = Counter()
        self.resent = 0
        self.resent_duplicates = 0

    def record(self, delivery: Delivery, answer: Answer, *, is_resent: bool) -> None:
        if answer is LOST or answer.status == BUSY:
            self.unanswered.append(delivery)
        if answer.status != 200:
            if answer is not LOST:
                self.refused[str(answer.status)] += 1
            return
        accepted, duplicates = _outcome(delivery, answer)
        self.acknowledged.update(accepted)
        if is_resent:
            self.resent_duplicates += duplicates


def _outcome(delivery: Delivery, answer: Answer) -> tuple[list[str], int]:
    """The digests that this answer acknowledges, and how many of them it calls duplicates."""
    report = orjson.loads(answer.body)
    if "summary" not in report:
        return list(delivery.digests), int(report["duplicate"])
    failed = {failure["index"] for failure in report["failed_events"]}
    accepted = [digest for index, digest in enumerate(delivery.digests) if index not in failed]
    return accepted, report["summary"]["duplicates"]


class Sender:
    """The events of one connection; it goes on where it was after every kill."""

    def __init__(self, number: int, seed: int) -> None:
        size, mode, batch = TRAFFIC[number % len(TRAFFIC)]
        samples = Samples(size, seed)
        self._requests = Requests(samples, mode, HOST, batch, first=number * 10_000_000)
        self._next = 0

    async def run(self, port: int, ledger: Ledger, *, only_unanswered: bool) -> None:
        """Send until the connection is lost, or until nothing is left to send again."""
        exchange = Exchange()
        await exchange.open(port)
        while ledger.unanswered or not only_unanswered:
            is_resent = bool(ledger.unanswered)
            delivery = ledger.unanswered.popleft() if is_resent else self._new(ledger)
            ledger.resent += is_resent
            answer = await exchange.send(delivery.request)
            ledger.record(delivery, answer, is_resent=is_resent)
            if answer is LOST:
                return
            if answer.status == BUSY:
                await asyncio.sleep(BUSY_PAUSE)
        exchange.close()

    def _new(self, ledger: Ledger) -> Delivery:
        samples = self._requests.samples
        bodies = (samples.body(event) for event in self._requests.event_numbers(self._next))
        digests = tuple(hashlib.sha256(body).hexdigest() for body in bodies)
        request = self._requests.bytes_of(self._next)
        self._next += 1
        ledger.sent.update(digests)
        return Delivery(request, digests)


class Exchange:
    """A connection to which one request after the other is sent and awaited."""

    def __init__(self) -> None:
        self._answer: asyncio.Future[Answer] | None = None
        self._connection = Connection(self._answered)

    async def open(self, port: int) -> None:
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self._connection, HOST, port)

    async def send(self, request: bytes) -> Answer:
        if not self._connection.is_open:
            return LOST
        self._answer = asyncio.get_running_loop().create_future()
        self._connection.send(request)
        return await self._answer

    def close(self) -> None:
        self._connection.close()

    def _answered(self, _: Connection, answer: Answer) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(answer)


def run(
    kills: int,
    *,
    folder: Path,
    connections: int = 8,
    seed: int = 1,
    kill_after: tuple[float, float] = KILL_AFTER,
    options: Sequence[str] = SERVE,
    compare_every: int = 1,
) -> Report:
    """Kill the collector `kills` times on one file in `folder`, then read the file."""
    database = folder / "killed.duckdb"
    moments = random.Random(seed)  # noqa: S311, no secret
    ledger = Ledger()
    senders = [Sender(number, seed) for number in range(connections)]
    reopened: list[float] = []
    comparisons: list[dict[str, int]] = []
    for kill in range(1, kills + 1):
        server = start(database, options, module=MODULE)
        reopened.append(server.ready_seconds)
        asyncio.run(_load_and_kill(server, senders, ledger, moments.uniform(*kill_after)))
        if compare_every and kill % compare_every == 0:
            comparisons.append(views.differences(database))
    server = start(database, options, module=MODULE)
    reopened.append(server.ready_seconds)
    stop_seconds = _resend_and_stop(server, senders, ledger)
    comparisons.append(views.differences(database))
    return _report(database, ledger, reopened[1:], stop_seconds, comparisons)


async def _load_and_kill(
    server: Server, senders: Iterable[Sender], ledger: Ledger, seconds: float
) -> None:
    async with asyncio.TaskGroup() as tasks:
        try:
            for sender in senders:
                tasks.create_task(sender.run(server.port, ledger, only_unanswered=False))
            await asyncio.sleep(seconds)
        finally:
            server.kill()


def _resend_and_stop(server: Server, senders: Iterable[Sender], ledger: Ledger) -> float:
    async def resend() -> None:
        async with asyncio.timeout(RESEND_TIMEOUT), asyncio.TaskGroup() as tasks:
            for sender in senders:
                tasks.create_task(sender.run(server.port, ledger, only_unanswered=True))

    try:
        asyncio.run(resend())
        return server.stop()
    finally:
        if server.process.poll() is None:
            server.kill()


def _report(
    database: Path,
    ledger: Ledger,
    reopened: list[float],
    stop_seconds: float,
    comparisons: Sequence[dict[str, int]],
) -> Report:
    rows = Counter[str]()
    torn = 0
    with duckdb.connect(str(database), read_only=True) as connection:
        result = connection.execute("select digest, body from events")
        while found := result.fetchmany(1_000):
            for digest, body in found:
                rows[digest] += 1
                torn += hashlib.sha256(body.encode()).hexdigest() != digest
    return Report(
        kills=len(reopened),
        acknowledged=len(ledger.acknowledged),
        stored=rows.total(),
        lost=len(ledger.acknowledged - rows.keys()),
        duplicated=sum(count > 1 for count in rows.values()),
        torn=torn,
        foreign=len(rows.keys() - ledger.sent),
        resent=ledger.resent,
        resent_duplicates=ledger.resent_duplicates,
        refused=dict(ledger.refused),
        reopen_p50_seconds=percentile(sorted(reopened), 50),
        reopen_max_seconds=percentile(sorted(reopened), 100),
        stop_seconds=round(stop_seconds, 3),
        compared=len(comparisons),
        views_differ=dict(sum((Counter(one) for one in comparisons), Counter[str]())),
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m bench.kill9", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--compare-every",
        type=int,
        default=1,
        metavar="KILLS",
        help="fold the log from nothing after so many; 0: at the end only",
    )
    parser.add_argument(
        "--folder", type=Path, help="where the database and its log are kept afterwards"
    )
    parser.add_argument("options", nargs="*", default=SERVE, help="of collector serve, after --")
    chosen = parser.parse_args(arguments)
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="kill9-") as temporary:
        report = run(
            chosen.kills,
            folder=chosen.folder or Path(temporary),
            connections=chosen.connections,
            seed=chosen.seed,
            options=chosen.options,
            compare_every=chosen.compare_every,
        )
    seconds = round(time.perf_counter() - begun, 1)
    json.dump({**asdict(report), "is_clean": report.is_clean, "seconds": seconds}, sys.stdout)
    sys.stdout.write("\n")
    return 0 if report.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
