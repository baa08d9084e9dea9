"""The facets of the project's own: every rule of every field, wherever the facet stands."""

from __future__ import annotations

import hashlib
import json
import socket
from pathlib import Path
from typing import Any

import pytest

from collector.schema_files import Position, load
from collector.validate import Validator
from tests.schemas import cases

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "schemas" / "collector"
REFERENCE = ROOT / "tests" / "fixtures" / "model_event.json"

Place = tuple[Position, str]

EXAMPLES: dict[Place, dict[str, Any]] = {
    (case["position"], case["key"]): case["facet"]
    for case in json.loads((Path(__file__).parent / "collector_facets.json").read_text())
}

#: Field to what it takes; `!` is a field that must be there where what holds it is. Words with
#: bars between them are all that is taken.
RULES: dict[Place, dict[str, str]] = {
    ("dataset", "collector_model"): {
        "modelId": "string!",
        "registeredName": "string",
        "aliases": "list",
        "aliases/0": "item string",
        "stage": "string",
        "status": "string",
        "sourceRunId": "uuid",
        "algorithm": "string",
        "framework": "object",
        "framework/name": "string!",
        "framework/version": "string",
        "task": "string",
        "approach": (
            "supervised|unsupervised|reinforcement-learning|semi-supervised|self-supervised"
        ),
        "architectureFamily": "string",
        "artifact": "object",
        "artifact/uri": "string!",
        "artifact/format": "string",
        "artifact/sizeBytes": "integer",
        "artifact/sha256": "string",
        "purl": "string",
        "baseModels": "list",
        "baseModels/0": "item object",
        "baseModels/0/namespace": "string!",
        "baseModels/0/name": "string!",
        "baseModels/0/version": "string",
        "baseModels/0/relation": "finetune|adapter|quantized|merge|distillation|other",
        "signature": "object",
        "signature/inputs": "list",
        "signature/inputs/0": "item object",
        "signature/inputs/0/name": "string",
        "signature/inputs/0/type": "string!",
        "signature/inputs/0/required": "boolean",
        "signature/outputs": "list",
        "signature/outputs/0": "item object",
        "signature/outputs/0/name": "string",
        "signature/outputs/0/type": "string!",
        "signature/outputs/0/required": "boolean",
    },
    ("input", "collector_datasetRole"): {
        "role": "training|validation|test|evaluation|inference|reference!",
        "split": "string",
        "digest": "object",
        "digest/algorithm": "string!",
        "digest/value": "string!",
        "digest/coverage": "full|sample|metadata|unknown",
        "digest/rows": "integer",
        "sourceType": "string",
        "query": "string",
        "features": "list",
        "features/0": "item string",
        "target": "string",
    },
    ("run", "collector_metrics"): {
        "metrics": "list!",
        "metrics/0": "item object",
        "metrics/0/name": "string!",
        "metrics/0/value": "number or null!",
        "metrics/0/step": "integer",
        "metrics/0/timestamp": "date-time",
        "metrics/0/dataset": "object",
        "metrics/0/dataset/namespace": "string!",
        "metrics/0/dataset/name": "string!",
        "metrics/0/dataset/version": "string",
        "metrics/0/model": "object",
        "metrics/0/model/namespace": "string!",
        "metrics/0/model/name": "string!",
        "metrics/0/model/version": "string",
        "metrics/0/slice": "string",
        "metrics/0/higherIsBetter": "boolean",
        "metrics/0/confidenceInterval": "object",
        "metrics/0/confidenceInterval/lowerBound": "number",
        "metrics/0/confidenceInterval/upperBound": "number",
    },
    ("run", "collector_environment"): {
        "language": "object",
        "language/name": "string",
        "language/version": "string",
        "os": "string",
        "arch": "string",
        "lockfile": "object",
        "lockfile/path": "string",
        "lockfile/format": "string",
        "lockfile/sha256": "string!",
        "packages": "list",
        "packages/0": "item object",
        "packages/0/name": "string!",
        "packages/0/version": "string!",
        "packages/0/purl": "string",
        "container": "object",
        "container/image": "string",
        "container/digest": "string",
        "hardware": "object",
        "hardware/cpu": "string",
        "hardware/cpuCount": "integer",
        "hardware/memoryBytes": "integer",
        "hardware/accelerators": "list",
        "hardware/accelerators/0": "item object",
        "hardware/accelerators/0/type": "string",
        "hardware/accelerators/0/model": "string",
        "hardware/accelerators/0/count": "integer",
        "hardware/accelerators/0/driver": "string",
        "hardware/accelerators/0/runtime": "string",
    },
    ("run", "collector_reproducibility"): {
        "code": "object",
        "code/dirty": "boolean",
        "code/diffSha256": "string",
        "code/entryPoint": "string",
        "code/command": "list",
        "code/command/0": "item string",
        "code/command/1": "item string",
        "seeds": "list",
        "seeds/0": "item object",
        "seeds/0/name": "string!",
        "seeds/0/value": "string!",
        "deterministic": "boolean",
        "tracking": "object",
        "tracking/system": "string",
        "tracking/runId": "string",
        "tracking/experiment": "string",
        "tracking/url": "string",
    },
    ("job", "collector_deployment"): {
        "environment": "string!",
        "platform": "string",
        "endpoint": "string",
        "status": "string",
        "alias": "string",
        "trafficPercent": "number",
    },
    ("dataset", "collector_tags"): {
        "added": "list",
        "added/0": "item object",
        "added/0/key": "string!",
        "added/0/value": "string!",
        "added/0/field": "string",
        "removed": "list",
        "removed/0": "item object",
        "removed/0/key": "string!",
        "removed/0/value": "string!",
    },
    ("job", "collector_tags"): {
        "added": "list",
        "added/0": "item object",
        "added/0/key": "string!",
        "added/0/value": "string!",
        "removed": "list",
        "removed/0": "item object",
        "removed/0/key": "string!",
        "removed/0/value": "string!",
    },
    ("dataset", "collector_tag"): {"name": "string!", "description": "string or null"},
    ("dataset", "collector_waiver"): {
        "version": "string!",
        "checkId": "string!",
        "reason": "string",
        "until": "date-time",
        "by": "string",
        "withdrawn": "boolean",
    },
}

