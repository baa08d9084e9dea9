"""Two versions of a model side by side: what changed in what they were made of, and in results."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from collector.fold.composed import composed
from collector.fold.folds import Units, fold
from collector.models.card import training_told
from collector.models.named import gather_named
from collector.models.records import records
from collector.store.moment import at_one_moment, keep
from collector.store.statements import sql

if TYPE_CHECKING:
    import duckdb

    Json = dict[str, Any]

#: Parts of a recipe, with the member that holds the digest of each.
_PARTS = {
    "data": "dataPart",
    "code": "codePart",
    "parameters": "parametersPart",
    "environment": "environmentPart",
}

#: Metrics that differ by less are the same, as a share of the greater.
_TOLERANCE = 1e-6


def compare(
    cursor: duckdb.DuckDBPyConnection, namespace: str, name: str, before: str, after: str
) -> Json:
    """What changed from one version to the other; raises NotFound."""
    with at_one_moment(cursor):
        first, second = gather_named(cursor, namespace, name, before, after)
        versions = {"before": first.version, "after": second.version}
        told = {row["modelVersion"]: row for row in records(cursor, "version")}
        runs = {row["runId"]: training_told(row) for row in records(cursor, "runs")}
        one, other = told[first.version], told[second.version]
        one_run, other_run = (runs.get(version["runId"]) or {} for version in (one, other))
        inputs = records(cursor, "compared_inputs", versions)
        metrics = records(cursor, "compared_metrics", versions)
        recipe = _recipe(one_run.get("recipe"), other_run.get("recipe"))
        return {
            "id": f"model:{first.namespace}:{first.name}",
            "modelNamespace": first.namespace,
            "modelName": first.name,
            "before": one,
            "after": other,
            "recipe": recipe,
            "verdict": _verdict(recipe, _is_same_result(one, other, metrics)),
            "data": {
                "inputs": _tidied(inputs),
                "schemas": _schemas(cursor, versions),
            },
            "code": {
                **_changes(one_run.get("code"), other_run.get("code")),
                "compareUrl": _compare_url(one_run.get("code"), other_run.get("code")),
            },
            "parameters": records(cursor, "compared_parameters", versions),
            "environment": {
                **_changes(one_run.get("environment"), other_run.get("environment")),
                "packages": records(cursor, "compared_packages", versions),
            },
            "metrics": metrics,
        }


def _recipe(one: Json | None, other: Json | None) -> Json:
    """Which parts differ, and of which it is not known."""
    if one is None or other is None:
        return {"differsIn": [], "unknown": list(_PARTS), "isSame": False}
    unknown = {*one["unknownParts"], *other["unknownParts"]}
    return {
        "differsIn": [
            part for part, key in _PARTS.items() if part not in unknown and one[key] != other[key]
        ],
        "unknown": [part for part in _PARTS if part in unknown],
        "isSame": not unknown and one["recipe"] == other["recipe"],
    }


def _is_same_result(one: Json, other: Json, metrics: list[Json]) -> bool | None:
    """Whether two versions are the same by their bytes, else by their metrics; None if unknown."""
    digests = one["artifactSha256"], other["artifactSha256"]
    if None not in digests and digests[0] == digests[1]:
        return True
    deltas = [
        abs(metric["delta"]) <= _TOLERANCE * max(abs(metric["before"]), abs(metric["after"]))
        for metric in metrics
        if metric["delta"] is not None
    ]
    if deltas:
        return all(deltas)
    return None if None in digests else False


def _verdict(recipe: Json, is_same_result: bool | None) -> str:
    if recipe["isSame"]:
        if is_same_result is None:
            return "The same recipe; whether the results are the same is not known."
        if is_same_result:
            return "The same recipe, and the same result."
        return "The same recipe, and another result: the training is not deterministic."
    said = []
    if recipe["differsIn"]:
        said.append(f"The recipes differ in {_words(recipe['differsIn'])}.")
    if recipe["unknown"]:
        said.append(f"It is not known whether they differ in {_words(recipe['unknown'])}.")
    if is_same_result:
        said.append("The results are the same.")
    return " ".join(said)


def _words(names: list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _changes(one: Json | None, other: Json | None) -> Json:
    """The members that differ, with both values."""
    before, after = one or {}, other or {}
    return {
        "changed": {
            key: {"before": before.get(key), "after": after.get(key)}
            for key in {**before, **after}
            if before.get(key) != after.get(key)
        }
    }


def _compare_url(one: Json | None, other: Json | None) -> str | None:
    """Where the repository shows what changed between two commits."""
    if not one or not other or not one["codeVersion"] or not other["codeVersion"]:
        return None
    repository = other["repository"] or ""
    if one["repository"] != repository or not repository.startswith("https://"):
        return None
    base = re.sub(r"(\.git)?/*$", "", repository)
    between = f"{one['codeVersion']}...{other['codeVersion']}"
    return f"{base}/-/compare/{between}" if "gitlab" in base else f"{base}/compare/{between}"


def _schemas(cursor: duckdb.DuckDBPyConnection, versions: Json) -> list[Json]:
    """Columns that came, went, or changed their types."""
    keep(cursor, "compared_inputs", sql("models/compared_inputs"), versions)
    keep(
        cursor,
        "asked_entities",
        "select distinct 'dataset' as kind, names.* from names_of_inputs as names",
    )
    told = fold("facet_versions").of(Units("asked_entities"), "facet = 'schema'")
    keep(cursor, "facet_versions", told)
    keep(cursor, "schema_fields", composed("5_views/schema_fields", {"facet_versions"}))
    return records(cursor, "compared_schemas")


def _tidied(inputs: list[Json]) -> list[Json]:
    """Without the numbers of schemas, which say nothing outside."""
    hidden = {"schemaBefore", "schemaAfter"}
    return [
        {
            **{key: value for key, value in row.items() if key not in hidden},
            "isSchemaChanged": None not in (row["schemaBefore"], row["schemaAfter"])
            and row["schemaBefore"] != row["schemaAfter"],
        }
        for row in inputs
    ]
