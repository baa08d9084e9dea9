"""What acknowledgements cost while queries run that do not end: by nobody, inside, and apart.

`python -m bench.bombs --seconds 60` prints a table. The queries are sent by four clients that do
nothing else; the collector lets two of them run at once, for five seconds each.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from bench.measures import run_load
from bench.report import new_table
from bench.server import HOST, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.load import Figures
    from bench.server import Server

#: By name of what DuckDB does all the time; the last four it does not stop when it is told to.
BOMBS = {
    "join": "select sum(a.range * b.range) from range(10000000) a, range(10000000) b",
    "sort": "select * from range(100000000) order by hash(range) limit 1 offset 50000000",
    "groups": "select count(*) from (select range % 50000000, count(*) from range(200000000) "
    "group by all)",
    "recursion": "with recursive r(n) as (select 1 union all select n + 1 from r) "
    "select count(*) from r",
    "own scan": "select count(*) from events a, events b where a.body > b.body",
    "replacements": "select length(regexp_replace(repeat('ab', 20000000 + range), '(a|b)', 'c', "
    "'g')) from range(1)",
    "long texts": "select sum(length(repeat('x', 500000000 + range))) from range(20)",
    "long lists": "select list_sum(list_transform(range(50000000), lambda x: x * 2 + 1))",
    "patterns": "select count(*) from range(10000000) where "
    "regexp_matches(repeat(range::varchar || 'a', 1000), '(a|b|c)*d(x|y)*e')",
}

#: Clients that ask; two are answered at the same time.
CLIENTS = 4
TIMEOUT = 5.0
PATIENCE = 300.0


@dataclass(frozen=True)
class Bombed:
    #: Who answered the queries; None where there were none.
    mode: str | None
    client: Figures
    #: Queries that were asked, and statuses of the answers.
    answers: dict[str, int]
    longest_answer: float
    server_cpu_share: float
    peak_rss_mb: float


def measure(mode: str | None, seconds: float, rate: float) -> Bombed:
    """Events at this rate, one a request, on an empty file, beside queries all the time."""
    options = [f"--sql-timeout={TIMEOUT}s", f"--sql-isolate={mode or 'never'}"]
    with (
        tempfile.TemporaryDirectory(prefix="bombs-") as folder,
        running(Path(folder, "lineage.duckdb"), options) as server,
        _throwing(server, mode) as thrown,
    ):
        cpu, begun = server.cpu_seconds(), time.perf_counter()
        client = run_load(server, f"--rate={rate}", f"--seconds={seconds}")
        share = (server.cpu_seconds() - cpu) / (time.perf_counter() - begun)
        peak = server.peak_rss_bytes()
    return Bombed(
        mode,
        client,
        dict(thrown.statuses),
        round(thrown.longest, 1),
        round(share, 2),
        round(peak / 1e6, 1),
    )


class Thrown:
    """What became of the queries; shared by the threads that ask."""

    def __init__(self) -> None:
        self.statuses: Counter[str] = Counter()
        self.longest = 0.0
        self.is_over = threading.Event()

    def throw_forever(self, server: Server, offset: int) -> None:
        """Ask one query after the other."""
        texts = list(BOMBS.values())
        for text in cycle(texts[offset:] + texts[:offset]):
            if self.is_over.is_set():
                return
            begun = time.perf_counter()
            self.statuses[_ask(server, text)] += 1
            self.longest = max(self.longest, time.perf_counter() - begun)


@contextmanager
def _throwing(server: Server, mode: str | None) -> Iterator[Thrown]:
    thrown = Thrown()
    threads = [
        threading.Thread(target=thrown.throw_forever, args=(server, 2 * number), daemon=True)
        for number in range(CLIENTS if mode else 0)
    ]
    for thread in threads:
        thread.start()
    try:
        yield thrown
    finally:
        thrown.is_over.set()
        if server.process.poll() is None:
            # In the collector, a query that does not hear holds up the end of the process too.
            server.kill()


def _ask(server: Server, text: str) -> str:
    connection = HTTPConnection(HOST, server.port, timeout=PATIENCE)
    with suppress(OSError, HTTPException):
        body = json.dumps({"query": text})
        connection.request("POST", "/api/v1/sql", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        return str(answer.status)
    connection.close()
    return "gone"


def show(console: Console, measured: list[Bombed]) -> None:
    """The table."""
    table = new_table(
        f"Acknowledgements while {CLIENTS} clients send queries that do not end",
        " queries run",
        "events/s",
        "p50 ms",
        "p99 ms",
        "max ms",
        " events not 200",
        " answers to queries",
        "longest s",
        "collector, cores",
        "collector, MB",
    )
    for one in measured:
        table.add_row(
            {None: "none", "never": "in the collector", "always": "apart, on a copy"}[one.mode],
            f"{one.client.events_per_second:,.0f}",
            f"{one.client.p50_ms:.1f}",
            f"{one.client.p99_ms:.1f}",
            f"{one.client.max_ms:.0f}",
            _told({key: n for key, n in one.client.statuses.items() if key != "200"}),
            _told(one.answers),
            f"{one.longest_answer:.1f}",
            f"{one.server_cpu_share:.2f}",
            f"{one.peak_rss_mb:.0f}",
        )
    console.print(table)


def _told(statuses: dict[str, int]) -> str:
    return " ".join(f"{status}: {n}" for status, n in sorted(statuses.items()))


def main() -> None:
    """Measure each way in turn, and print a table; with --json also JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=500.0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    modes = (None, "never", "always")
    measured = [measure(mode, options.seconds, options.rate) for mode in modes]
    show(Console(width=140), measured)
    if options.json:
        json.dump([asdict(one) for one in measured], sys.stdout)
        sys.stdout.write("\n")


if __name__ == "__main__":
    main()
