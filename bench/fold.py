"""What it costs to fold events into the views, and how far these are behind under load.

`python -m bench.fold --events 10000 100000 1000000 --rebuild --lag 10 --json fold.json`. The cost
of a batch is measured in this process, on a file that grows from one step to the next; start,
memory, lag and rebuild are those of a collector in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from bench import fold_report, lag, stored, targets
from bench.event_samples import SIZES
from bench.folded import Cost, Events, filled
from bench.measures import run_load
from bench.server import environment, running
from bench.targets import Reached

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.event_samples import Size
    from bench.folded import Store
    from bench.lag import Lag
    from bench.stored import Stored

#: Events of a batch, and how often it is folded at a step; a rare settling is not the median.
BATCHES = {100: 9, 1_000: 5, 10_000: 3}
#: Events that are appended between two turns while a store is filled.
FILL = 10_000
#: Seconds of single events on the full file, before its memory is read.
LOADED_SECONDS = 5


@dataclass(frozen=True)
class Options:
    events: Sequence[int]
    size: Size
    jobs: int
    lag: float
    rate: float
    singles: float
    rebuild: bool
    folder: Path | None
    json: Path | None
    serve: Sequence[str]


@dataclass(frozen=True)
class Batch:
    """One length of batch, folded several times on a store of one size."""

    #: Events before the first batch of the step; those of the batches come to it.
    stored: int
    events: int
    #: Medians.
    milliseconds: float
    cpu_us_per_event: float
    slowest_ms: float


@dataclass(frozen=True)
class Stretch:
    """From one step to the next, in batches of `FILL`, settling included."""

    first: int
    last: int
    events_per_second: float
    cpu_us_per_event: float
    slowest_turn_ms: float
    #: µs an event of each statement, the most expensive first; the rest is Python.
    statements: dict[str, float]


@dataclass(frozen=True)
class Full:
    """A collector on the full file."""

    events: int
    start_seconds: float
    start_rss_mb: float
    #: After a short load, with everything folded.
    peak_rss_mb: float
    stored: Stored


@dataclass(frozen=True)
class Rebuilt:
    events: int
    exit_code: int
    seconds: float
    peak_rss_mb: float
    #: What it said on standard error, the end of it.
    message: str

    @property
    def events_per_second(self) -> float:
        return self.events / self.seconds if self.exit_code == 0 else 0.0


@dataclass
class Results:
    batches: list[Batch] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    full: Full | None = None
    rebuilt: Rebuilt | None = None
    lag: Lag | None = None


def main(arguments: list[str] | None = None) -> None:
    options = _options(arguments)
    console = Console()
    console.width = max(console.width, 150)
    results = Results()
    with tempfile.TemporaryDirectory(prefix="fold-", dir=options.folder) as folder:
        if options.events:
            database = Path(folder) / "curve.duckdb"
            with console.status("filling, and folding batches"):
                _measure_curve(options, database, results)
            results.full = measure_full(options, database)
            if options.rebuild:
                results.rebuilt = rebuild(database, results.full.stored.events)
        if options.lag:
            results.lag = lag.measure(
                Path(folder) / "lag.duckdb",
                options.serve,
                options.lag,
                options.rate,
                options.singles,
            )
    reached = list(compare(results))
    fold_report.show(console, results, reached)
    if options.json is not None:
        options.json.write_text(json.dumps(_document(options, results, reached), indent=2) + "\n")


def _measure_curve(options: Options, database: Path, results: Results) -> None:
    """One step after the other; every step adds to the results."""
    with filled(database, Events(options.size, options.jobs)) as store:
        for step in sorted(options.events):
            if step > store.count:
                results.stretches.append(_fill(store, step))
            results.batches += [measure_batch(store, step, length) for length in BATCHES]


def _fill(store: Store, until: int) -> Stretch:
    first = store.count
    store.cursor.seconds.clear()
    costs: list[Cost] = []
    while store.count < until:
        store.append(min(FILL, until - store.count))
        costs.append(store.fold())
    events = sum(cost.events for cost in costs)
    cpu_seconds = sum(cost.cpu_seconds for cost in costs)
    by_statement = {
        label: round(1e6 * seconds / events, 1)
        for label, seconds in Counter(store.cursor.seconds).most_common()
    }
    return Stretch(
        first,
        store.count,
        round(events / sum(cost.seconds for cost in costs), 1),
        round(1e6 * cpu_seconds / events, 1),
        round(1_000 * max(cost.slowest_turn for cost in costs), 1),
        by_statement,
    )


def measure_batch(store: Store, step: int, length: int) -> Batch:
    """A batch of this length on what is stored, several times."""
    costs: list[Cost] = []
    for _ in range(BATCHES[length]):
        store.append(length)
        costs.append(store.fold())
    return Batch(
        step,
        length,
        round(1_000 * statistics.median(cost.seconds for cost in costs), 1),
        round(statistics.median(cost.cpu_us_per_event for cost in costs), 1),
        round(1_000 * max(cost.seconds for cost in costs), 1),
    )


def measure_full(options: Options, database: Path) -> Full:
    """Start, a short load, and a stop, on the file that the curve left."""
    with running(database, options.serve) as server:
        start_rss = server.rss_bytes()
        # Events of a seed that the file has none of.
        run_load(server, f"--seconds={LOADED_SECONDS}", "--seed=1000", f"--size={options.size}")
        lag.wait_until_caught_up(server)
        peak = server.peak_rss_bytes()
        start_seconds = server.ready_seconds
    counted = stored.read(database)
    return Full(
        counted.events,
        round(start_seconds, 2),
        round(start_rss / 1e6, 1),
        round(peak / 1e6, 1),
        counted,
    )


def rebuild(database: Path, events: int) -> Rebuilt:
    """`collector rebuild` on a file that nobody has open."""
    command = [sys.executable, "-m", "collector", "rebuild", "--db", str(database)]
    with tempfile.TemporaryFile(dir=database.parent) as said:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=database.parent, env=environment(), stdout=said, stderr=said
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        message = said.read().decode(errors="replace")[-1_000:]
    return Rebuilt(
        events,
        process.returncode,
        round(seconds, 2),
        round(usage.ru_maxrss * 1_024 / 1e6, 1),
        message.strip(),
    )


def compare(results: Results) -> Iterator[Reached]:
    """What was measured beside the figures of the design."""
    steps = sorted({batch.stored for batch in results.batches})
    if len(steps) > 1:
        as_asked = steps[0] <= 10_000 and steps[-1] >= 1_000_000
        for batch, ratio, _ in list(fold_report.ratios(results.batches))[-len(BATCHES) :]:
            note = f"batches of {batch.events:,}: {batch.stored:,} events against {steps[0]:,}"
            yield Reached(targets.FOLD_COST, ratio, note, as_asked)
    if (full := results.full) is not None:
        note = f"{full.events:,} events"
        as_asked = full.events >= 1_000_000
        yield Reached(targets.STORED, full.stored.used_bytes_per_event, note, as_asked)
        yield Reached(targets.MEMORY, full.peak_rss_mb, note, as_asked)
        yield Reached(targets.START, full.start_seconds, note, as_asked)
    if (rebuilt := results.rebuilt) is not None:
        note = f"{rebuilt.events:,} events, exit code {rebuilt.exit_code}"
        yield Reached(targets.REBUILD, rebuilt.events_per_second, note, rebuilt.exit_code == 0)
    if (behind := results.lag) is not None:
        note = f"{behind.minutes:g} min at {behind.rate:,.0f} events/s"
        as_asked = behind.rate >= 3_000 and behind.minutes >= 10
        yield Reached(targets.LAG, behind.max_seconds, note, as_asked)
        yield Reached(targets.SUSTAINED, behind.events_per_second, note, as_asked)
        if behind.singles is not None:
            note += f", {behind.singles.rate or 0:,.0f} of them single"
            as_asked = behind.rate == 500 and behind.minutes >= 2
            yield Reached(targets.RATE_P99, behind.singles.p99_ms, note, as_asked)
            yield Reached(targets.RATE_MAX, behind.singles.max_ms, note, as_asked)


def _document(options: Options, results: Results, reached: Sequence[Reached]) -> dict[str, object]:
    return {
        "options": {**asdict(options), "json": str(options.json), "folder": str(options.folder)},
        **asdict(results),
        "targets": [
            {**asdict(one), "ratio": round(one.ratio, 3), "is_reached": one.is_reached}
            for one in reached
        ],
    }


def _options(arguments: list[str] | None) -> Options:
    parser = argparse.ArgumentParser("python -m bench.fold", description=__doc__)
    parser.add_argument("--events", type=int, nargs="*", default=(), help="steps of the curve")
    parser.add_argument("--size", choices=SIZES, default="7.4", help="kB of an event")
    parser.add_argument("--jobs", type=int, default=1, help="at least so many; 5 kB each are held")
    parser.add_argument("--lag", type=float, default=0, metavar="MINUTES")
    parser.add_argument("--rate", type=float, default=3_000, help="events/s in all, of --lag")
    parser.add_argument("--singles", type=float, default=500, help="of these, one a request")
    parser.add_argument("--rebuild", action="store_true", help="of the file of the curve")
    parser.add_argument("--folder", type=Path, help="where the temporary files are")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything there too")
    parser.add_argument("serve", nargs="*", help="more options of collector serve, after --")
    return Options(**vars(parser.parse_args(arguments)))


if __name__ == "__main__":
    main()
