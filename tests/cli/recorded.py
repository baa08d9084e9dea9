"""A log with what dbt sent, and with what it does not tell of."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.conftest import body, event

FIXTURES = Path(__file__).parents[1] / "fixtures"

FACET = {"_producer": "https://example.com/tests", "_schemaURL": "https://example.com/tests"}

LOADED = "0193a5b4-7c21-7000-8000-00000000000a"
FAILED = "0193a5b4-7c21-7000-8000-00000000000b"
ROOT = "0193a5b4-7c21-7000-8000-00000000000c"
PARENT = "0193a5b4-7c21-7000-8000-00000000000d"


def facets(**members: dict[str, Any]) -> dict[str, Any]:
    return {name: {**FACET, **content} for name, content in members.items()}


PARENT_FACET = facets(
    parent={
        "run": {"runId": PARENT},
        "job": {"namespace": "air", "name": "dag.task"},
        "root": {"run": {"runId": ROOT}, "job": {"namespace": "air", "name": "dag"}},
    }
)

JOB = {
    "namespace": "air",
    "name": "load_orders",
    "facets": facets(
        jobType={"processingType": "BATCH", "integration": "AIRFLOW", "jobType": "TASK"},
        documentation={"description": "Loads orders,\n  once a day. \u001b[31m"},
        ownership={"owners": [{"name": "team:data", "type": "MAINTAINER"}, {"name": "ann"}]},
        sourceCodeLocation={
            "type": "git",
            "url": "https://example.com/repo/load.py",
            "path": "load.py",
            "version": "abc123",
        },
        tags={"tags": [{"key": "tier", "value": "1"}, {"key": "nightly", "value": "true"}]},
        sql={"query": "\n".join(f"select {number}\tas n;" for number in range(20))},
    ),
}

ORDERS = {
    "namespace": "s3://sales",
    "name": "orders",
    "facets": facets(
        symlinks={
            "identifiers": [{"namespace": "s3://lake", "name": "o/r/ders", "type": "LOCATION"}]
        },
        datasetType={"datasetType": "TABLE", "subType": "EXTERNAL"},
        dataSource={"name": "lake", "uri": "s3://lake/sales"},
        storage={"storageLayer": "iceberg", "fileFormat": "parquet"},
        version={"datasetVersion": "v7"},
        lifecycleStateChange={
            "lifecycleStateChange": "RENAME",
            "previousIdentifier": {"namespace": "s3://sales", "name": "orders_old"},
        },
        ownership={"owners": [{"name": "sales"}]},
        tags={
            "tags": [
                {"key": "gold", "value": "true"},
                {"key": "pii", "value": "email", "field": "mail"},
            ]
        },
        schema={
            "fields": [
                {"name": "id", "type": "bigint"},
                {"name": "mail", "type": "varchar", "description": "Where to\nwrite."},
            ]
        },
    ),
    "outputFacets": facets(outputStatistics={"rowCount": 1234567, "size": 5 << 30}),
}

RAW = {
    "namespace": "pg://shop",
    "name": "public.raw",
    "inputFacets": facets(
        inputStatistics={"rowCount": 17, "size": 2048, "fileCount": 3},
        dataQualityMetrics={"rowCount": 17, "columnMetrics": {"id": {"nullCount": 0}}},
    ),
}

OWN: list[dict[str, Any]] = [
    event(
        eventType="COMPLETE",
        eventTime="2026-01-01T12:05:03Z",
        run={"runId": LOADED, "facets": PARENT_FACET},
        job=JOB,
        inputs=[RAW],
        outputs=[ORDERS],
    ),
    event(
        eventType="START",
        eventTime="2026-01-01T12:00:00Z",
        run={"runId": LOADED, "facets": PARENT_FACET},
        job={"namespace": "air", "name": "load_orders"},
    ),
    event(
        eventType="FAIL",
        eventTime="2026-01-02T12:00:00Z",
        run={
            "runId": FAILED,
            "facets": PARENT_FACET
            | facets(
                errorMessage={"message": "disk\nfull", "programmingLanguage": "python"},
                nominalTime={"nominalStartTime": "2026-01-02T00:00:00Z"},
            ),
        },
        job={"namespace": "air", "name": "load_orders"},
        inputs=[RAW],
    ),
    event(
        run={"runId": "0193a5b4-7c21-7000-8000-0000000000aa"}, job={"namespace": "a", "name": "x.t"}
    ),
    event(
        run={"runId": "0193a5b4-7c21-7000-8000-0000000000bb"}, job={"namespace": "b", "name": "x.t"}
    ),
]


def record(folder: Path) -> Path:
    """The database in this folder, made by `collector import`."""
    database = folder / "recorded.duckdb"
    own = folder / "own.ndjson"
    own.write_bytes(b"\n".join(map(body, OWN)) + b"\n")
    command = (sys.executable, "-m", "collector", "import", own, FIXTURES / "dbt_example.ndjson")
    subprocess.run([*command, "--db", database], check=True, capture_output=True, cwd=folder)
    return database
