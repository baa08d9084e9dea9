"""What a search takes, by what is looked for.

`python -m bench.search`: 20,000 jobs with queries of 500 letters and 30,000 datasets of 20 columns
each, told by events and folded; a collector with default settings is asked over HTTP.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from rich.console import Console
from rich.table import Table

from bench.folded import filled
from bench.load import percentile
from bench.search_events import RARE_IN_QUERY, RARE_NAME, SearchEvents
from bench.server import HOST, running

if TYPE_CHECKING:
    from bench.server import Server

#: What is looked for, with more parameters.
QUERIES: dict[str, dict[str, object]] = {
    "one, by name": {"q": RARE_NAME},
    "one, by SQL": {"q": RARE_IN_QUERY},
    "none": {"q": "nothing_like_this"},
    "thousands": {"q": "order"},
    "thousands, datasets by name": {"q": "order", "filter": "DATASET", "sort": "NAME"},
    "two words": {"q": "order item"},
    "three words": {"q": "team subscription stock"},
    "all there is": {"q": "step", "limit": 100},
    "a run": {"q": "0193a5b4-7c21-7000-8000-0000000000ff"},
}


@dataclass(frozen=True)
class Latency:
    found: int
    p50_ms: float
    p99_ms: float
    #: CPU of the server for one answer.
    cpu_ms: float


def main() -> None:
    options = _options()
    events = SearchEvents(options.jobs, options.jobs // 2)
    with tempfile.TemporaryDirectory(prefix="search-") as folder:
        database = Path(folder) / "lineage.duckdb"
        with filled(database, events) as store:
            while store.count < options.jobs:
                store.append(min(5_000, options.jobs - store.count))
                store.fold()
        with running(database) as server:
            for parameters in QUERIES.values():
                _asked(server, parameters)
            measured = {
                name: measure(server, parameters, options.repeats)
                for name, parameters in QUERIES.items()
            }
    _print(measured, options)


def measure(server: Server, parameters: dict[str, object], repeats: int) -> Latency:
    """The same search again and again, one at a time."""
    times: list[float] = []
    found = 0
    cpu = server.cpu_seconds()
    for _ in range(repeats):
        begun = time.perf_counter()
        found = _asked(server, parameters)
        times.append(1_000 * (time.perf_counter() - begun))
    spent = 1_000 * (server.cpu_seconds() - cpu) / repeats
    times.sort()
    p99 = round(percentile(times, 99), 1)
    return Latency(found, round(statistics.median(times), 1), p99, round(spent, 1))


def _asked(server: Server, parameters: dict[str, object]) -> int:
    connection = HTTPConnection(HOST, server.port, timeout=60)
    try:
        connection.request("GET", f"/api/v1/search?{urlencode(parameters)}")
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(content.decode())
        return int(json.loads(content)["totalCount"])
    finally:
        connection.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=20_000, help="and half as many datasets again")
    parser.add_argument("--repeats", type=int, default=50, help="of each search")
    return parser.parse_args()


def _print(measured: dict[str, Latency], options: argparse.Namespace) -> None:
    jobs, datasets = options.jobs, options.jobs * 3 // 2
    table = Table(
        title=f"Search in {jobs:,} jobs and {datasets:,} datasets, {options.repeats} each"
    )
    table.add_column("looked for")
    for column in ("found", "p50 ms", "p99 ms", "CPU ms"):
        table.add_column(column, justify="right")
    for name, one in measured.items():
        table.add_row(
            name, f"{one.found:,}", f"{one.p50_ms:g}", f"{one.p99_ms:g}", f"{one.cpu_ms:g}"
        )
    Console().print(table)


if __name__ == "__main__":
    main()
