"""How fast the collector takes events, at what cost, beside the figures to reach.

`python -m bench.ingest --seconds 10 --json ingest.json`. The collector, the load generator and
this command are three processes; HTTP is real, the file is real, validation is full.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from rich.console import Console

from bench import cpu_split, measures, report, targets
from bench.event_samples import SIZES
from bench.measures import BATCH_CONNECTIONS, Filled, Loaded
from bench.requests import MODES
from bench.targets import Reached

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.cpu_split import Split
    from bench.event_samples import Size
    from bench.requests import Mode

#: Events of a commit in the in-process split, where the collector's metrics do not say.
DEFAULT_COMMIT = 32


@dataclass(frozen=True)
class Options:
    seconds: float
    sizes: Sequence[Size]
    modes: Sequence[Mode]
    connections: int
    batch: int
    rounds: int
    rate: float
    rate_seconds: float
    sustained: float
    burst: int
    memory: int
    json: Path | None
    serve: Sequence[str]


@dataclass(frozen=True)
class Throughput:
    """The round in the middle of several, and where its CPU went."""

    loaded: Loaded
    split: Split
    #: events/s of every round.
    rounds: tuple[float, ...]

    @property
    def http_us(self) -> float:
        """What is left for HTTP, the event loop and answering."""
        return round(max(self.loaded.server_cpu_us_per_event - self.split.total, 0.0), 1)


@dataclass
class Results:
    throughput: list[Throughput] = field(default_factory=list)
    rate: Loaded | None = None
    sustained: Loaded | None = None
    burst: Loaded | None = None
    filled: Filled | None = None


def main(arguments: list[str] | None = None) -> None:
    options = _options(arguments)
    console = Console()
    # The tables are wide, and a pipe or a log has no width of its own.
    console.width = max(console.width, 150)
    results = Results()
    for size in options.sizes:
        for mode in options.modes:
            with console.status(f"{size} kB, {mode}"):
                results.throughput.append(measure_throughput(options, size, mode))
    with console.status("latency at a fixed rate, sustained load, burst, memory"):
        _measure_the_rest(options, results)
    reached = list(compare(options, results))
    report.show(console, results.throughput, reached, results.sustained)
    if options.json is not None:
        options.json.write_text(json.dumps(_document(options, results, reached), indent=2) + "\n")


def measure_throughput(options: Options, size: Size, mode: Mode) -> Throughput:
    """Closed loop: `rounds` times on a new file each; the median round is kept."""
    is_batch = mode.startswith("batch")
    batch = measures.batch_length(size, options.batch)
    connections = BATCH_CONNECTIONS if is_batch else options.connections
    load = (
        f"--size={size}",
        f"--mode={mode}",
        f"--connections={connections}",
        f"--batch={batch}",
        f"--seconds={options.seconds}",
    )
    rounds = [measures.load_new(options.serve, *load) for _ in range(options.rounds)]
    rates = tuple(one.client.events_per_second for one in rounds)
    middle = rounds[rates.index(statistics.median_low(rates))]
    per_commit = round(middle.events_per_commit or DEFAULT_COMMIT)
    split = cpu_split.measure(size, per_commit, middle.client.events_per_request)
    return Throughput(middle, split, rates)


def _measure_the_rest(options: Options, results: Results) -> None:
    if options.rate and options.rate_seconds:
        rate = (f"--rate={options.rate}", f"--seconds={options.rate_seconds}", "--warmup=2")
        results.rate = measures.load_new(options.serve, *rate, "--slice-seconds=10")
    if options.sustained:
        seconds = (f"--seconds={60 * options.sustained}", "--slice-seconds=30")
        results.sustained = measures.load_new(options.serve, *seconds)
    if options.burst:
        batches = ("--mode=batch", "--connections=1", f"--count={options.burst}")
        results.burst = measures.load_new(options.serve, *batches)
    if options.memory:
        results.filled = measures.fill(options.serve, options.memory)


def compare(options: Options, results: Results) -> list[Reached]:
    """What was measured beside the figures of the design; what was not measured is left out."""
    reached: list[Reached] = []
    for one in results.throughput:
        client = one.loaded.client
        if client.size == "7.4" and client.mode == "single":
            note = "" if client.connections == 32 else f"{client.connections} connections"
            reached.append(Reached(targets.SINGLE, client.events_per_second, note, not note))
            reached.append(Reached(targets.STORED, one.loaded.stored.used_bytes_per_event))
        if client.size == "7.4" and client.mode == "batch":
            as_asked = client.events_per_request == 100
            reached.append(Reached(targets.BATCH, client.events_per_second, "", as_asked))
    if results.rate is not None:
        client = results.rate.client
        note = f"{client.seconds:.0f} s at {client.rate:.0f} events/s"
        # A checkpoint must have come: 256 MB of log are 35,000 events.
        as_asked = client.rate == 500 and client.events >= 35_000
        reached.append(Reached(targets.RATE_P99, client.p99_ms, note, as_asked))
        reached.append(Reached(targets.RATE_MAX, client.max_ms, note, as_asked))
    if results.sustained is not None:
        # The last slice is shorter than the others, unless it is the only one.
        slices = results.sustained.client.slices[:-1] or results.sustained.client.slices
        slowest = min(one.events_per_second for one in slices)
        note = f"{options.sustained:g} min; slowest 30 s: {slowest:,.0f}"
        client = results.sustained.client
        as_asked = options.sustained >= 10
        reached.append(Reached(targets.SUSTAINED, client.events_per_second, note, as_asked))
    if results.burst is not None:
        client = results.burst.client
        note = f"{client.events:,} events on one connection"
        as_asked = client.events >= 40_000
        reached.append(Reached(targets.BURST, client.seconds, note, as_asked))
    if (filled := results.filled) is not None:
        note = f"{filled.events:,} events"
        as_asked = filled.events >= 1_000_000
        figures = (
            (targets.MEMORY, filled.fill_peak_rss_mb, f"{note}, peak of filling"),
            (targets.MEMORY, filled.loaded_rss_mb, f"{note}, after a restart"),
            (targets.START, filled.start_seconds, note),
            (targets.STORED, filled.stored.used_bytes_per_event, note),
        )
        reached += [Reached(*figure, is_as_asked=as_asked) for figure in figures]
    return reached


def _document(options: Options, results: Results, reached: Sequence[Reached]) -> dict[str, object]:
    return {
        "machine": {
            "platform": platform.platform(),
            "python": platform.python_version(),
            "duckdb": duckdb.__version__,
        },
        "options": {**asdict(options), "json": str(options.json)},
        "throughput": [{**asdict(one), "http_us": one.http_us} for one in results.throughput],
        "rate": results.rate and asdict(results.rate),
        "sustained": results.sustained and asdict(results.sustained),
        "burst": results.burst and asdict(results.burst),
        "filled": results.filled and asdict(results.filled),
        "targets": [
            {**asdict(one), "ratio": round(one.ratio, 3), "is_reached": one.is_reached}
            for one in reached
        ],
    }


def _options(arguments: list[str] | None) -> Options:
    parser = argparse.ArgumentParser("python -m bench.ingest", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="of each throughput measure")
    parser.add_argument("--sizes", nargs="*", choices=SIZES, default=SIZES, help="kB of an event")
    parser.add_argument("--modes", nargs="*", choices=MODES, default=("single", "batch", "gzip"))
    parser.add_argument("--connections", type=int, default=32, help="of the modes single and gzip")
    parser.add_argument("--batch", type=int, default=100, help="events of a batch")
    parser.add_argument("--rounds", type=int, default=1, help="repeat and keep the median")
    parser.add_argument("--rate", type=float, default=500, help="events/s of the open loop")
    parser.add_argument("--rate-seconds", type=float, default=10, help="0 leaves it out")
    parser.add_argument("--sustained", type=float, default=0, metavar="MINUTES")
    parser.add_argument("--burst", type=int, default=0, metavar="EVENTS", help="40000 is dbt's")
    parser.add_argument("--memory", type=int, default=0, metavar="EVENTS", help="say 1000000")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything there too")
    parser.add_argument("serve", nargs="*", help="more options of collector serve, after --")
    return Options(**vars(parser.parse_args(arguments)))


if __name__ == "__main__":
    main()
