"""The card of a version of a model: how it was made, and what is missing, on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collector.audit.ladder import level_told
from collector.fold.folds import Units, fold
from collector.models.named import gather_named
from collector.models.records import records
from collector.store.moment import at_one_moment, keep
from collector.store.statements import reading, sql

if TYPE_CHECKING:
    import duckdb

    Json = dict[str, Any]

_CODE = (
    "codeVersion",
    "codeUrl",
    "codePath",
    "repository",
    "branch",
    "codeTag",
    "isDirty",
    "diffSha256",
    "entryPoint",
    "command",
)
_ENVIRONMENT = (
    "language",
    "languageVersion",
    "lockfileSha256",
    "containerImage",
    "containerDigest",
    "packageCount",
    "hardware",
)
#: Facets that say what a model is.
_DESCRIBING = ("documentation", "ownership", "tags")
_RECIPE = (
    "recipe",
    "isRecipeComplete",
    "unknownParts",
    "codePart",
    "parametersPart",
    "dataPart",
    "environmentPart",
)


def card(cursor: duckdb.DuckDBPyConnection, namespace: str, name: str, version: str) -> Json:
    """The card of a version, which may be named by an alias; raises NotFound."""
    with at_one_moment(cursor):
        [asked] = gather_named(cursor, namespace, name, version)
        [told] = records(cursor, "version")
        runs = records(cursor, "runs")
        findings = _without(records(cursor, "findings"), "modelVersion")
        of_version = {"version": asked.version, "at": None}
        return {
            "id": f"model:{asked.namespace}:{asked.name}",
            **told,
            **level_told(told["level"], findings),
            "model": described(cursor),
            "training": training_told(runs[0]) if runs else None,
            "otherProducers": [run["runId"] for run in runs[1:]],
            "parameters": _without(records(cursor, "parameters"), "modelVersion"),
            "inputs": _without(records(cursor, "inputs"), "modelVersion"),
            "metrics": _without(records(cursor, "metrics"), "modelVersion"),
            "aliases": _without(records(cursor, "aliases_held", of_version), "modelVersion"),
            "deployments": _without(records(cursor, "rollouts", of_version), "modelVersion"),
            "findings": findings,
        }


def training_told(run: Json) -> Json:
    """The run that made a version, in parts."""
    parts = {
        "code": {key: run.pop(key) for key in _CODE},
        "environment": {key: run.pop(key) for key in _ENVIRONMENT},
        "recipe": {key: run.pop(key) for key in _RECIPE},
    }
    return {**run, **parts}


def described(cursor: duckdb.DuckDBPyConnection) -> Json:
    """What the model is said to be."""
    keep(cursor, "asked_entities", "select 'dataset' as kind, * from asked_names")
    # Of each version there are other facets: few of all of them are read.
    told = fold("facet_versions").of(Units("asked_entities"), f"facet in {_DESCRIBING}")
    keep(cursor, "described", reading({"facet_versions": told}, sql("models/described")))
    said = {row["facet"]: row["value"] for row in records(cursor, "described_facets")}
    return {
        "description": said.get("documentation", {}).get("description"),
        "owners": said.get("ownership", {}).get("owners", []),
        "tags": said.get("tags", {}).get("tags", []),
    }


def _without(rows: list[Json], key: str) -> list[Json]:
    return [{name: value for name, value in row.items() if name != key} for row in rows]
