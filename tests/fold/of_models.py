"""Events about models by chance: trainings, registrations, aliases, writers and rollouts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collector.receive import receive
from tests.relations.folded import body_of, validator

if TYPE_CHECKING:
    import random

    from collector.event import Event

Object = dict[str, Any]

#: Few of each, so that the events of a sample meet.
EVENTS = 10
SECONDS = 8

REGISTRY = "mlflow://host:5055"
#: One model under several names, which symlinks may tie; one by its path; one by its type alone.
MODELS = (
    (REGISTRY, "churn"),
    (REGISTRY, "experiments/1/models/churn"),
    ("s3://models", "churn/model.tar.gz"),
    ("ns", "ranker"),
)
DATASETS = ("a", "b")
#: The third is an identifier of the tool, which a registry gives a number later.
VERSIONS = ("1", "2", "m-1")
ROLES = ("training", "validation", "test", "evaluation", "inference", "reference")


def _run_id(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


TRAININGS = tuple(_run_id(number) for number in (1, 2, 3))
WRITERS = tuple(_run_id(number) for number in (11, 12))
ROLLOUTS = tuple(_run_id(number) for number in (21, 22))
SEARCH = _run_id(31)


def _maybe(chance: random.Random, share: float, facets: Object) -> Object:
    return facets if chance.random() < share else {}


def _name(chance: random.Random) -> Object:
    namespace, name = chance.choice(MODELS)
    return {"namespace": namespace, "name": name}


def _said(chance: random.Random) -> Object:
    """What a registry says of a version."""
    return {
        "collector_model": {
            "modelId": chance.choice(("m-1", "m-2")),
            **_maybe(
                chance,
                0.5,
                {
                    "aliases": chance.sample(
                        ("champion", "challenger", "old"), chance.choice((0, 1, 2))
                    )
                },
            ),
            **_maybe(chance, 0.3, {"sourceRunId": chance.choice((*TRAININGS, SEARCH))}),
            **_maybe(chance, 0.3, {"artifact": {"uri": "s3://m", "sha256": chance.choice("ab")}}),
            **_maybe(
                chance,
                0.3,
                {"baseModels": [{**_name(chance), "version": "1", "relation": "merge"}]},
            ),
        }
    }


def _model(chance: random.Random) -> Object:
    facets = {
        **_maybe(
            chance,
            0.6,
            {"datasetType": {"datasetType": "MODEL", "subType": chance.choice(("onnx", "lora"))}},
        ),
        **_maybe(chance, 0.6, {"version": {"datasetVersion": chance.choice(VERSIONS)}}),
        **_maybe(chance, 0.4, _said(chance)),
        **_maybe(
            chance,
            0.15,
            {"symlinks": {"identifiers": [{**_name(chance), "type": "LOGGED_MODEL"}]}},
        ),
    }
    return {**_name(chance), "facets": facets}


def _table(chance: random.Random) -> Object:
    facets = {
        **_maybe(chance, 0.4, {"version": {"datasetVersion": chance.choice(("7", "8"))}}),
        **_maybe(chance, 0.2, {"schema": {"fields": [{"name": chance.choice("xy")}]}}),
        **_maybe(
            chance,
            0.05,
            {
                "symlinks": {
                    "identifiers": [
                        {"namespace": "ns", "name": chance.choice(DATASETS), "type": "TABLE"}
                    ]
                }
            },
        ),
    }
    return {"name": chance.choice(DATASETS), "facets": facets}


def _read(chance: random.Random) -> Object:
    listed = _model(chance) if chance.random() < 0.3 else _table(chance)
    digest = {"algorithm": "md5", "value": "7d44", "coverage": chance.choice(("full", "sample"))}
    role = {"role": chance.choice(ROLES), **_maybe(chance, 0.3, {"digest": digest})}
    return listed | {
        "inputFacets": {
            **_maybe(chance, 0.5, {"collector_datasetRole": role}),
            **_maybe(chance, 0.3, {"inputStatistics": {"rowCount": chance.randint(1, 3)}}),
        }
    }


def _some(chance: random.Random, one: Any) -> list[Object]:
    return [one(chance) for _ in range(chance.choice((0, 1, 1, 2)))]


def _metric(chance: random.Random) -> Object:
    version = {"version": chance.choice(VERSIONS)}
    dataset = {"namespace": "ns", "name": chance.choice(DATASETS)}
    return {
        "name": chance.choice(("loss", "auc")),
        "value": chance.choice((None, 0.5, 0.25, 1)),
        **_maybe(chance, 0.5, {"step": chance.choice((0, 1))}),
        **_maybe(chance, 0.2, {"timestamp": "2026-01-01T10:00:03Z"}),
        **_maybe(chance, 0.5, {"dataset": dataset}),
        **_maybe(chance, 0.5, {"model": {**_name(chance), **_maybe(chance, 0.7, version)}}),
        **_maybe(chance, 0.2, {"slice": "young"}),
    }


def _training_facets(chance: random.Random) -> Object:
    parameters = [{"key": chance.choice(("depth", "seed")), "value": chance.choice(("1", "2"))}]
    parent = {"run": {"runId": SEARCH}, "job": {"namespace": "ns", "name": "search"}}
    return {
        **_maybe(chance, 0.4, {"executionParameters": {"parameters": parameters}}),
        **_maybe(chance, 0.5, {"collector_metrics": {"metrics": _some(chance, _metric)}}),
        **_maybe(chance, 0.3, {"collector_environment": {"lockfile": {"sha256": "1f"}}}),
        **_maybe(
            chance, 0.3, {"collector_reproducibility": {"code": {"dirty": chance.random() < 0.5}}}
        ),
        **_maybe(chance, 0.3, {"parent": parent}),
    }


def _lineage(chance: random.Random) -> Object:
    source = {"namespace": "ns", "name": chance.choice(DATASETS), "type": "DATASET"}
    inputs = chance.choice(([], [source]))
    return {"lineage": {"entries": [{**_name(chance), "type": "DATASET", "inputs": inputs}]}}


def _training_job(chance: random.Random) -> Object:
    kind: Object = {
        "processingType": "BATCH",
        "integration": "TESTS",
        "jobType": chance.choice(("TRAINING", "train", "EVALUATE")),
    }
    if chance.random() < 0.2:
        kind["emissionPattern"] = {
            "eventTrigger": "PERIODIC",
            "eventContentMode": "COMPLETE_SNAPSHOT",
        }
    location = {"type": "git", "url": "https://e.org/r", "version": chance.choice(("c1", "c2"))}
    facets = {
        **_maybe(chance, 0.6, {"jobType": kind}),
        **_maybe(chance, 0.3, {"sourceCodeLocation": location}),
        **_maybe(chance, 0.15, _lineage(chance)),
    }
    return {"name": chance.choice(("train", "tune")), "facets": facets}


def _training(chance: random.Random) -> Object:
    return {
        "eventType": chance.choice(("START", "RUNNING", "COMPLETE", "COMPLETE", "FAIL", "OTHER")),
        "run": {"runId": chance.choice(TRAININGS), "facets": _training_facets(chance)},
        "job": _training_job(chance),
        "inputs": _some(chance, _read),
        "outputs": _some(chance, _model),
    }


def _writing(chance: random.Random) -> Object:
    return {
        "eventType": chance.choice(("START", "COMPLETE", "COMPLETE", "FAIL", "OTHER")),
        "run": {"runId": chance.choice((*WRITERS, SEARCH))},
        "job": {"name": "write"},
        "outputs": _some(chance, _table),
    }


def _rollout(chance: random.Random) -> Object:
    facets = {
        **_maybe(chance, 0.6, {"collector_deployment": {"environment": chance.choice("ps")}}),
        **_maybe(
            chance,
            0.5,
            {
                "jobType": {
                    "processingType": "SERVICE",
                    "integration": "TESTS",
                    "jobType": "DEPLOYMENT",
                }
            },
        ),
    }
    return {
        "eventType": chance.choice(("START", "RUNNING", "COMPLETE")),
        "run": {"runId": chance.choice(ROLLOUTS)},
        "job": {"name": "serve", "facets": facets},
        "inputs": [_model(chance)],
    }


def _registry(chance: random.Random) -> Object:
    return {"dataset": _model(chance)}


_KINDS = (_training, _training, _training, _writing, _rollout, _registry)


def models_by_chance(chance: random.Random, count: int = EVENTS) -> list[Event]:
    """A sample of events about models; their times are few, so that many are equal."""
    told = [
        {"eventTime": f"2026-01-01T10:00:0{chance.randrange(SECONDS)}Z", **kind(chance)}
        for kind in chance.choices(_KINDS, k=count)
    ]
    return [receive(body_of(given), validator()) for given in told]
