"""A company's models as events: tables that are rewritten, trainings on them, aliases, deployments.

A *round* is a day. Tables of three layers are written in it, each by a job of its own, from landed
files or from the layer before; then each model is trained once, which makes one version; then some
versions become champions, are deployed, and write tables of scores. From a landed file to a table
of scores it is ten steps from node to node.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha1, sha256
from typing import TYPE_CHECKING, Literal, TypeAlias
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Json: TypeAlias = dict[str, object]
Kind: TypeAlias = Literal["write", "fail", "start", "complete", "alias", "rollout", "score"]

MODELS = 1_000
INPUTS = 20
PARAMETERS = 50
#: Points of each of four metrics, in one version of a hundred.
STEPS = 50
METRICS = ("accuracy", "auc", "log_loss", "f1")

#: Where each layer of tables ends: raw, clean, features.
LAYERS = (700, 1_400, 2_000)
#: A table is written in the first round, then every tenth.
PERIOD = 10
LANDED = 200
COLUMNS = tuple(f"column_{number}" for number in range(10))

JOBS = "bench"
REGISTRY = "mlflow://mlflow.example.com:5000"
WAREHOUSE = "postgres://warehouse:5432"

_PRODUCER = "https://example.com/bench"
_SPEC = "https://openlineage.io/spec"
_FIRST_TIME = datetime(2026, 1, 1)  # noqa: DTZ001, the texts say Z


@dataclass(frozen=True, slots=True)
class Moment:
    """What one event is about: a table or a model, in a round."""

    kind: Kind
    number: int
    round: int


class ModelEvents:
    """Events by their number, in the order of their times."""

    def __init__(self, versions: int, models: int = MODELS) -> None:
        self._moments = list(_moments(versions, models))

    def __len__(self) -> int:
        return len(self._moments)

    def body(self, number: int) -> bytes:
        moment = self._moments[number]
        event = _MAKERS[moment.kind](moment.number, moment.round)
        return json.dumps(event, separators=(",", ":")).encode()


def model_name(number: int) -> str:
    return f"model_{number:04}"


def version(made_in: int) -> str:
    """Versions count from 1, as registries number them."""
    return str(made_in + 1)


def table_name(number: int) -> str:
    layer = next(place for place, end in enumerate(LAYERS) if number < end)
    return f"{('raw', 'clean', 'features')[layer]}.table_{number:04}"


def landed_name(number: int) -> str:
    return f"/landing/file_{number:03}.parquet"


@cache
def inputs_of_model(number: int) -> tuple[int, ...]:
    """Tables that a model is trained on; of an even model, those whose versions are recorded."""
    chosen = random.Random(number)  # noqa: S311, no secret
    tables = [table for table in range(LAYERS[-1]) if number % 2 or _has_versions(table)]
    features = [table for table in tables if table >= LAYERS[1]]
    others = [table for table in tables if table < LAYERS[1]]
    return *chosen.sample(features, 12), *chosen.sample(others, INPUTS - 12)


@cache
def sources_of_table(number: int) -> tuple[int, ...]:
    """Tables that a table is made of; none of the first layer, which reads a landed file."""
    chosen = random.Random(number)  # noqa: S311, no secret
    if number < LAYERS[0]:
        return ()
    first, end = (0, LAYERS[0]) if number < LAYERS[1] else LAYERS[:2]
    return tuple(chosen.sample(range(first, end), 3))


def _moments(versions: int, models: int) -> Iterator[Moment]:
    for made_in in range(-(-versions // models)):
        for table in range(LAYERS[-1]):
            if made_in == 0 or (table + made_in) % PERIOD == 0:
                yield Moment("write", table, made_in)
            elif table % 61 == 0 and (table + made_in) % PERIOD == 5:
                yield Moment("fail", table, made_in)
        trained = range(min(models, versions - made_in * models))
        for model in trained:
            if model % 2:
                yield Moment("start", model, made_in)
            yield Moment("complete", model, made_in)
        for model in trained:
            if (model + made_in) % 20 == 7:
                yield Moment("alias", model, made_in)
                if model % 2:
                    yield Moment("rollout", model, made_in)
                yield Moment("score", model, made_in)


# Tables.


def _write(table: int, made_in: int) -> Json:
    sources = sources_of_table(table)
    facets = {
        "schema": _schema(),
        "columnLineage": _column_lineage(sources[0] if sources else None, table),
        **_table_version(table, made_in),
    }
    output = _dataset(WAREHOUSE, table_name(table), facets)
    output["outputFacets"] = {
        "outputStatistics": {
            **_facet("1-0-2/OutputStatisticsOutputDatasetFacet"),
            "rowCount": _rows(table, made_in),
        }
    }
    return _run_event(
        "COMPLETE",
        _table_time(table, made_in),
        run_id("write", table, made_in),
        _job(f"make_{table_name(table)}", _code(f"tables/{table}", made_in // 20)),
        inputs=_sources(table, made_in),
        outputs=[output],
    )


def _failure(table: int, made_in: int) -> Json:
    return _run_event(
        "FAIL",
        _table_time(table, made_in),
        run_id("fail", table, made_in),
        _job(f"make_{table_name(table)}", _code(f"tables/{table}", made_in // 20)),
        inputs=_sources(table, made_in),
        outputs=[_dataset(WAREHOUSE, table_name(table))],
    )


def _sources(table: int, made_in: int) -> list[Json]:
    sources = sources_of_table(table)
    if not sources:
        return [_dataset("file", landed_name(table % LANDED))]
    read = []
    for source in sources:
        is_recorded = table % 3 != 0
        facets = _table_version(source, _last_write(source, made_in)) if is_recorded else {}
        one = _dataset(WAREHOUSE, table_name(source), facets)
        if source % 40 == 1:
            one["inputFacets"] = {"dataQualityAssertions": _assertions(made_in)}
        read.append(one)
    return read


def _assertions(made_in: int) -> Json:
    return {
        **_facet("1-0-2/DataQualityAssertionsDatasetFacet"),
        "assertions": [
            {"assertion": "not_null", "success": made_in % 7 != 3, "column": COLUMNS[0]},
            {"assertion": "unique", "success": True, "column": COLUMNS[1]},
        ],
    }


def _has_versions(table: int) -> bool:
    return table % 5 != 0


def _last_write(table: int, made_in: int) -> int:
    """The last round in which the table was written."""
    return max(0, made_in - (table + made_in) % PERIOD)


def _table_version(table: int, written_in: int) -> Json:
    if not _has_versions(table):
        return {}
    snapshot = str(10**18 + table * 10**6 + written_in)
    return {"version": {**_facet("1-0-1/DatasetVersionDatasetFacet"), "datasetVersion": snapshot}}


def _rows(table: int, written_in: int) -> int:
    return 10_000 + 37 * table + 1_000 * written_in


def _schema() -> Json:
    fields = [{"name": name, "type": "double"} for name in COLUMNS]
    return {**_facet("1-1-1/SchemaDatasetFacet"), "fields": fields}


def _column_lineage(source: int | None, table: int) -> Json:
    namespace, name = (
        ("file", landed_name(table % LANDED)) if source is None else (WAREHOUSE, table_name(source))
    )
    fields = {
        column: {"inputFields": [{"namespace": namespace, "name": name, "field": column}]}
        for column in COLUMNS
    }
    return {**_facet("1-2-0/ColumnLineageDatasetFacet"), "fields": fields}


def _table_time(table: int, made_in: int) -> datetime:
    return _FIRST_TIME + timedelta(days=made_in, seconds=10 * table)


# Trainings. Some are the one of the round before, run again.


def _training_start(model: int, made_in: int) -> Json:
    return _run_event(
        "START",
        _training_time(model, made_in),
        run_id("train", model, made_in),
        _training_job(model, _recipe_round(model, made_in)),
    )


def _training(model: int, made_in: int) -> Json:
    recipe = _recipe_round(model, made_in)
    return _run_event(
        "COMPLETE",
        _training_time(model, made_in) + timedelta(seconds=20),
        run_id("train", model, made_in),
        _training_job(model, recipe),
        run_facets={
            "executionParameters": _parameters(model, recipe),
            "collector_metrics": _metrics(model, made_in),
            "collector_environment": _environment(model, recipe),
            "collector_reproducibility": _reproducibility(model, made_in),
        },
        inputs=_training_inputs(model, recipe),
        outputs=[_model(model, made_in)],
    )


def _recipe_round(model: int, made_in: int) -> int:
    return made_in - 1 if made_in % 2 and model % 50 == 0 else made_in


def _training_job(model: int, recipe: int) -> Json:
    facets = _code(f"models/{model}", recipe // 5)
    facets["jobType"] = {
        **_facet("2-0-4/JobTypeJobFacet"),
        "processingType": "BATCH",
        "integration": "MLFLOW",
        "jobType": "TRAINING",
    }
    if model % 10 == 3:
        facets["lineage"] = _lineage(model)
    return _job(f"train_{model_name(model)}", facets)


def _lineage(model: int) -> Json:
    """What shaped the weights."""
    inputs = [
        {"namespace": WAREHOUSE, "name": table_name(table), "type": "DATASET"}
        for place, table in enumerate(inputs_of_model(model))
        if _role(place) == "training"
    ]
    entry = {"namespace": REGISTRY, "name": model_name(model), "type": "DATASET"}
    return {**_facet("1-0-0/LineageJobFacet"), "entries": [{**entry, "inputs": inputs}]}


def _training_inputs(model: int, recipe: int) -> list[Json]:
    read = []
    for place, table in enumerate(inputs_of_model(model)):
        written_in = _last_write(table, recipe)
        one = _dataset(WAREHOUSE, table_name(table), _table_version(table, written_in))
        one["inputFacets"] = {
            "collector_datasetRole": {
                **_own_facet("CollectorDatasetRoleInputDatasetFacet"),
                "role": _role(place),
                "digest": {
                    "algorithm": "sha256",
                    "value": _digest("data", table, written_in),
                    "coverage": "full",
                },
            },
            "inputStatistics": {
                **_facet("1-0-0/InputStatisticsInputDatasetFacet"),
                "rowCount": _rows(table, written_in),
                "size": 80 * _rows(table, written_in),
            },
        }
        read.append(one)
    return read


def _role(place: int) -> str:
    return "training" if place < 16 else "validation" if place < 18 else "test"


def _model(model: int, made_in: int, *aliases: str) -> Json:
    name, made = model_name(model), version(made_in)
    said: Json = {
        **_own_facet("CollectorModelDatasetFacet"),
        "modelId": f"m-{_digest('model', model, made_in)[:32]}",
        "registeredName": name,
        "algorithm": "GradientBoostingClassifier",
        "framework": {"name": "scikit-learn", "version": "1.6.1"},
        "task": "classification",
        "artifact": {
            "uri": f"s3://models/{name}/{made}",
            "format": "skops",
            "sizeBytes": 5_000_000 + model,
            "sha256": _digest("artifact", model, _artifact_round(model, made_in)),
        },
    }
    if aliases:
        said["aliases"] = list(aliases)
    facets = {
        **_model_version(made),
        "datasetType": {
            **_facet("1-0-1/DatasetTypeDatasetFacet"),
            "datasetType": "MODEL",
            "subType": "sklearn",
        },
        "collector_model": said,
    }
    return _dataset(REGISTRY, name, facets)


def _artifact_round(model: int, made_in: int) -> int:
    """Half of the trainings that are run again give the same bytes."""
    return _recipe_round(model, made_in) if model % 100 == 0 else made_in


def _model_version(made: str) -> Json:
    return {"version": {**_facet("1-0-1/DatasetVersionDatasetFacet"), "datasetVersion": made}}


def _parameters(model: int, recipe: int) -> Json:
    values = {f"parameter_{number:02}": str(number * 7) for number in range(PARAMETERS - 4)}
    values |= {
        "learning_rate": str((1 + model % 9) / 100),
        "max_depth": str(3 + recipe % 8),
        "n_estimators": str(100 + 10 * (recipe % 30)),
        "random_state": str(model),
    }
    parameters = [{"key": key, "value": value} for key, value in values.items()]
    return {**_facet("1-0-0/ExecutionParametersRunFacet"), "parameters": parameters}


def _metrics(model: int, made_in: int) -> Json:
    measured_on = {
        "namespace": WAREHOUSE,
        "name": table_name(inputs_of_model(model)[-1]),
    }
    is_of = {"namespace": REGISTRY, "name": model_name(model), "version": version(made_in)}
    metrics: list[Json] = [
        {
            "name": name,
            "value": round(0.5 + ((model * 31 + made_in * 17 + place) % 499) / 1_000, 4),
            "dataset": measured_on,
            "model": is_of,
            "higherIsBetter": name != "log_loss",
        }
        for place, name in enumerate(METRICS)
    ]
    if (model + made_in) % 100 == 0:
        metrics += [
            {"name": f"training_{name}", "value": round(1 - 1 / (step + 2), 6), "step": step}
            for name in METRICS
            for step in range(STEPS)
        ]
    return {**_own_facet("CollectorMetricsRunFacet"), "metrics": metrics}


def _environment(model: int, recipe: int) -> Json:
    said: Json = {
        **_own_facet("CollectorEnvironmentRunFacet"),
        "language": {"name": "python", "version": "3.11.4"},
        "os": "linux",
        "hardware": {"cpu": "x86_64", "cpuCount": 16, "memoryBytes": 2**36},
    }
    if model % 4 != 1:
        said["lockfile"] = {"path": "uv.lock", "sha256": _digest("lock", model % 40, recipe // 30)}
    return said


def _reproducibility(model: int, made_in: int) -> Json:
    code: Json = {"dirty": (model + made_in) % 25 == 13, "entryPoint": "train.py"}
    return {
        **_own_facet("CollectorReproducibilityRunFacet"),
        "code": code,
        "seeds": [{"name": "numpy", "value": str(model)}],
        "tracking": {"system": "mlflow", "runId": run_id("train", model, made_in)},
    }


def _training_time(model: int, made_in: int) -> datetime:
    return _FIRST_TIME + timedelta(days=made_in, hours=8, seconds=30 * model)


# What becomes of versions.


def _alias(model: int, made_in: int) -> Json:
    return {
        "eventTime": _text(_alias_time(model, made_in)),
        "dataset": _model(model, made_in, "champion"),
        "producer": _PRODUCER,
        "schemaURL": f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/DatasetEvent",
    }


def _rollout(model: int, made_in: int) -> Json:
    name = model_name(model)
    facets: Json = {
        "jobType": {
            **_facet("2-0-4/JobTypeJobFacet"),
            "processingType": "SERVICE",
            "integration": "KSERVE",
            "jobType": "DEPLOYMENT",
        },
        "collector_deployment": {
            **_own_facet("CollectorDeploymentJobFacet"),
            "environment": "production",
            "endpoint": f"https://models.example.com/{name}",
            "alias": "champion",
            "trafficPercent": 100,
        },
    }
    return _run_event(
        "START",
        _alias_time(model, made_in) + timedelta(seconds=5),
        run_id("rollout", model, made_in),
        _job(f"serve_{name}", facets),
        inputs=[_used_model(model, made_in)],
        outputs=[_dataset(WAREHOUSE, f"served.{name}")],
    )


def _score(model: int, made_in: int) -> Json:
    table = inputs_of_model(model)[0]
    facets = _table_version(table, _last_write(table, made_in))
    return _run_event(
        "COMPLETE",
        _alias_time(model, made_in) + timedelta(seconds=10),
        run_id("score", model, made_in),
        _job(f"score_{model_name(model)}", _code("scoring", made_in // 50)),
        inputs=[
            _used_model(model, made_in),
            _dataset(WAREHOUSE, table_name(table), facets),
        ],
        outputs=[_dataset(WAREHOUSE, f"scores.{model_name(model)}")],
    )


def _used_model(model: int, made_in: int) -> Json:
    facets = {
        **_model_version(version(made_in)),
        "datasetType": {**_facet("1-0-1/DatasetTypeDatasetFacet"), "datasetType": "MODEL"},
    }
    return _dataset(REGISTRY, model_name(model), facets)


def _alias_time(model: int, made_in: int) -> datetime:
    return _FIRST_TIME + timedelta(days=made_in, hours=20, seconds=10 * model)


# What all of them have.


def run_id(kind: str, number: int, made_in: int) -> str:
    """Spread over all identifiers, as trackers make them."""
    return str(UUID(bytes=sha256(f"{kind} {number} {made_in}".encode()).digest()[:16], version=4))


def _run_event(
    event_type: str,
    time: datetime,
    run: str,
    job: Json,
    *,
    run_facets: Json | None = None,
    inputs: list[Json] | None = None,
    outputs: list[Json] | None = None,
) -> Json:
    return {
        "eventType": event_type,
        "eventTime": _text(time),
        "run": {"runId": run, "facets": run_facets or {}},
        "job": job,
        "inputs": inputs or [],
        "outputs": outputs or [],
        "producer": _PRODUCER,
        "schemaURL": f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent",
    }


def _text(time: datetime) -> str:
    return f"{time.isoformat()}Z"


def _job(name: str, facets: Json) -> Json:
    return {"namespace": JOBS, "name": name, "facets": facets}


def _dataset(namespace: str, name: str, facets: Json | None = None) -> Json:
    return {"namespace": namespace, "name": name, "facets": facets or {}}


def _code(path: str, revision: int) -> Json:
    commit = sha1(f"{path} {revision}".encode(), usedforsecurity=False).hexdigest()
    repository = "https://git.example.com/bench/code"
    return {
        "sourceCodeLocation": {
            **_facet("1-1-0/SourceCodeLocationJobFacet"),
            "type": "git",
            "url": f"{repository}/blob/{commit}/{path}/main.py",
            "repoUrl": repository,
            "path": f"{path}/main.py",
            "version": commit,
            "branch": "main",
        }
    }


def _digest(what: str, number: int, made_in: int) -> str:
    return sha256(f"{what} {number} {made_in}".encode()).hexdigest()


@cache
def _facet(path: str) -> Json:
    revision, _, name = path.partition("/")
    return {
        "_producer": _PRODUCER,
        "_schemaURL": f"{_SPEC}/facets/{revision}/{name}.json#/$defs/{name}",
    }


@cache
def _own_facet(name: str) -> Json:
    return {
        "_producer": _PRODUCER,
        "_schemaURL": f"urn:collector:facet:1-0-0:{name}#/$defs/{name}",
    }


_MAKERS: dict[Kind, Callable[[int, int], Json]] = {
    "write": _write,
    "fail": _failure,
    "start": _training_start,
    "complete": _training,
    "alias": _alias,
    "rollout": _rollout,
    "score": _score,
}