#: What is of no other kind than its own.
VALUES: dict[str, object] = {
    "string": "word",
    "integer": 7,
    "number": 7.5,
    "boolean": True,
    "list": [],
    "object": {},
    "null": None,
}

FIELDS = [
    pytest.param(place, field, kind, id=f"{place[0]}:{place[1]}:{field}")
    for place, fields in RULES.items()
    for field, kind in fields.items()
]

#: SHA-256 of what is published. A document never changes: what changes is a new document.
PUBLISHED = {
    "1-0-0/CollectorDatasetRoleInputDatasetFacet.json": (
        "c5f85c0a78f82cbba4a2cc3aea861bdf975523d050b3fa3e5fcb94b601d134ee"
    ),
    "1-0-0/CollectorDeploymentJobFacet.json": (
        "fe76770994df4fa83713cb28b42ad10be819476ec68d0ad1e0ee5761bb25b30f"
    ),
    "1-0-0/CollectorEnvironmentRunFacet.json": (
        "ec67441871d232cd219c54f75cada049cbb54aa16a3063c64f6c66e8edd91f18"
    ),
    "1-0-0/CollectorMetricsRunFacet.json": (
        "72878c1e821ef94f9732309fd3b31a3c633b6eb48662f566cb9b87cd3b281a34"
    ),
    "1-0-0/CollectorModelDatasetFacet.json": (
        "b70fc2a6a49386e1bd8517ae162cbadfc8badde21ad3314d02bfdcb102edee7d"
    ),
    "1-0-0/CollectorReproducibilityRunFacet.json": (
        "d5580312ede12e00172d2a45703602fa9e6993b1d932fcc9085ece5d77b2f909"
    ),
    "1-0-0/CollectorTagDatasetFacet.json": (
        "26124030b380be86c726c226df92e3af86afd420cd500d7cf68bce73d943fda5"
    ),
    "1-0-0/CollectorTagsDatasetFacet.json": (
        "6214f29f6705a3cdd4e2bae2aaf164905690d0338f8f9141d82ba3566bc18691"
    ),
    "1-0-0/CollectorTagsJobFacet.json": (
        "21e577e51646cee07d02575541029feb709fbea70753d89fd59153490900a3f0"
    ),
    "1-0-0/CollectorWaiverDatasetFacet.json": (
        "a3e477a268236a23b1db75aa0f2a1b3639ac68f4dccd82523d4f4486c18d45db"
    ),
}


@pytest.fixture(scope="module")
def validator() -> Validator:
    return Validator(load())


def takes(kind: str) -> set[str]:
    """The kinds of values that a field takes."""
    words = kind.removesuffix("!").removeprefix("item ")
    if words in {"uuid", "date-time"} or "|" in words:
        return {"string"}
    kinds = set(words.split(" or "))
    return kinds | {"integer"} if "number" in kinds else kinds


