"""What questions about lineage take, in graphs of the shapes that Marquez was measured with.

`python -m bench.graph`: a collector on a file that is filled beforehand is asked over HTTP for the
lineage of jobs by chance, one question after the other on one connection. *Warm*: nothing has
changed since the last question. *Cold*: before each question a job has changed what it reads, so
that the graph is loaded anew. `--rate 500` asks the first graph beside events, too.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from rich.console import Console

from bench import lag, report, targets
from bench.folded import filled
from bench.graph_events import LENGTH, changed, events, job_id
from bench.load import percentile
from bench.measures import run_load
from bench.server import HOST, running
from bench.targets import Reached

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bench.graph_events import Shape
    from bench.server import Server

#: Events between two turns of folding, while a file is filled.
FILL = 20_000

#: Questions that are not counted: what is read from disk for the first time.
FIRST = 5

#: Milliseconds of Marquez' own query, where it was measured: jobs, shape and depth.
MARQUEZ = {
    (1_000, "pipelines", 2): 43,
    (1_000, "pipelines", 5): 118,
    (1_000, "pipelines", 20): 777,
    (1_000, "connected", 2): 52,
    (1_000, "connected", 5): 573,
    (1_000, "connected", 20): 11_900,
    (5_000, "pipelines", 2): 1_360,
    (5_000, "pipelines", 5): 1_560,
    (5_000, "pipelines", 20): 3_300,
    (5_000, "connected", 2): 1_760,
    (5_000, "connected", 5): 3_700,
    (5_000, "connected", 20): 79_700,
    (20_000, "pipelines", 2): 1_100,
    (20_000, "pipelines", 5): 2_900,
    (20_000, "pipelines", 20): 11_100,
}


@dataclass(frozen=True)
class Measured:
    """Answers to one question, asked again and again from other jobs."""

    jobs: int
    shape: Shape
    depth: int
    #: warm, cold, or beside events.
    state: str
    answers: int
    median_ms: float
    p99_ms: float
    max_ms: float
    #: Jobs in an answer, and bytes; medians.
    jobs_reached: float
    kilobytes: float

    @property
    def against_marquez(self) -> float | None:
        """How many times as fast."""
        theirs = MARQUEZ.get((self.jobs, self.shape, self.depth))
        return None if theirs is None else theirs / self.median_ms


class Made:
    """Events of a shape, for `filled`."""

    def __init__(self, shape: Shape, jobs: int) -> None:
        self._events = events(shape, jobs)
        self.jobs = jobs

    def body(self, number: int) -> bytes:
        del number
        return next(self._events)


def main() -> None:
    options = _options()
    console = Console()
    console.width = max(console.width, 150)
    measured: list[Measured] = []
    with tempfile.TemporaryDirectory(prefix="graph-", dir=options.folder) as folder:
        for shape, jobs, depths in _graphs(options):
            database = Path(folder) / f"{shape}_{jobs}.duckdb"
            with console.status(f"{shape}: {jobs:,} jobs"):
                _fill(database, shape, jobs)
                with running(database, options.serve) as server:
                    lag.wait_until_caught_up(server)
                    measured += _measure(server, shape, jobs, depths, options)
                    memory = server.peak_rss_bytes() / 1e6
            database.unlink()
            console.print(f"{shape}, {jobs:,} jobs: peak memory {memory:,.0f} MB")
    reached = list(_compare(measured))
    _show(console, measured)
    console.print(report.targets(reached))
    if options.json:
        found = {
            "measured": [asdict(one) for one in measured],
            "targets": [asdict(one) | {"ratio": one.ratio} for one in reached],
        }
        options.json.write_text(json.dumps(found, indent=2) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench.graph", description=__doc__)
    parser.add_argument("--questions", type=int, default=300, help="of each kind, warm")
    parser.add_argument("--cold", type=int, default=20, help="questions after a change")
    parser.add_argument("--rate", type=float, default=0.0, help="events/s beside questions")
    parser.add_argument("--edges", type=int, default=0, help="one more graph, such as 1000000")
    parser.add_argument("--only", choices=("pipelines", "connected"), help="graphs of one shape")
    parser.add_argument("--most-jobs", type=int, default=20_000, help="graphs of no more jobs")
    parser.add_argument("--folder", type=Path, help="where the files are")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything there too")
    parser.add_argument("serve", nargs="*", help="more options of collector serve, after --")
    return parser.parse_args()


def _graphs(options: argparse.Namespace) -> Iterator[tuple[Shape, int, tuple[int, ...]]]:
    graphs: list[tuple[Shape, int, tuple[int, ...]]] = [
        ("pipelines", 20_000, (20, 2, 5)),
        # From the last job to the first it is far less than a hundred.
        ("connected", 5_000, (100, 2, 5, 20)),
        ("pipelines", 1_000, (2, 5, 20)),
        ("connected", 1_000, (2, 5, 20)),
        ("pipelines", 5_000, (2, 5, 20)),
    ]
    for shape, jobs, depths in graphs:
        if jobs <= options.most_jobs and options.only in (None, shape):
            yield shape, jobs, depths
    if options.edges:
        # Into the job, out of it, and from dataset to dataset.
        yield "pipelines", options.edges // 3 // LENGTH * LENGTH, (20,)


def _fill(database: Path, shape: Shape, jobs: int) -> None:
    with filled(database, Made(shape, jobs)) as store:
        while store.count < jobs:
            store.append(min(FILL, jobs - store.count))
            store.fold()


def _measure(
    server: Server,
    shape: Shape,
    jobs: int,
    depths: Sequence[int],
    options: argparse.Namespace,
) -> Iterator[Measured]:
    chosen = random.Random(1)  # noqa: S311, no secret

    def some_job() -> int:
        return chosen.randrange(jobs)

    graph = jobs, shape
    for depth in depths:
        few = max(10, options.questions // 10) if depth == 100 else options.questions
        yield _asked(server, graph, depth, "warm", few, some_job)
    if options.cold:

        def changed_job() -> int:
            _post(server, changed(shape, some_job(), jobs))
            lag.wait_until_caught_up(server)
            return some_job()

        yield _asked(server, graph, depths[0], "cold", options.cold, changed_job)
    if options.rate and shape == "pipelines" and jobs == options.most_jobs:
        seconds = max(10.0, options.questions / 20)
        arguments = (f"--rate={options.rate}", f"--seconds={seconds}", "--seed=7")
        with ThreadPoolExecutor(1) as pool:
            load = pool.submit(run_load, server, *arguments)
            state = f"beside {options.rate:g} events/s"
            yield _asked(server, graph, depths[0], state, options.questions, some_job)
            load.result()


def _asked(  # noqa: PLR0917 - what it measures, from the whole to the part
    server: Server,
    graph: tuple[int, Shape],
    depth: int,
    state: str,
    count: int,
    some_job: Callable[[], int],
) -> Measured:
    milliseconds: list[float] = []
    reached: list[int] = []
    sizes: list[int] = []
    connection = HTTPConnection(HOST, server.port, timeout=120)
    for place in range(count + FIRST):
        query = urlencode({"nodeId": job_id(some_job()), "depth": depth, "limit": 100_000})
        begun = time.perf_counter()
        connection.request("GET", f"/api/v1/lineage?{query}")
        answer = connection.getresponse()
        body = answer.read()
        taken = 1_000 * (time.perf_counter() - begun)
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {body.decode()[:500]}")
        if place >= FIRST:
            milliseconds.append(taken)
            sizes.append(len(body))
            reached.append(body.count(b'"type":"JOB"'))
    connection.close()
    milliseconds.sort()
    return Measured(
        *graph,
        depth,
        state,
        len(milliseconds),
        round(statistics.median(milliseconds), 1),
        round(percentile(milliseconds, 99), 1),
        round(milliseconds[-1], 1),
        statistics.median(reached),
        round(statistics.median(sizes) / 1e3, 1),
    )


def _post(server: Server, event: bytes) -> None:
    connection = HTTPConnection(HOST, server.port, timeout=60)
    headers = {"Content-Type": "application/json"}
    connection.request("POST", "/api/v1/lineage", event, headers)
    status = connection.getresponse().status
    connection.close()
    if status != 200:
        raise RuntimeError(f"The event was answered {status}.")


def _compare(measured: Sequence[Measured]) -> Iterator[Reached]:
    for one in measured:
        note = f"{one.answers} answers, {one.state}, median {one.median_ms:,.1f} ms"
        if (one.shape, one.jobs, one.depth) == ("pipelines", 20_000, 20):
            yield Reached(targets.GRAPH_P99, one.p99_ms, note)
        if (one.shape, one.jobs, one.depth) == ("connected", 5_000, 100):
            note += f", {one.jobs_reached:,.0f} jobs reached"
            yield Reached(targets.GRAPH_WHOLE, one.p99_ms, note, one.jobs_reached >= 4_990)


def _show(console: Console, measured: Sequence[Measured]) -> None:
    table = report.new_table(
        "Lineage over HTTP, from jobs by chance",
        " shape",
        "jobs",
        "depth",
        " state",
        "jobs reached",
        "kB",
        "median ms",
        "p99 ms",
        "max ms",
        "against Marquez",
    )
    for one in measured:
        ratio = one.against_marquez
        table.add_row(
            one.shape,
            f"{one.jobs:,}",
            str(one.depth),
            one.state,
            f"{one.jobs_reached:,.0f}",
            f"{one.kilobytes:,.0f}",
            f"{one.median_ms:,.1f}",
            f"{one.p99_ms:,.1f}",
            f"{one.max_ms:,.1f}",
            "" if ratio is None else f"{ratio:,.0f} x",
        )
    console.print(table)


if __name__ == "__main__":
    main()
