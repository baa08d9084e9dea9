"""What questions about models take, with many versions.

`python -m bench.models --store models.duckdb`: 100,000 versions of 1,000 models, each trained on 20
tables with 50 hyperparameters, and the runs around them, told by events and folded. A file that is
there is taken as it is, so that making it, which takes minutes, is done once. Everything is asked
in this process with the settings that a collector has by default.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import duckdb
from rich.console import Console

from bench import report, targets
from bench.folded import Store, filled, opened
from bench.model_events import (
    LANDED,
    MODELS,
    REGISTRY,
    ModelEvents,
    landed_name,
    model_name,
    run_id,
    version,
)
from bench.targets import Reached
from collector.audit.checks import all_checks
from collector.audit.rules import rules_of
from collector.audit.run import audit
from collector.audit.tables import replace_audits
from collector.graph.adjacency import load
from collector.models.begin import beginning
from collector.models.blast_radius import blast_radius
from collector.models.card import card
from collector.models.compare import compare
from collector.models.upstream import upstream
from collector.models.wanted_walks import WantedRadius, WantedUpstream
from collector.settings import Settings
from collector.store.moment import taken
from collector.store.transaction import in_transaction

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from collector.graph.adjacency import Graph
    from collector.graph.reach import Era

Version: TypeAlias = dict[str, str]
Json: TypeAlias = dict[str, Any]

#: Events between two turns of folding, while a file is filled.
FILL = 10_000

_OF_VERSION = "model_namespace = $namespace and model_name = $name and model_version = $version"

#: Public relations, and how one version is found in them.
RELATIONS: dict[str, str] = {
    "models": "namespace = $namespace and name = $name",
    "model_versions": _OF_VERSION,
    "training_runs": "run_id = $run_id",
    "model_inputs": _OF_VERSION,
    "model_parameters": _OF_VERSION,
    "model_metrics": _OF_VERSION,
    "recipes": "run_id = $run_id",
    "model_aliases": "model_namespace = $namespace and model_name = $name",
    "deployments": "model_namespace = $namespace and model_name = $name",
}


def _card(cursor: duckdb.DuckDBPyConnection, one: Version) -> Json:
    return card(cursor, one["namespace"], one["name"], one["version"])


def _compared(cursor: duckdb.DuckDBPyConnection, one: Version) -> Json:
    return compare(cursor, one["namespace"], one["name"], one["before"], one["version"])


def _upstream(cursor: duckdb.DuckDBPyConnection, one: Version) -> Json:
    wanted = WantedUpstream(one["namespace"], one["name"], one["version"], depth=100)
    return upstream(cursor, wanted)


def _blast(cursor: duckdb.DuckDBPyConnection, one: Version) -> Json:
    """Of a landed file: ten steps to the last table of scores."""
    return _radius(cursor, WantedRadius(f"dataset:file:{one['landed']}", depth=10))


def _blast_of_run(cursor: duckdb.DuckDBPyConnection, one: Version) -> Json:
    return _radius(cursor, WantedRadius(f"run:{one['write_id']}", depth=10))


def _radius(cursor: duckdb.DuckDBPyConnection, wanted: WantedRadius) -> Json:
    # A collector keeps it until the views change.
    if wanted.era not in _GRAPHS:
        _GRAPHS[wanted.era] = load(cursor, wanted.era)
    return blast_radius(cursor, _GRAPHS[wanted.era], beginning(cursor, wanted), wanted)


_GRAPHS: dict[Era, Graph] = {}


#: Questions that are several statements.
QUESTIONS = {
    "card": _card,
    "compare": _compared,
    "upstream": _upstream,
    "blast": _blast,
    "blast of a run": _blast_of_run,
}

#: Milliseconds that questions may take.
TARGETS = {"card": targets.CARD, "compare": targets.COMPARED, "blast": targets.BLAST}


@dataclass(frozen=True)
class Made:
    events: int
    seconds: float
    fold_seconds: float


@dataclass(frozen=True)
class Asked:
    """A question that was asked several times, each time about another version."""

    question: str
    answers: int
    #: Medians.
    rows: float
    median_ms: float
    cpu_ms: float
    max_ms: float
    #: Of the whole, where the question is one statement.
    planning_ms: float | None
    #: Share of each statement, the slowest first, where there are several.
    shares: dict[str, float]


@dataclass(frozen=True)
class Audited:
    seconds: float
    findings: int
    #: Versions by level.
    levels: dict[int, int]
    #: Seconds of each statement, the slowest first.
    statements: dict[str, float]


class Timed:
    """A cursor that counts the seconds of what an audit makes."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the cursor has
        return getattr(self._cursor, name)

    def execute(self, query: str, parameters: object = None) -> Timed:
        label = _label(query, parameters)
        begun = time.perf_counter()
        try:
            self._cursor.execute(query, parameters)
        except duckdb.Error as error:
            error.add_note(f"In {label}, after {time.perf_counter() - begun:.1f} s.")
            raise
        self.seconds[label] += time.perf_counter() - begun
        return self


