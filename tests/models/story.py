"""A table, two versions of a model that learned from it, and where they are served.

    shop.orders → features → shop.features → train → churn-model 1, 2 → serve-churn, score

The first version was trained on data whose version was not told; champion moved to the second.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from pathlib import Path

Json = dict[str, Any]

WAREHOUSE = "postgres://wh:5432"
REGISTRY = "mlflow://mlflow:5000"
MODEL = "churn-model"

_PRODUCER = "https://example.com/ml"
_CORE = "https://openlineage.io/spec/2-0-2/OpenLineage.json"


def facet(**said: Any) -> Json:
    return {"_producer": _PRODUCER, "_schemaURL": "https://example.com/f.json#/$defs/F", **said}


def run_id(number: int) -> str:
    return f"00000000-0000-7000-8000-{number:012d}"


def ran(  # noqa: PLR0917 - the parts of an event
    kind: str,
    at: str,
    run: int,
    job: str,
    inputs: list[Json] | None = None,
    outputs: list[Json] | None = None,
    *,
    facets: Json | None = None,
    job_facets: Json | None = None,
) -> Json:
    """An event of a run in March 2026; `at` is a day and a time."""
    return {
        "eventType": kind,
        "eventTime": f"2026-03-{at}:00Z",
        "producer": _PRODUCER,
        "schemaURL": f"{_CORE}#/$defs/RunEvent",
        "run": {"runId": run_id(run), "facets": facets or {}},
        "job": {"namespace": "ml", "name": job, "facets": job_facets or {}},
        "inputs": inputs or [],
        "outputs": outputs or [],
    }


def told(at: str, dataset: Json) -> Json:
    """An event that says something of a dataset, without a run."""
    return {
        "eventTime": f"2026-03-{at}:00Z",
        "producer": _PRODUCER,
        "schemaURL": f"{_CORE}#/$defs/DatasetEvent",
        "dataset": dataset,
    }


def table(name: str, version: str | None = None, *columns: str, **facets: Json) -> Json:
    said = {key: facet(**value) for key, value in facets.items()}
    if version is not None:
        said["version"] = facet(datasetVersion=version)
    if columns:
        said["schema"] = facet(fields=[{"name": name, "type": "int"} for name in columns])
    return {"namespace": WAREHOUSE, "name": name, "facets": said}


def read_as(role: str, dataset: Json, rows: int = 500) -> Json:
    statistics = facet(rowCount=rows, size=90 * rows)
    facets = {"collector_datasetRole": facet(role=role), "inputStatistics": statistics}
    return {**dataset, "inputFacets": facets}


def model(version: str, **said: Any) -> Json:
    """A version of the model, as an output or in an event of its own."""
    return {
        "namespace": REGISTRY,
        "name": MODEL,
        "facets": {
            "datasetType": facet(datasetType="MODEL", subType="sklearn"),
            "version": facet(datasetVersion=version),
            "collector_model": facet(modelId=f"m-{version}", **said),
        },
    }


def artifact(letter: str) -> Json:
    return {"uri": "s3://models/churn", "sha256": letter * 64, "sizeBytes": 4096}


def training(
    run: int,
    day: str,
    version: str,
    data: Json,
    *,
    commit: str = "1",
    accuracy: float = 0.8,
    depth: int = 5,
    bytes_of: str = "b",
    packages: Json | None = None,
) -> list[Json]:
    """The events of a run that trains a version."""
    measured = [
        {
            "name": "accuracy",
            "value": accuracy,
            "higherIsBetter": True,
            "dataset": {"namespace": WAREHOUSE, "name": "shop.holdout", "version": "h-1"},
        },
        {"name": "loss", "value": 0.5, "step": 1},
        {"name": "loss", "value": 0.3, "step": 2},
    ]
    parameters = [
        {"key": "max_depth", "value": str(depth)},
        {"key": "random_state", "value": "7"},
        {"key": "db_password", "value": "hunter2"},
    ]
    listed = [{"name": name, "version": told} for name, told in (packages or {}).items()]
    facets = {
        "executionParameters": facet(parameters=parameters),
        "collector_metrics": facet(metrics=measured),
        "collector_environment": facet(
            language={"name": "python", "version": "3.11.4"},
            lockfile={"sha256": "a" * 64},
            packages=listed,
        ),
        "collector_reproducibility": facet(
            code={"dirty": False, "entryPoint": "train.py"},
            seeds=[{"name": "numpy", "value": "7"}],
        ),
    }
    source = facet(
        type="git",
        url=f"https://bot:hunter2@git.example.com/shop/ml/blob/{commit * 40}/train.py",
        repoUrl="https://git.example.com/shop/ml.git",
        path="train.py",
        version=commit * 40,
        branch="main",
    )
    kind = facet(processingType="BATCH", integration="MLFLOW", jobType="TRAINING")
    job_facets = {"sourceCodeLocation": source, "jobType": kind}
    holdout = read_as("test", table("shop.holdout", "h-1"))
    output = model(version, artifact=artifact(bytes_of), algorithm="RandomForestClassifier")
    return [
        ran("START", f"{day}T09:00", run, "train", job_facets=job_facets),
        ran(
            "COMPLETE",
            f"{day}T09:30",
            run,
            "train",
            [data, holdout],
            [output],
            facets=facets,
            job_facets=job_facets,
        ),
    ]


def served(day: str, run: int, version: str) -> Json:
    """The rollout of a version."""
    job_facets = {
        "jobType": facet(processingType="SERVICE", integration="K8S", jobType="DEPLOYMENT"),
        "collector_deployment": facet(
            environment="production", endpoint="https://churn.example.com"
        ),
    }
    read = {**model(version), "facets": {"version": facet(datasetVersion=version)}}
    return ran("RUNNING", f"{day}T12:00", run, "serve-churn", [read], job_facets=job_facets)


def features(version: str | None, *columns: str, rows: int = 500) -> Json:
    return read_as("training", table("shop.features", version, *columns), rows)


def story() -> list[Json]:
    """The events of all of it."""
    described: dict[str, Json] = {
        "documentation": {"description": "Who will leave."},
        "ownership": {"owners": [{"name": "team:growth", "type": "OWNER"}]},
    }
    about = {key: facet(**value) for key, value in described.items()}
    champion = model("1", aliases=["champion"], artifact=artifact("b"))
    champion["facets"] |= about
    orders = table("shop.orders", "o-17")
    prediction = [model("2"), read_as("inference", table("shop.features", "f-10"))]
    return [
        ran("START", "01T08:00", 1, "features"),
        ran("COMPLETE", "01T08:10", 1, "features", [orders], [table("shop.features")]),
        *training(2, "02", "1", features(None, "age", "plan"), packages={"numpy": "2.1"}),
        *training(
            3,
            "03",
            "2",
            features("f-9", "age", "plan", "visits", rows=900),
            commit="2",
            accuracy=0.9,
            depth=6,
            bytes_of="c",
            packages={"numpy": "2.2", "scipy": "1.15"},
        ),
        told("03T10:00", champion),
        told("04T10:00", model("2", aliases=["champion"], artifact=artifact("c"))),
        served("03", 4, "1"),
        served("04", 5, "2"),
        ran("COMPLETE", "05T12:00", 6, "score", prediction, [table("shop.predictions")]),
    ]


def write_story(folder: Path) -> Path:
    """The database in this folder, made by `collector import`."""
    database = folder / "modelled.duckdb"
    events = folder / "story.ndjson"
    events.write_bytes(b"\n".join(map(orjson.dumps, story())) + b"\n")
    command = (sys.executable, "-m", "collector", "import", events, "--db", database)
    subprocess.run(command, check=True, capture_output=True, cwd=folder)
    return database
