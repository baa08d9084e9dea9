"""What open streams cost those who send: acknowledgements without and beside them.

`python -m bench.stream --streams 20 --rate 500`: events at a fixed rate, one a request, first with
no stream and then with so many, each read to the end.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from bench.measures import run_load
from bench.server import HOST, running

if TYPE_CHECKING:
    from bench.load import Figures
    from bench.server import Server


@dataclass(frozen=True)
class Beside:
    streams: int
    acknowledgements: Figures
    #: Messages of type event that each stream got, fewest and most.
    fewest: int
    most: int
    server_cpu_share: float


def main() -> None:
    options = _options()
    console = Console()
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        running(Path(folder) / "lineage.duckdb") as server,
    ):
        first = 0
        for streams in (0, options.streams, 0, options.streams):
            found = measure(server, streams, options.rate, options.seconds, first)
            first = found.acknowledgements.next_first
            figures = found.acknowledgements
            console.print(
                f"{streams} streams: p50 {figures.p50_ms} ms, p99 {figures.p99_ms} ms, "
                f"max {figures.max_ms} ms at {figures.events_per_second} events/s; "
                f"{found.fewest} to {found.most} events read; "
                f"CPU {found.server_cpu_share:.2f}"
            )


def measure(server: Server, streams: int, rate: float, seconds: float, first: int) -> Beside:
    """The acknowledgements of a stretch beside so many streams."""
    until = time.perf_counter() + seconds + 5
    with ThreadPoolExecutor(max(streams, 1)) as pool:
        readers = [pool.submit(_read, server, until) for _ in range(streams)]
        cpu, begun = server.cpu_seconds(), time.perf_counter()
        load = (f"--rate={rate}", f"--seconds={seconds}", f"--first={first}")
        figures = run_load(server, *load)
        share = (server.cpu_seconds() - cpu) / (time.perf_counter() - begun)
        counts = [reader.result() for reader in readers] or [0]
    return Beside(streams, figures, min(counts), max(counts), share)


def _read(server: Server, until: float) -> int:
    """One stream; how many events it told."""
    connection = HTTPConnection(HOST, server.port, timeout=20)
    count = 0
    try:
        connection.request("GET", "/api/v1/stream")
        answer = connection.getresponse()
        while time.perf_counter() < until:
            count += answer.read1(1 << 20).count(b"event: event\n")
    except TimeoutError:
        pass
    finally:
        connection.close()
    return count


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=20)
    parser.add_argument("--rate", type=float, default=500.0, help="events/s")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each stretch")
    return parser.parse_args()


if __name__ == "__main__":
    main()