def with_field(place: Place, field: str, *value: object) -> dict[str, Any]:
    """The example with another value of the field, or without it."""
    facet: Any = json.loads(json.dumps(EXAMPLES[place]))
    *above, last = [int(part) if part.isdigit() else part for part in field.split("/")]
    holder = facet
    for part in above:
        holder = holder[part]
    if value:
        holder[last] = value[0]
    else:
        del holder[last]
    return dict(facet)


def told(validator: Validator, place: Place, facet: object) -> list[tuple[str, str]]:
    """Layer and pointer, below the facet, of what is wrong with it."""
    position, key = place
    whole = {**cases.BASE, **facet} if isinstance(facet, dict) else facet
    _, violations = validator.validate(cases.with_facet(position, key, whole))
    return [
        (violation.layer, violation.pointer.partition(f"/{key}")[2].removeprefix("/"))
        for violation in violations
    ]


def test_every_class_has_its_rules_and_an_example() -> None:
    ours = {place for place in load().facets if place[1].startswith("collector_")}

    assert ours == set(RULES) == set(EXAMPLES)


@pytest.mark.parametrize("place", RULES, ids=":".join)
def test_an_example_has_every_field_and_is_valid(validator: Validator, place: Place) -> None:
    fields = {"/".join(map(str, path)) for path in cases.places(EXAMPLES[place])}

    assert fields == set(RULES[place])
    assert told(validator, place, EXAMPLES[place]) == []


@pytest.mark.parametrize(("place", "field", "kind"), FIELDS)
def test_a_field_takes_its_kind_of_value_alone(
    validator: Validator, place: Place, field: str, kind: str
) -> None:
    for name, value in VALUES.items():
        if name not in takes(kind):
            found = told(validator, place, with_field(place, field, value))
            assert set(found) == {("facets", field)}, name


@pytest.mark.parametrize(("place", "field", "kind"), FIELDS)
def test_a_field_may_be_absent_unless_it_is_required(
    validator: Validator, place: Place, field: str, kind: str
) -> None:
    above = field.rpartition("/")[0]

    found = told(validator, place, with_field(place, field))

    assert found == ([("facets", above)] if kind.endswith("!") else [])


@pytest.mark.parametrize(
    ("place", "field", "kind"), [field for field in FIELDS if "|" in str(field.values[2])]
)
def test_a_field_with_a_list_of_words_takes_these_alone(
    validator: Validator, place: Place, field: str, kind: str
) -> None:
    words = kind.removesuffix("!").split("|")

    for word in words:
        assert told(validator, place, with_field(place, field, word)) == []
    for word in ("", words[0].upper(), "another"):
        assert told(validator, place, with_field(place, field, word)) == [("facets", field)]


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        (("dataset", "collector_model", "sourceRunId"), "449e61"),
        (("run", "collector_metrics", "metrics/0/timestamp"), "2026-11-23 09:12"),
    ],
)
def test_what_is_no_uuid_or_time_is_told_as_a_format(
    validator: Validator, field: tuple[Position, str, str], wrong: str
) -> None:
    position, key, name = field
    place: Place = (position, key)

    assert told(validator, place, with_field(place, name, wrong)) == [("formats", name)]


@pytest.mark.parametrize(
    ("position", "key", "field"),
    [
        ("dataset", "collector_tag", "name"),
        ("dataset", "collector_tags", "added/0/key"),
        ("dataset", "collector_tags", "added/0/field"),
        ("dataset", "collector_tags", "removed/0/key"),
        ("job", "collector_tags", "added/0/key"),
        ("job", "collector_tags", "removed/0/key"),
    ],
)
def test_a_tag_and_its_column_have_a_name(
    validator: Validator, position: Position, key: str, field: str
) -> None:
    place: Place = (position, key)

    assert told(validator, place, with_field(place, field, "")) == [("facets", field)]


def test_numbers_may_be_null_only_where_json_cannot_carry_a_metric(validator: Validator) -> None:
    place: Place = ("run", "collector_metrics")

    assert told(validator, place, with_field(place, "metrics/0/value", None)) == []
    assert [
        (facet, field)
        for facet, fields in RULES.items()
        for field, kind in fields.items()
        if "null" in kind and facet != ("dataset", "collector_tag")
    ] == [(place, "metrics/0/value")]


@pytest.mark.parametrize("place", RULES, ids=":".join)
def test_more_fields_are_tolerated_everywhere(validator: Validator, place: Place) -> None:
    facet = json.loads(json.dumps(EXAMPLES[place]))
    for path in [(), *cases.places(EXAMPLES[place])]:
        holder = facet
        for part in path:
            holder = holder[part]
        if isinstance(holder, dict):
            holder["another"] = None

    assert told(validator, place, facet) == []


