"""A model whose making is told in full, and ways to tell less or worse of it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

import duckdb

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Json = dict[str, Any]

PRODUCER = "https://example.com/ml"
CORE = "https://openlineage.io/spec/2-0-2/OpenLineage.json"

WAREHOUSE = "postgres://wh:5432"
LANDING = "s3://landing"
REGISTRY = "mlflow://mlflow:5000"
COMMIT = "7f0c2e1b" * 5


def facet(**said: Any) -> Json:
    return {"_producer": PRODUCER, "_schemaURL": "https://example.com/f.json#/$defs/F", **said}


def run_id(*words: object) -> str:
    return str(uuid5(NAMESPACE_URL, "/".join(map(str, words))))


def dataset(namespace: str, name: str, version: str | None = None, **facets: Json) -> Json:
    told = {key: facet(**value) for key, value in facets.items()}
    if version is not None:
        told["version"] = facet(datasetVersion=version)
    return {"namespace": namespace, "name": name, "facets": told}


def read_as(role: str | None, of: Json, rows: int | None = 500, **said: Any) -> Json:
    """An input in a role."""
    facets = {} if role is None else {"collector_datasetRole": facet(role=role, **said)}
    if rows is not None:
        facets["inputStatistics"] = facet(rowCount=rows, size=90 * rows)
    return {**of, "inputFacets": facets}


def run_event(
    kind: str,
    at: str,
    run: str,
    job: str,
    inputs: Iterable[Json] = (),
    *,
    outputs: Iterable[Json] = (),
    run_facets: Json | None = None,
    job_facets: Json | None = None,
) -> Json:
    return {
        "eventType": kind,
        "eventTime": at,
        "producer": PRODUCER,
        "schemaURL": f"{CORE}#/$defs/RunEvent",
        "run": {"runId": run, "facets": run_facets or {}},
        "job": {"namespace": "ml", "name": job, "facets": job_facets or {}},
        "inputs": list(inputs),
        "outputs": list(outputs),
    }


def dataset_event(at: str, of: Json) -> Json:
    return {
        "eventTime": at,
        "producer": PRODUCER,
        "schemaURL": f"{CORE}#/$defs/DatasetEvent",
        "dataset": of,
    }


def code(commit: str | None = COMMIT, **said: Any) -> Json:
    told = {
        "type": "git",
        "url": "https://git.example.com/shop/ml",
        "repoUrl": "https://git.example.com/shop/ml",
        "path": "train.py",
        **said,
    }
    if commit is not None:
        told["version"] = commit
    return facet(**{key: value for key, value in told.items() if value is not None})


@dataclass
class Told:
    """A model of its own, by the name of a case: one version of level 4, until less is told.

    Its data comes from the landing zone, a declared source: `raw` → `features` → training.
    """

    name: str
    version: str = "1"
    day: str = "2026-03-02"

    def __post_init__(self) -> None:
        name = self.name
        self.raw = dataset(LANDING, f"{name}/raw", "r-1")
        self.features = dataset(WAREHOUSE, f"{name}.features", "f-1")
        self.holdout = dataset(WAREHOUSE, f"{name}.holdout", "h-1")
        self.trained_by = run_id(name, self.version, "train")
        self.made_by = run_id(name, "make")
        self.job = f"{name}.train"
        self.parameters: Json = {"max_depth": "5", "random_state": "7"}
        self.metrics: list[Json] = [
            {
                "name": "accuracy",
                "value": 0.9,
                "dataset": {"namespace": WAREHOUSE, "name": f"{name}.holdout", "version": "h-1"},
            }
        ]
        self.environment: Json = {
            "language": {"name": "python", "version": "3.11.4"},
            "lockfile": {"sha256": "a" * 64},
            "hardware": {"cpuCount": 8},
        }
        self.reproducibility: Json = {
            "code": {"dirty": False, "entryPoint": "train.py"},
            "seeds": [{"name": "numpy", "value": "7"}],
        }
        self.tests: list[Json] = [{"name": "accuracy", "status": "pass", "expected": "0.8"}]
        self.code: Json | None = code()
        self.model: Json = {
            "modelId": f"m-{run_id(name, self.version)}",
            "framework": {"name": "scikit-learn", "version": "1.7"},
            "artifact": {"uri": "s3://models/x", "sha256": uuid5(NAMESPACE_URL, name).hex * 2},
        }
        self.training = read_as("training", self.features)
        self.test = read_as("test", self.holdout)
        self.inputs = [self.training, self.test]
        self.lineage: Json | None = None
        self.end = "COMPLETE"
        #: Events beside the training, and whether the raw data and its making are told.
        self.beside: list[Json] = []
        self.made: list[Json] | None = None
        self.parent: str | None = None

    @property
    def output(self) -> Json:
        told: dict[str, Json] = {"datasetType": {"datasetType": "MODEL", "subType": "sklearn"}}
        if self.model:
            told["collector_model"] = self.model
        return dataset(REGISTRY, self.name, self.version or None, **told)

    def reference(self) -> Json:
        """The version as others read it."""
        return dataset(REGISTRY, self.name, self.version, datasetType={"datasetType": "MODEL"})

    def make_features(self, **changes: Any) -> list[Json]:
        """The events of the run that makes the training data."""
        told: Json = {
            "end": "COMPLETE",
            "run": self.made_by,
            "at": "2026-03-01T08:10:00Z",
            "inputs": [self.raw],
            "outputs": [self.features],
            "code": code(),
            "run_facets": {},
            **changes,
        }
        facets = {} if told["code"] is None else {"sourceCodeLocation": told["code"]}
        start = told["at"].replace(":10:00Z", ":00:00Z")
        job = f"{self.name}.make"
        return [
            run_event("START", start, told["run"], job, job_facets=facets),
            run_event(
                told["end"],
                told["at"],
                told["run"],
                job,
                told["inputs"],
                outputs=told["outputs"],
                run_facets=told["run_facets"],
                job_facets=facets,
            ),
        ]

    def train(self) -> list[Json]:
        """The events of the training."""
        run_facets: Json = {}
        if self.parameters:
            parameters = [{"key": key, "value": value} for key, value in self.parameters.items()]
            run_facets["executionParameters"] = facet(parameters=parameters)
        if self.metrics:
            run_facets["collector_metrics"] = facet(metrics=self.metrics)
        if self.environment:
            run_facets["collector_environment"] = facet(**self.environment)
        if self.reproducibility:
            run_facets["collector_reproducibility"] = facet(**self.reproducibility)
        if self.tests:
            run_facets["test"] = facet(tests=self.tests)
        if self.parent:
            search = {"namespace": "ml", "name": f"{self.name}.search"}
            run_facets["parent"] = facet(run={"runId": self.parent}, job=search)
        job_facets: Json = {
            "jobType": facet(processingType="BATCH", integration="MLFLOW", jobType="TRAINING")
        }
        if self.code is not None:
            job_facets["sourceCodeLocation"] = self.code
        if self.lineage is not None:
            job_facets["lineage"] = facet(**self.lineage)
        run, job = self.trained_by, self.job
        started = run_event("START", f"{self.day}T09:00:00Z", run, job, job_facets=job_facets)
        ended = run_event(
            self.end,
            f"{self.day}T09:30:00Z",
            run,
            job,
            self.inputs,
            outputs=[self.output],
            run_facets=run_facets,
            job_facets=job_facets,
        )
        return [started, ended]

    def events(self) -> list[Json]:
        made = self.make_features() if self.made is None else self.made
        return [*made, *self.train(), *self.beside]

    def again(
        self, *, name: str | None = None, version: str = "2", day: str = "2026-03-03"
    ) -> Told:
        """Another training of the same recipe; its events are to be added."""
        other = Told(name or self.name, version, day)
        for key in ("parameters", "metrics", "environment", "reproducibility", "code", "inputs"):
            setattr(other, key, json.loads(json.dumps(getattr(self, key))))
        other.made = []
        return other

    def deployed(self, of: Json | None = None, **said: Any) -> list[Json]:
        """The event of a rollout."""
        facets = {
            "jobType": facet(processingType="SERVICE", integration="K8S", jobType="DEPLOYMENT"),
            "collector_deployment": facet(environment="production", **said),
        }
        run = run_id(self.name, self.version, "serve")
        read = self.reference() if of is None else of
        job = f"{self.name}.serve"
        return [run_event("RUNNING", "2026-03-04T09:00:00Z", run, job, [read], job_facets=facets)]

    def evaluated(self, read: Json, **run_facets: Json) -> list[Json]:
        """The event of a run that measures the version."""
        run = run_id(self.name, self.version, "evaluate")
        told = {key: facet(**value) for key, value in run_facets.items()}
        at, job = "2026-03-03T12:00:00Z", f"{self.name}.evaluate"
        return [run_event("COMPLETE", at, run, job, [self.reference(), read], run_facets=told)]


def import_events(folder: Path, events: list[dict[str, Any]], settings: str = "") -> Path:
    """A database with these events, made by `collector import`."""
    (folder / "collector.toml").write_text(settings)
    (folder / "events.ndjson").write_text("".join(f"{json.dumps(event)}\n" for event in events))
    command = (sys.executable, "-m", "collector", "import", "--db", "lineage.duckdb")
    done = subprocess.run(
        [*command, "events.ndjson"], check=True, capture_output=True, cwd=folder, text=True
    )
    assert "could not" not in done.stderr, done.stderr
    return folder / "lineage.duckdb"


def rows(database: Path, query: str) -> list[dict[str, Any]]:
    with duckdb.connect(database, read_only=True) as connection:
        answer = connection.execute(query)
        names = [column[0] for column in answer.description]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
