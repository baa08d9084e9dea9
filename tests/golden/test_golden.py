"""The lineage of what real tools sent, as texts that a person has checked.

A text `<scenario>.txt` begins with remarks (`#`): what the tool really did, and what surprises in
its events. The rest is what the relations hold. `python -m tests.golden.test_golden` writes it
anew and keeps the remarks; what changed is then to be checked against the events.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from collector.errors import InvalidEvent, Malformed
from collector.receive import receive
from tests.relations.folded import Folded, Object, validator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collector.event import Event

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared" / "openlineage"

#: Recorded from real tools.
CAPTURED = (
    "airflow_standalone",
    "dagster",
    "dagster_openlineage_0.2.1",
    "dbt",
    "dbt_fail",
    "dbt_structured",
    "dlt",
    "hamilton",
)

#: Published elsewhere; the groups whose events are one story.
CORPUS = (
    "compat_CLL",
    "compat_airflow",
    "compat_spark_dataproc_simple_producer_test",
    "compat_spark_dataproc_simple_producer_test_complete",
    "datarentgen_airflow",
    "datarentgen_dbt",
    "datarentgen_spark",
    "marquez_seed",
)

#: Where a time is missing.
NEVER = datetime(9999, 1, 1)

Table = list[list[str]]


def bodies(scenario: str) -> list[bytes]:
    """The events of a scenario."""
    if scenario in CAPTURED:
        files = sorted((SHARED / "captured" / scenario).glob("???.json"))
    else:
        with (SHARED / "corpus" / "MANIFEST.tsv").open() as manifest:
            rows = list(csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE))
        names = sorted(row["file"] for row in rows if row["group"] == scenario)
        files = [SHARED / "corpus" / name for name in names]
    return [path.read_bytes() for path in files]


def accepted(scenario: str) -> list[Event]:
    """Those that the collector takes."""
    events = []
    for body in bodies(scenario):
        told = json.loads(body)
        for event in told if isinstance(told, list) else [told]:
            try:
                events.append(receive(json.dumps(event).encode(), validator()))
            except (InvalidEvent, Malformed):
                continue
    return events


# From relations to a text


@dataclass(frozen=True)
class Words:
    """Short names for what is long: namespaces and ids of runs."""

    namespaces: dict[str, str]
    runs: dict[str, str]

    def node(self, row: Object, prefix: str = "") -> str:
        """What the columns `<prefix>namespace` and `<prefix>name` name."""
        namespace, name = row[f"{prefix}namespace"], row[f"{prefix}name"]
        return "-" if name is None else f"{self.namespaces.get(namespace, namespace)}:{name}"

    def run(self, run_id: str | None) -> str:
        return "-" if run_id is None else self.runs.get(run_id, run_id)


def _words(folded: Folded) -> Words:
    namespaces = sorted(row["namespace"] for row in folded.rows("namespaces", None))
    runs = sorted(
        folded.rows("runs", None),
        key=lambda row: (row["first_seen"] or NEVER, row["run_id"]),
    )
    return Words(
        {namespace: f"n{place}" for place, namespace in enumerate(namespaces, 1)},
        {row["run_id"]: f"run-{place}" for place, row in enumerate(runs, 1)},
    )


def _or_none(*values: object) -> str:
    return " ".join(str(value) for value in values if value is not None) or "-"


def _seen(row: Object) -> str:
    """Which runs tell of an edge, and whether the last one still does."""
    return f"{row['run_count'] or 0}" + ("" if row["is_current"] else " not current")


def _jobs(folded: Folded, words: Words) -> Table:
    return [
        [
            words.node(row),
            _or_none(row["processing_type"], row["integration"], row["job_type"]),
            words.node(row, "parent_"),
            words.run(row["latest_run_id"]),
            _or_none(row["latest_state"]),
            "stub" if row["is_stub"] else "",
        ]
        for row in folded.rows("jobs", None)
    ]


def _runs(folded: Folded, words: Words) -> Table:
    return [
        [
            words.run(row["run_id"]),
            _or_none(row["state"]),
            words.node(row, "job_"),
            words.run(row["parent_run_id"]),
            words.run(row["root_run_id"]),
            "started" if row["started_at"] else "-",
            "ended" if row["ended_at"] else "-",
            _or_none(row["engine"], row["engine_version"]),
            "stub" if row["is_stub"] else "",
        ]
        for row in folded.rows("runs", None)
    ]


def _datasets(folded: Folded, words: Words) -> Table:
    fields = defaultdict(list)
    for row in sorted(folded.rows("dataset_fields", None), key=lambda row: row["ordinal"] or 0):
        stub = "?" if row["is_stub"] else ""
        fields[words.node(row)].append(row["field"] + stub)
    versions = defaultdict(list)
    made = folded.rows("dataset_versions", None)
    for row in sorted(made, key=lambda row: (row["created_at"] or NEVER, row["version"])):
        versions[words.node(row)].append(
            words.run(row["run_id"]) + (f"={row['version']}" if row["is_recorded"] else "")
        )
    return [
        [
            node := words.node(row),
            _or_none(row["type"], row["sub_type"]),
            _or_none(row["lifecycle_state"]),
            "stub" if row["is_stub"] else "",
            ", ".join(versions[node]) or "-",
            ", ".join(fields[node]) or "-",
        ]
        for row in folded.rows("datasets", None)
    ]


def _edges(folded: Folded, words: Words) -> Table:
    return [
        [
            f"{row['source_kind']} {words.node(row, 'source_')}",
            f"{row['target_kind']} {words.node(row, 'target_')}",
            row["origin"],
            # Else the job is one of the two ends.
            words.node(row, "job_") if row["source_kind"] == row["target_kind"] else "",
            words.run(row["first_run_id"]),
            words.run(row["last_run_id"]),
            _seen(row),
        ]
        for row in folded.rows("edges", None)
    ]


def _column_edges(folded: Folded, words: Words) -> Table:
    """One row a target, origin and job."""
    sources: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in folded.rows("column_edges", None):
        kind = _or_none(row["transformation_type"], row["transformation_subtype"])
        source = f"{words.node(row, 'source_')}.{row['source_field'] or '*'}"
        if not row["is_current"]:
            source += " not current"
        target = f"{words.node(row, 'target_')}.{row['target_field'] or '*'}"
        sources[target, row["origin"], words.node(row, "job_")].add(
            source + (f" ({kind})" if kind != "-" else "")
        )
    return [[*key, ", ".join(sorted(names))] for key, names in sources.items()]


SECTIONS = {
    "jobs": (_jobs, ["job", "type", "parent", "latest run", "state", ""]),
    "runs": (
        _runs,
        ["run", "state", "job", "parent", "root", "started", "ended", "engine", ""],
    ),
    "datasets": (_datasets, ["dataset", "type", "lifecycle", "", "versions by", "fields"]),
    "edges": (_edges, ["source", "target", "origin", "job", "first run", "last run", "runs"]),
    "column edges": (_column_edges, ["target", "origin", "job", "sources"]),
}


def _place(row: list[str]) -> list[object]:
    """Where a row is sorted: run-10 after run-9."""
    kind, dash, number = row[0].rpartition("-")
    return [kind, int(number)] if dash and kind == "run" else [row[0], 0, *row[1:]]


def _aligned(table: Table) -> str:
    widths = [max(len(cell) for cell in column) for column in zip(*table, strict=True)]
    lines = ("  ".join(map(str.ljust, row, widths)) for row in table)
    return "".join(f"  {line.rstrip()}\n" for line in lines)


def told(folded: Folded) -> str:
    """What the relations hold."""
    words = _words(folded)
    parts = ["namespaces\n" + _aligned([[word, at] for at, word in words.namespaces.items()])]
    for title, (rows, head) in SECTIONS.items():
        table = sorted(rows(folded, words), key=_place)
        parts.append(f"{title}\n" + (_aligned([head, *table]) if table else "  none\n"))
    return "\n".join(parts)


# From texts to tests


def _remarks(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if line.startswith("#"))


def _without_remarks(text: str) -> str:
    lines = (line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    return "".join(lines).lstrip("\n")


@pytest.fixture
def folded(tmp_path: Path) -> Iterator[Folded]:
    made = Folded(tmp_path / "lineage.duckdb")
    yield made
    made.close()


@pytest.mark.skipif(not SHARED.exists(), reason="the recorded events are not here")
@pytest.mark.parametrize("scenario", [*CAPTURED, *CORPUS])
def test_the_lineage_is_what_the_text_says(scenario: str, folded: Folded) -> None:
    folded.fold(accepted(scenario))

    assert told(folded) == _without_remarks((HERE / f"{scenario}.txt").read_text())


def test_every_text_tells_first_what_the_tool_did() -> None:
    for scenario in (*CAPTURED, *CORPUS):
        assert (HERE / f"{scenario}.txt").read_text().startswith("# "), scenario


def _write() -> None:
    for scenario in (*CAPTURED, *CORPUS):
        path = HERE / f"{scenario}.txt"
        remarks = _remarks(path.read_text()) if path.exists() else ""
        with TemporaryDirectory() as folder:
            folded = Folded(Path(folder) / "lineage.duckdb")
            folded.fold(accepted(scenario))
            path.write_text(f"{remarks}\n{told(folded)}")
            folded.close()


if __name__ == "__main__":
    _write()