@pytest.mark.parametrize("place", RULES, ids=":".join)
def test_a_deleted_facet_is_asked_for_nothing_where_facets_may_be_deleted(
    validator: Validator, place: Place
) -> None:
    found = told(validator, place, {"_deleted": True, **_broken(place)})

    assert bool(found) == (place[0] not in {"dataset", "job"})


@pytest.mark.parametrize("place", RULES, ids=":".join)
def test_the_place_decides_and_not_what_the_facet_calls_its_schema(
    validator: Validator, place: Place
) -> None:
    named = {"_schemaURL": "https://example.org/AnotherFacet.json#/$defs/AnotherFacet"}

    assert told(validator, place, {**EXAMPLES[place], **named}) == []
    assert told(validator, place, {**_broken(place), **named}) != []
    elsewhere: Position = "output"
    assert told(validator, (elsewhere, place[1]), _broken(place)) == []


@pytest.mark.parametrize("key", ["collector_model", "collector_tags", "collector_tag"])
def test_facets_of_a_dataset_are_checked_in_lists_and_in_dataset_events(
    validator: Validator, key: str
) -> None:
    dataset = {
        "namespace": "ns",
        "name": "m",
        "facets": {key: {**cases.BASE, **_broken(("dataset", key))}},
    }
    events = {
        "/inputs/0": cases.run_event(inputs=[dataset]),
        "/outputs/0": cases.run_event(outputs=[dataset]),
        "/outputs/1": cases.job_event(outputs=[{"namespace": "ns", "name": "x"}, dataset]),
        "/dataset": {**cases.dataset_event(), "dataset": dataset},
    }

    for carrier, event in events.items():
        _, violations = validator.validate(event)
        assert {one.pointer.startswith(f"{carrier}/facets/{key}") for one in violations} == {True}


@pytest.mark.parametrize("key", ["collector_deployment", "collector_tags"])
def test_facets_of_a_job_are_checked_in_run_events_and_in_job_events(
    validator: Validator, key: str
) -> None:
    facets = {key: {**cases.BASE, **_broken(("job", key))}}
    job = {"namespace": "ns", "name": "serve", "facets": facets}

    for event in (cases.run_event(job=job), cases.job_event(job=job)):
        _, violations = validator.validate(event)
        assert {one.pointer.startswith(f"/job/facets/{key}") for one in violations} == {True}


def _broken(place: Place) -> dict[str, Any]:
    """Every field of the facet with a value that none takes."""
    fields = {field for field in RULES[place] if "/" not in field}
    return dict.fromkeys(fields, 0.5) | ({"trafficPercent": ""} if place[0] == "job" else {})


def test_the_address_of_a_schema_is_never_fetched(validator: Validator) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/Facet.json#/$defs/Facet"
        for place, facet in EXAMPLES.items():
            assert told(validator, place, {**facet, "_schemaURL": address}) == []
        _, violations = validator.validate(
            cases.with_facet("run", "unknown_facet", {**cases.BASE, "_schemaURL": address})
        )

        assert violations == ()
        with pytest.raises(TimeoutError):
            server.accept()


def test_each_file_stands_where_its_id_says() -> None:
    paths = sorted(FOLDER.rglob("*.json"))

    assert len(paths) == len(RULES)
    for path in paths:
        document = json.loads(path.read_text())
        name = path.stem
        assert path.relative_to(FOLDER).as_posix() == f"1-0-0/{name}.json"
        assert document["$id"] == f"urn:collector:facet:1-0-0:{name}"
        [(key, reference)] = document["properties"].items()
        assert key.startswith("collector_")
        assert reference == {"$ref": f"#/$defs/{name}"}
        base, own = document["$defs"][name]["allOf"]
        assert base["$ref"].startswith("https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/")
        assert own["properties"]


def test_a_published_document_never_changes() -> None:
    digests = {
        path.relative_to(FOLDER).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in FOLDER.rglob("*.json")
    }

    assert digests == PUBLISHED


@pytest.mark.parametrize("place", RULES, ids=":".join)
def test_the_id_with_the_class_is_an_address_that_the_core_takes(
    validator: Validator, place: Place
) -> None:
    schema_id = load().facets[place].schema_id

    assert told(validator, place, {**EXAMPLES[place], "_schemaURL": schema_id}) == []


def test_the_event_of_reference_breaks_no_rule() -> None:
    event = json.loads(REFERENCE.read_text())

    assert Validator(load()).validate(event) == ("RunEvent", ())
