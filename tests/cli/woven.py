"""A log of jobs that are woven together: with a cycle, a model, odd names, and two versions."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

from tests.cli.recorded import facets
from tests.conftest import body, event

if TYPE_CHECKING:
    from pathlib import Path

SHOP = "pg://shop"
LAKE = "s3://lake"

ODD_JOB = 'odd "job" [x] <b>'
ODD_DATASET = "odd; `é` & #1 | {x}\\"


def run_id(number: int) -> str:
    return f"0193a5b4-7c21-7000-8000-{number:012d}"


def dataset(name: str, namespace: str = SHOP, **members: dict[str, Any]) -> dict[str, Any]:
    """A dataset with facets: `dataset("orders", version={...})`."""
    return {"namespace": namespace, "name": name, "facets": facets(**members)}


def run(
    number: int,
    day: str,
    job: str,
    inputs: list[dict[str, Any]],
    outputs: list[dict[str, Any]],
    *,
    state: str = "COMPLETE",
    **members: dict[str, Any],
) -> list[dict[str, Any]]:
    """Start and end of a run that takes a minute; only the start of one that goes on."""
    told = {
        "run": {"runId": run_id(number)},
        "job": {"namespace": "etl", "name": job, "facets": facets(**members)},
        "inputs": inputs,
        "outputs": outputs,
    }
    started = event(eventType="START", eventTime=f"2026-01-{day}T10:00:00Z", **told)
    if state == "START":
        return [started]
    return [started, event(eventType=state, eventTime=f"2026-01-{day}T10:01:00Z", **told)]


def columns(**types: str) -> dict[str, Any]:
    return {"fields": [{"name": name, "type": kind} for name, kind in types.items()]}


def made_of(**sources: tuple[str, str, str, bool]) -> dict[str, Any]:
    """Column lineage: of each column the dataset, column, subtype and masking of its source."""
    return {
        "fields": {
            field: {
                "inputFields": [
                    {
                        "namespace": SHOP,
                        "name": name,
                        "field": source,
                        "transformations": [
                            {"type": "DIRECT", "subtype": subtype, "masking": is_masked}
                        ],
                    }
                ]
            }
            for field, (name, source, subtype, is_masked) in sources.items()
        }
    }


RAW = columns(id="int", mail="text")

EVENTS: list[dict[str, Any]] = [
    *run(
        1,
        "01",
        "load",
        [dataset("raw_orders", schema=RAW, version={"datasetVersion": "10"})],
        [
            dataset(
                "orders",
                version={"datasetVersion": "v1"},
                schema=columns(id="int", total="int", old="text"),
            )
        ],
        sourceCodeLocation={"type": "git", "url": "https://example.com/load", "version": "abc"},
    ),
    *run(
        2,
        "03",
        "load",
        [
            dataset("raw_orders", schema=RAW, version={"datasetVersion": "11"}),
            dataset("raw_rates"),
        ],
        [
            dataset(
                "orders",
                version={"datasetVersion": "v2"},
                schema=columns(id="int", total="decimal", mail="text"),
                columnLineage=made_of(
                    id=("raw_orders", "id", "IDENTITY", False),
                    mail=("raw_orders", "mail", "TRANSFORMATION", True),
                ),
                ownership={"owners": [{"name": "team:sales"}]},
            )
        ],
        sourceCodeLocation={"type": "git", "url": "https://example.com/load", "version": "def"},
    ),
    *run(3, "04", "clean", [dataset("orders")], [dataset("clean_orders")]),
    *run(4, "04", "feed_back", [dataset("clean_orders")], [dataset("raw_orders")]),
    *run(
        5,
        "04",
        "report",
        [dataset("orders"), dataset("clean_orders")],
        [dataset("report", LAKE)],
        state="FAIL",
        ownership={"owners": [{"name": "team:bi"}, {"name": "ann"}]},
    ),
    *run(
        6,
        "05",
        "train",
        [dataset("report", LAKE)],
        [dataset("churn", LAKE, datasetType={"datasetType": "MODEL"})],
        state="ABORT",
    ),
    *run(7, "05", "serve", [dataset("churn", LAKE)], [], state="START"),
    *run(8, "05", ODD_JOB, [dataset("report", LAKE)], [dataset(ODD_DATASET, LAKE)]),
]


def weave(folder: Path) -> Path:
    """The database in this folder, made by `collector import`."""
    database = folder / "woven.duckdb"
    own = folder / "own.ndjson"
    own.write_bytes(b"\n".join(map(body, EVENTS)) + b"\n")
    command = (sys.executable, "-m", "collector", "import", own, "--db", database)
    subprocess.run(command, check=True, capture_output=True, cwd=folder)
    return database
