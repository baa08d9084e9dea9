"""How far the views are behind while events come at a fixed rate, and how long answers take."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.load import percentile
from bench.measures import BATCH_CONNECTIONS, run_load
from bench.server import running

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from bench.load import Figures
    from bench.server import Server

#: Seconds between looks at /metrics.
SAMPLE_SECONDS = 0.2
#: When nothing comes any more, the views must have everything within this time.
CATCH_UP_TIMEOUT = 600.0

_GAUGE = re.compile(r"^(collector_views_\w+_behind) (\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Behind:
    """One look."""

    second: float
    events: float
    seconds: float


@dataclass(frozen=True)
class Lag:
    minutes: float
    #: Events/s that were asked for, and that were acknowledged.
    rate: float
    events_per_second: float
    #: None where the rate left nothing for that kind of request.
    singles: Figures | None
    batches: Figures | None
    p50_seconds: float
    p99_seconds: float
    max_seconds: float
    max_events: float
    #: From the last answer until the views had everything.
    caught_up_seconds: float
    server_cpu_share: float
    peak_rss_mb: float
    samples: tuple[Behind, ...]


def measure(
    database: Path, options: Sequence[str], minutes: float, rate: float, singles: float
) -> Lag:
    """`rate` events/s, `singles` of them one a request, the others in batches of 100."""
    with running(database, options) as server:
        cpu = server.cpu_seconds()
        begun = time.perf_counter()
        loads = _loads(minutes, min(rate, singles), max(rate - singles, 0.0))
        with ThreadPoolExecutor(len(loads)) as pool:
            futures = {name: pool.submit(run_load, server, *load) for name, load in loads.items()}
            samples = _sample(server, list(futures.values()))
            figures = {name: future.result() for name, future in futures.items()}
        seconds = time.perf_counter() - begun
        share = (server.cpu_seconds() - cpu) / seconds
        caught_up = wait_until_caught_up(server)
        peak = server.peak_rss_bytes()
    lags = sorted(one.seconds for one in samples)
    return Lag(
        minutes=minutes,
        rate=rate,
        events_per_second=round(sum(one.events_per_second for one in figures.values()), 1),
        singles=figures.get("singles"),
        batches=figures.get("batches"),
        p50_seconds=percentile(lags, 50),
        p99_seconds=percentile(lags, 99),
        max_seconds=percentile(lags, 100),
        max_events=max((one.events for one in samples), default=0.0),
        caught_up_seconds=round(caught_up, 2),
        server_cpu_share=round(share, 2),
        peak_rss_mb=round(peak / 1e6, 1),
        samples=tuple(samples),
    )


def wait_until_caught_up(server: Server) -> float:
    """The seconds until the views have everything; raises TimeoutError."""
    begun = time.perf_counter()
    while _look(server, begun).events:
        if time.perf_counter() - begun > CATCH_UP_TIMEOUT:
            raise TimeoutError("The views did not catch up.")
        time.sleep(0.05)
    return time.perf_counter() - begun


def _loads(minutes: float, singles: float, batches: float) -> dict[str, tuple[str, ...]]:
    seconds = f"--seconds={60 * minutes}"
    loads: dict[str, tuple[str, ...]] = {}
    if singles:
        loads["singles"] = (f"--rate={singles}", seconds)
    if batches:
        kind = ("--mode=batch", "--batch=100", f"--connections={BATCH_CONNECTIONS}", "--seed=2")
        loads["batches"] = (*kind, f"--rate={batches}", seconds)
    return loads


def _sample(server: Server, loads: Sequence[Future[Figures]]) -> list[Behind]:
    samples: list[Behind] = []
    begun = time.perf_counter()
    while not all(load.done() for load in loads):
        samples.append(_look(server, begun))
        time.sleep(SAMPLE_SECONDS)
    return samples


def _look(server: Server, begun: float) -> Behind:
    gauges = dict(_GAUGE.findall(server.get("/metrics").decode()))
    return Behind(
        round(time.perf_counter() - begun, 2),
        float(gauges["collector_views_events_behind"]),
        round(float(gauges["collector_views_seconds_behind"]), 3),
    )
