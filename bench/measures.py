"""The measurements of `bench.ingest`: each starts a collector on an empty file and loads it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench import stored
from bench.load import Figures, Slice
from bench.server import HOST, ROOT, Server, running

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.stored import Stored

#: A batch stays under this many bytes, so that events of 200 kB fit the limit of a body.
BATCH_BYTES = 4_000_000
#: The dbt-like burst and the filling send their batches over so many connections.
BATCH_CONNECTIONS = 4


@dataclass(frozen=True)
class Loaded:
    """One load on one collector."""

    client: Figures
    #: CPU of the collector for an event, all threads; what the warm-up sent is counted in.
    server_cpu_us_per_event: float
    #: Share of one core.
    server_cpu_share: float
    rss_mb: float
    peak_rss_mb: float
    commits: int | None
    stop_seconds: float
    stored: Stored

    @property
    def events_per_commit(self) -> float | None:
        return None if not self.commits else round(self.stored.events / self.commits, 1)


@dataclass(frozen=True)
class Filled:
    """A file with many events, and what a process on it takes."""

    events: int
    fill_events_per_second: float
    fill_peak_rss_mb: float
    #: Beginning of the process to /readyz, with an empty file and with the full one.
    empty_start_seconds: float
    start_seconds: float
    start_rss_mb: float
    #: After a short load on the full file.
    loaded_rss_mb: float
    loaded_events_per_second: float
    stored: Stored


def batch_length(size_kb: str, wished: int) -> int:
    """Events of a batch: as many as wished, or as fit."""
    return max(1, min(wished, int(BATCH_BYTES / (1_000 * float(size_kb)))))


def load_new(options: Sequence[str], *load: str) -> Loaded:
    """A collector on an empty file under one load, then stopped."""
    with _database() as database, running(database, options) as server:
        before = server.cpu_seconds()
        client = run_load(server, *load)
        cpu = server.cpu_seconds() - before
        rss, peak, commits = _mb(server.rss_bytes()), _mb(server.peak_rss_bytes()), _commits(server)
        stop_seconds = server.stop()
        return Loaded(
            client=client,
            server_cpu_us_per_event=round(1e6 * cpu / max(client.next_first, 1), 1),
            server_cpu_share=round(cpu / max(client.next_first, 1) * client.events_per_second, 2),
            rss_mb=rss,
            peak_rss_mb=peak,
            commits=commits,
            stop_seconds=round(stop_seconds, 2),
            stored=stored.read(database),
        )


def fill(options: Sequence[str], events: int) -> Filled:
    """Fill a file by batches, then start again on it."""
    with _database() as database:
        with running(database, options) as server:
            empty_start_seconds = server.ready_seconds
            batches = ("--mode=batch", f"--connections={BATCH_CONNECTIONS}")
            filling = run_load(server, *batches, f"--count={events}")
            fill_peak = server.peak_rss_bytes()
        with running(database, options) as server:
            start_rss = server.rss_bytes()
            start_seconds = server.ready_seconds
            loaded = run_load(server, "--seconds=5", f"--first={filling.next_first}")
            loaded_rss = server.rss_bytes()
        return Filled(
            events=filling.events,
            fill_events_per_second=filling.events_per_second,
            fill_peak_rss_mb=_mb(fill_peak),
            empty_start_seconds=round(empty_start_seconds, 2),
            start_seconds=round(start_seconds, 2),
            start_rss_mb=_mb(start_rss),
            loaded_rss_mb=_mb(loaded_rss),
            loaded_events_per_second=loaded.events_per_second,
            stored=stored.read(database),
        )


def run_load(server: Server, *arguments: str) -> Figures:
    """The load generator in a process of its own."""
    command = [sys.executable, "-m", "bench.load", f"--host={HOST}", f"--port={server.port}"]
    done = subprocess.run([*command, *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    report = json.loads(done.stdout)
    slices = [Slice(**one) for one in report.pop("slices")]
    return Figures(**report, slices=slices)


@contextmanager
def _database() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        yield Path(folder) / "lineage.duckdb"


def _mb(byte_count: int) -> float:
    return round(byte_count / 1e6, 1)


def _commits(server: Server) -> int | None:
    """How many commits the collector made, as its metrics say."""
    metrics = server.get("/metrics").decode()
    found = re.search(r"^collector_commit_seconds_count (\S+)$", metrics, re.MULTILINE)
    return int(float(found[1])) if found else None
