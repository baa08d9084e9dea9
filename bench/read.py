"""What questions take while events come in, and what acknowledgements take while questions do.

`python -m bench.read --seconds 20 --rate 500`: a collector with events of many jobs is asked by
several clients, each question in turn and at once after its last answer; first with nothing else
to do, then beside events at a fixed rate, one a request. The events alone are measured before. Who
asks has another address than who sends: a read waits for what its own client has sent.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from rich.console import Console
from rich.table import Table

from bench import lag
from bench.load import percentile
from bench.measures import BATCH_CONNECTIONS, run_load
from bench.server import HOST, running

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.load import Figures
    from bench.server import Server

#: Clients that ask at the same time.
CLIENTS = 2

#: Where they ask from; elsewhere than on Linux a machine has one address for itself.
ASKER = "127.0.0.2" if sys.platform == "linux" else HOST


@dataclass(frozen=True)
class Question:
    name: str
    path: str
    body: bytes | None = None


@dataclass(frozen=True)
class Latency:
    """Milliseconds of the answers to one question."""

    answers: int
    p50: float
    p99: float
    max: float
    #: Answers with another status than 200.
    failures: int


@dataclass(frozen=True)
class Load:
    """One stretch: what was asked, beside how many events a second, and how that went."""

    rate: float
    questions: dict[str, Latency]
    acknowledgements: Figures | None


def main() -> None:
    options = _options()
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        running(Path(folder) / "lineage.duckdb", options.serve) as server,
    ):
        fill = ("--mode=batch", f"--connections={BATCH_CONNECTIONS}")
        filled = run_load(server, *fill, f"--count={options.events}")
        lag.wait_until_caught_up(server)
        known = _known(server)
        alone = _measured(server, known, options, rate=0.0, is_asked=True, first=0)
        first = filled.next_first
        quiet = _measured(server, known, options, options.rate, is_asked=False, first=first)
        first += int(options.rate * (options.seconds + 5))
        both = _measured(server, known, options, options.rate, is_asked=True, first=first)
    loads = {"questions alone": alone, "events alone": quiet, "both": both}
    _print(loads, options.events)
    if options.json:
        report = {name: asdict(load) for name, load in loads.items()}
        options.json.write_text(json.dumps(report, indent=1))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=20_000, help="stored before it begins")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each stretch")
    parser.add_argument("--rate", type=float, default=500.0, help="events/s beside the questions")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything there too")
    parser.add_argument("serve", nargs="*", help="more options of collector serve, after --")
    return parser.parse_args()


def _known(server: Server) -> dict[str, list[str]]:
    """Some jobs, datasets and runs to ask for."""
    query = """
        select 'job' as kind, list(namespace || chr(10) || name) as ids from jobs
        union all
        select 'dataset' as kind, list(namespace || chr(10) || name) as ids from datasets
        union all
        select 'run' as kind, list(run_id) as ids from runs
    """
    question = Question("known", "/api/v1/sql", json.dumps({"query": query}).encode())
    return dict(json.loads(_ask(server, question)[1])["rows"])


def _questions(known: dict[str, list[str]]) -> Iterator[Question]:
    """Each question again and again, of other things."""
    chosen = random.Random(1)  # noqa: S311, no secret
    while True:
        job_namespace, job = chosen.choice(known["job"]).split("\n")
        namespace, dataset = chosen.choice(known["dataset"]).split("\n")
        run = chosen.choice(known["run"])
        job_path = f"/api/v1/namespaces/{quote(job_namespace, safe='')}/jobs/{quote(job, safe='')}"
        datasets = f"/api/v1/namespaces/{quote(namespace, safe='')}/datasets"
        node = f"dataset:{namespace}:{dataset}"
        yield Question("lineage", _with("/api/v1/lineage", nodeId=node, depth=20))
        upstream = _with("/api/v1/lineage", nodeId=node, direction="upstream")
        yield Question("lineage, upstream", upstream)
        yield Question("column lineage", _with("/api/v1/column-lineage", nodeId=node))
        yield Question("impact", _with("/api/v1/impact", nodeId=node))
        yield Question("a job", job_path)
        yield Question("its runs", f"{job_path}/runs?limit=10")
        yield Question("jobs, a page", "/api/v1/jobs?limit=25")
        yield Question("a dataset", f"{datasets}/{quote(dataset, safe='')}")
        yield Question("datasets, a page", f"{datasets}?limit=25")
        yield Question("a run", f"/api/v1/jobs/runs/{run}")
        yield Question("search", _with("/api/v1/search", q=dataset[-8:]))
        yield Question("events, a page", "/api/v1/events?order=desc&limit=25")
        count = b'{"query": "select state, count(*) from runs group by state"}'
        yield Question("SQL, a count", "/api/v1/sql", count)


def _with(path: str, **query: object) -> str:
    return f"{path}?{urlencode(query)}"


def _measured(
    server: Server,
    known: dict[str, list[str]],
    options: argparse.Namespace,
    rate: float,
    *,
    is_asked: bool,
    first: int,
) -> Load:
    events = (f"--rate={rate}", f"--seconds={options.seconds}", f"--first={first}")
    with ThreadPoolExecutor(CLIENTS + 1) as pool:
        load = pool.submit(run_load, server, *events) if rate else None
        clients = [
            pool.submit(_asked, server, known, options.seconds, number)
            for number in range(CLIENTS if is_asked else 0)
        ]
        answers: defaultdict[str, list[tuple[float, int]]] = defaultdict(list)
        for client in clients:
            for name, found in client.result().items():
                answers[name] += found
        figures = load.result() if load else None
    return Load(rate, {name: _latency(found) for name, found in answers.items()}, figures)


def _asked(
    server: Server, known: dict[str, list[str]], seconds: float, number: int
) -> dict[str, list[tuple[float, int]]]:
    """One client: question to milliseconds and status of each answer."""
    answers: defaultdict[str, list[tuple[float, int]]] = defaultdict(list)
    questions = _questions(known)
    for _ in range(7 * number):
        next(questions)
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        question = next(questions)
        begun = time.perf_counter()
        status, _ = _ask(server, question)
        answers[question.name].append((1_000 * (time.perf_counter() - begun), status))
    return answers


def _ask(server: Server, question: Question) -> tuple[int, bytes]:
    connection = HTTPConnection(HOST, server.port, timeout=60, source_address=(ASKER, 0))
    try:
        headers = {"Content-Type": "application/json"} if question.body else {}
        method = "POST" if question.body else "GET"
        connection.request(method, question.path, question.body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _latency(answers: Sequence[tuple[float, int]]) -> Latency:
    times = sorted(milliseconds for milliseconds, _ in answers)
    return Latency(
        len(times),
        round(statistics.median(times), 1),
        round(percentile(times, 99), 1),
        round(times[-1], 1),
        sum(status != 200 for _, status in answers),
    )


def _print(loads: dict[str, Load], events: int) -> None:
    console = Console()
    alone, both = loads["questions alone"], loads["both"]
    table = Table(title=f"Answers in ms: {events:,} events stored, {CLIENTS} clients")
    beside_events = f"beside {both.rate:g} events/s p50"
    table.add_column("question")
    for column in ("alone p50", "p99", beside_events, "p99", "not 200"):
        table.add_column(column, justify="right")
    for name, latency in alone.questions.items():
        beside = both.questions[name]
        table.add_row(
            name,
            f"{latency.p50:g}",
            f"{latency.p99:g}",
            f"{beside.p50:g}",
            f"{beside.p99:g}",
            f"{latency.failures + beside.failures}",
        )
    console.print(table)
    for name, load in loads.items():
        if load.acknowledgements:
            figures = load.acknowledgements
            console.print(
                f"acknowledgements, {name}: p50 {figures.p50_ms} ms, p99 {figures.p99_ms} ms, "
                f"max {figures.max_ms} ms, {figures.events_per_second} events/s"
            )


if __name__ == "__main__":
    main()