def main() -> None:
    options = _options()
    console = Console()
    console.width = max(console.width, 150)
    with tempfile.TemporaryDirectory(prefix="models-") as folder:
        path = options.store or Path(folder) / "models.duckdb"
        if not path.exists():
            with console.status(f"{options.versions:,} versions"):
                made = _make(path, options.versions)
            _show_made(console, path, made)
        with opened(path, ModelEvents(options.versions)) as store:
            # Where the SQL of the folds is another than that which made the file.
            store.fold()
            asked = [_ask(store, name, options) for name in _wanted(options)]
            _show_asked(console, asked)
            audited = _audit(store) if options.audit else None
    if audited is not None:
        _show_audited(console, audited, options.versions)
    console.print(report.targets(list(_compare(asked, audited, options.versions))))
    if options.json:
        found = {"asked": [asdict(one) for one in asked], "audited": audited and asdict(audited)}
        options.json.write_text(json.dumps(found, indent=2) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench.models", description=__doc__)
    parser.add_argument("--versions", type=int, default=100_000)
    parser.add_argument("--store", type=Path, metavar="FILE", help="made where it is missing")
    parser.add_argument("--repeats", type=int, default=10, help="of each question")
    parser.add_argument("--only", nargs="*", help="questions; all of them otherwise")
    parser.add_argument("--no-audit", dest="audit", action="store_false")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything there too")
    return parser.parse_args()


def _make(path: Path, versions: int) -> Made:
    events = ModelEvents(versions)
    # A file of that name is whole.
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    begun = time.perf_counter()
    fold_seconds = 0.0
    with filled(unfinished, events) as store:
        while store.count < len(events):
            store.append(min(FILL, len(events) - store.count))
            fold_seconds += store.fold().seconds
    unfinished.rename(path)
    return Made(len(events), time.perf_counter() - begun, fold_seconds)


def _wanted(options: argparse.Namespace) -> Sequence[str]:
    names = [*RELATIONS, *QUESTIONS]
    return [name for name in names if options.only is None or name in options.only]


def _ask(store: Store, name: str, options: argparse.Namespace) -> Asked:
    planning: list[float] = []
    whole: list[float] = []
    spent: list[float] = []
    rows: list[int] = []
    with store.asking() as cursor:
        timed = Timed(cursor)
        for version in _versions(options.versions, options.repeats):
            if name in RELATIONS:
                planning.append(_plan(cursor, name, version))
            begun, cpu = time.perf_counter(), time.process_time()
            rows.append(_answer(cast("duckdb.DuckDBPyConnection", timed), name, version))
            spent.append(time.process_time() - cpu)
            whole.append(time.perf_counter() - begun)
    slowest = sorted(timed.seconds.items(), key=lambda one: -one[1])
    return Asked(
        name,
        len(rows),
        statistics.median(rows),
        _milliseconds(statistics.median(whole)),
        _milliseconds(statistics.median(spent)),
        _milliseconds(max(whole)),
        _milliseconds(statistics.median(planning)) if planning else None,
        {label: round(took / sum(whole), 3) for label, took in slowest if name in QUESTIONS},
    )


def _answer(cursor: duckdb.DuckDBPyConnection, name: str, version: Version) -> int:
    """Ask for one version; returns how many rows it has, or letters."""
    if name in RELATIONS:
        query, parameters = _query(name, version)
        return len(cursor.execute(query, parameters).fetchall())
    return len(json.dumps(QUESTIONS[name](cursor, version), default=str))


def _plan(cursor: duckdb.DuckDBPyConnection, name: str, version: Version) -> float:
    query, parameters = _query(name, version)
    begun = time.perf_counter()
    cursor.execute(f"explain {query}", parameters).fetchall()
    return time.perf_counter() - begun


def _query(name: str, version: Version) -> tuple[str, dict[str, object]]:
    query = f"select * from {name} where {RELATIONS[name]}"  # noqa: S608, both are ours
    return query, taken(query, version)


def _milliseconds(seconds: float) -> float:
    return round(1_000 * seconds, 1)


def _versions(versions: int, count: int) -> Iterator[Version]:
    """Some versions by chance, always the same ones."""
    chosen = random.Random(1)  # noqa: S311, no secret
    for _ in range(count):
        made_in, model = divmod(chosen.randrange(versions), MODELS)
        yield {
            "namespace": REGISTRY,
            "name": model_name(model),
            "version": version(made_in),
            "before": version(max(0, made_in - 1)),
            "run_id": run_id("train", model, made_in),
            "landed": landed_name(model % LANDED),
            "write_id": run_id("write", model, 0),
        }


def _audit(store: Store) -> Audited:
    """As a collector does it in the background."""
    with store.asking() as cursor:
        timed = Timed(cursor)
        settings = Settings()
        begun = time.perf_counter()
        one = cast("duckdb.DuckDBPyConnection", timed)
        audit(one, all_checks(settings.audit.paths), rules_of(settings))
        in_transaction(one, replace_audits)
        seconds = time.perf_counter() - begun
        cursor.execute("select level, count(*) from audits.levels group by all order by all")
        by_level = dict(cursor.fetchall())
        [(findings,)] = cursor.execute("select count(*) from audits.findings").fetchall()
    slowest = sorted(timed.seconds.items(), key=lambda one: -one[1])
    return Audited(
        round(seconds, 2), findings, by_level, {label: round(took, 3) for label, took in slowest}
    )


def _label(query: str, parameters: object) -> str:
    """The table that a statement makes or fills, or the check that it runs."""
    if isinstance(parameters, dict) and "id" in parameters:
        return f"check {parameters['id']}"
    if query.startswith("--"):
        return query.partition("\n")[0].removeprefix("-- ")[:40]
    words = query.partition("(")[0].partition("--")[0].split()
    return " ".join([word for word in words if word not in {"or", "replace", "temp", "as"}][:3])


def _show_made(console: Console, path: Path, made: Made) -> None:
    console.print(
        f"{path}: {made.events:,} events in {made.seconds:,.0f} s, {path.stat().st_size / 1e6:,.0f}"
        f" MB; folding took {made.fold_seconds:,.0f} s,"
        f" {made.events / made.fold_seconds:,.0f} events/s"
    )


def _show_asked(console: Console, asked: Sequence[Asked]) -> None:
    table = report.new_table(
        "One version",
        " question",
        "answers",
        "rows, or bytes",
        "median ms",
        "CPU ms",
        "max ms",
        "planning ms",
        " most of it",
    )
    for one in asked:
        most = list(one.shares.items())[:4]
        table.add_row(
            one.question,
            str(one.answers),
            f"{one.rows:,.0f}",
            f"{one.median_ms:,.1f}",
            f"{one.cpu_ms:,.1f}",
            f"{one.max_ms:,.1f}",
            "" if one.planning_ms is None else f"{one.planning_ms:,.1f}",
            ", ".join(f"{label} {share:.0%}" for label, share in most),
        )
    console.print(table)


def _show_audited(console: Console, audited: Audited, versions: int) -> None:
    table = report.new_table(
        f"Audit of {versions:,} versions: {audited.seconds:,.1f} s, {audited.findings:,} findings,"
        f" versions by level {audited.levels}",
        " statement",
        "seconds",
        "share",
    )
    for label, seconds in list(audited.statements.items())[:20]:
        table.add_row(label, f"{seconds:,.2f}", f"{seconds / audited.seconds:.0%}")
    console.print(table)


def _compare(asked: Sequence[Asked], audited: Audited | None, versions: int) -> Iterator[Reached]:
    note, is_as_asked = f"{versions:,} versions", versions >= 100_000
    for one in asked:
        if one.question in TARGETS:
            yield Reached(TARGETS[one.question], one.median_ms, f"{note}, median", is_as_asked)
    if audited is not None:
        yield Reached(targets.AUDIT, audited.seconds, note, is_as_asked)


if __name__ == "__main__":
    main()
