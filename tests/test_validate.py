from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

import pytest

from collector.decode import parse
from collector.errors import InvalidEvent
from collector.event import Violation
from collector.schema_files import CORE_ID, load
from collector.validate import STRICT, Layers, Validator
from tests.schemas import cases

if TYPE_CHECKING:
    from pathlib import Path

SCHEMAS = load()
SQL = "https://openlineage.io/spec/facets/1-1-0/SQLJobFacet.json#/$defs/SQLJobFacet"


@pytest.fixture(scope="module")
def validator() -> Validator:
    return Validator(SCHEMAS)


def told(validator: Validator, event: Any, *not_numbers: str) -> list[tuple[str, str, str]]:
    try:
        _, violations = validator.validate(event, not_numbers)
    except InvalidEvent as error:
        violations = error.violations
    return [(one.layer, one.pointer, one.message) for one in violations]


def one(validator: Validator, position: Any, key: str, **members: Any) -> tuple[str, str, str]:
    """The only violation of an event with one facet."""
    event = cases.with_facet(position, key, {**cases.BASE, **members})
    [violation] = told(validator, event)
    return violation


@pytest.mark.parametrize(
    ("keys", "kind"),
    [
        ("run job", "RunEvent"),
        ("run job dataset", "RunEvent"),
        ("job", "JobEvent"),
        ("dataset", "DatasetEvent"),
        ("run dataset", "DatasetEvent"),
    ],
)
def test_the_kind_is_told_by_the_members(validator: Validator, keys: str, kind: str) -> None:
    event = cases.run_event(dataset={"namespace": "warehouse", "name": "orders"})
    event = {
        key: value
        for key, value in event.items()
        if key not in {"run", "job", "dataset"} or key in keys.split()
    }
    assert validator.validate(event) == (kind, ())


def test_a_job_beside_what_is_no_dataset_is_a_job_event_and_the_other_way_round(
    validator: Validator,
) -> None:
    dataset = {"namespace": "warehouse", "name": "orders"}
    assert validator.validate(cases.job_event(dataset=None)) == ("JobEvent", ())
    assert validator.validate(cases.job_event(dataset=dataset, job=None)) == ("DatasetEvent", ())
    assert told(validator, cases.job_event(dataset={}, job={"name": "load"})) == [
        ("core", "/job", '"namespace" is required')
    ]


def test_a_job_and_a_dataset_without_run_are_refused(validator: Validator) -> None:
    event = cases.job_event(dataset={"namespace": "warehouse", "name": "orders"})
    with pytest.raises(InvalidEvent) as caught:
        validator.validate(event)
    message = "an event has a job or a dataset, not both"
    assert str(caught.value) == f"The event is refused: {message}."
    assert caught.value.violations == (
        Violation("core", "", message, f"{CORE_ID}#/$defs/JobEvent"),
    )


@pytest.mark.parametrize("event", [None, [], [cases.run_event()], "event", 1, {}, {"run": {}}])
def test_what_is_of_no_kind_is_refused_whatever_the_layers(event: object) -> None:
    for layers in (Layers(), Layers("off", "off", "off")):
        with pytest.raises(InvalidEvent, match=r"an event (is an object|has a run and a job)"):
            Validator(SCHEMAS, layers).validate(event)


def test_messages_name_the_field(validator: Validator) -> None:
    event = cases.run_event(eventType="start", run={"runId": 7}, job={"name": None}, inputs={})
    assert told(validator, event) == [
        ("core", "/job/name", "must be a string, not null"),
        ("core", "/run/runId", "must be a string, not a number"),
        ("core", "/eventType", '"start" is none of START, RUNNING, COMPLETE, ABORT, FAIL, OTHER'),
        ("core", "/inputs", "must be an array, not an object"),
        ("core", "/job", '"namespace" is required'),
    ]


def test_a_violation_names_facet_and_schema(validator: Validator) -> None:
    event = cases.with_facet("job", "sql", cases.BASE)
    assert validator.validate(event)[1] == (
        Violation("facets", "/job/facets/sql", '"query" is required', SQL, "sql"),
    )


def test_what_the_core_demands_of_a_facet_is_told_once_by_the_core(validator: Validator) -> None:
    for facet, message in (
        ({"query": "select 1", "_producer": cases.URL}, '"_schemaURL" is required'),
        (None, "must be an object, not null"),
    ):
        with pytest.raises(InvalidEvent) as caught:
            validator.validate(cases.with_facet("job", "sql", facet))
        assert caught.value.violations == (
            Violation("core", "/job/facets/sql", message, f"{CORE_ID}#/$defs/RunEvent", "sql"),
        )


def test_a_deleted_facet_is_not_asked_for_its_own_members(validator: Validator) -> None:
    for position, key in (("job", "sql"), ("dataset", "version")):
        deleted = {**cases.BASE, "_deleted": True}
        assert told(validator, cases.with_facet(position, key, deleted)) == []  # type: ignore[arg-type]
        assert told(validator, cases.with_facet(position, key, {"_deleted": True}))[0][0] == "core"  # type: ignore[arg-type]
    assert one(validator, "run", "externalQuery", _deleted=True, source="s")[0] == "facets"
    assert one(validator, "job", "sql", _deleted=False)[2] == '"query" is required'


def test_the_alternative_that_was_meant_says_what_is_wrong(validator: Validator) -> None:
    def entry(**members: Any) -> tuple[str, str, str]:
        return one(validator, "job", "lineage", entries=[members])

    place = "/job/facets/lineage/entries/0"
    assert entry(type="DATASET", namespace="n") == ("facets", place, '"name" is required')
    assert entry(type="JOB", namespace="n") == ("facets", place, '"name" is required')
    assert entry(namespace="n") == ("facets", place, '"type" is required')
    assert entry(type="MODEL") == ("facets", f"{place}/type", '"MODEL" is none of DATASET, JOB')
    assert entry(type="JOB", runId="x") == ("formats", f"{place}/runId", '"x" is not a UUID')
    assert one(validator, "input", "subset", inputCondition=3) == (
        "facets",
        "/inputs/0/inputFacets/subset/inputCondition",
        "must be an object, not a number",
    )


def test_formats_are_a_layer_of_their_own(validator: Validator) -> None:
    assert one(validator, "dataset", "dataSource", uri="file") == (
        "formats",
        "/inputs/0/facets/dataSource/uri",
        '"file" is not an absolute URI',
    )
    event = cases.run_event(eventTime="yesterday", run={"runId": "run_id"}, producer="me")
    assert validator.validate(event)[0] == "RunEvent"
    assert {layer for layer, _, _ in told(validator, event)} == {"formats"}


@pytest.mark.parametrize("settings", list(itertools.product(["reject", "warn", "off"], repeat=3)))
def test_a_layer_rejects_warns_or_is_not_looked_at(settings: Any) -> None:
    layers = dict(zip(("core", "facets", "formats"), settings, strict=True))
    validator = Validator(SCHEMAS, Layers(**layers))
    location = {**cases.BASE, "type": "git", "url": "x"}
    facets = {"sql": cases.BASE, "sourceCodeLocation": location}
    event = cases.run_event(job={"name": "load", "facets": facets})
    found = [layer for layer, _, _ in told(validator, event)]
    assert set(found) == {layer for layer, setting in layers.items() if setting != "off"}
    if "reject" in settings:
        with pytest.raises(InvalidEvent):
            validator.validate(event)
        assert layers[found[0]] == "reject"
    else:
        assert validator.validate(event)[0] == "RunEvent"


def test_a_number_that_is_none_is_told_once(validator: Validator) -> None:
    metrics = {"rowCount": float("nan"), "columnMetrics": {"a/b": {"sum": float("inf")}}}
    event = cases.with_facet("input", "dataQualityMetrics", {**cases.BASE, **metrics})
    document = parse(json.dumps(event).encode())
    place = "/inputs/0/inputFacets/dataQualityMetrics"
    message = "NaN, Infinity and numbers beyond a double are read as null"
    assert told(validator, document.value, *document.not_numbers) == [
        ("json", f"{place}/columnMetrics/a~1b/sum", message),
        ("json", f"{place}/rowCount", message),
    ]
    with pytest.raises(InvalidEvent):
        Validator(SCHEMAS, STRICT).validate(document.value, document.not_numbers)
    # A null that was sent as one is still of a wrong type, and so is NaN for the core.
    assert told(validator, document.value)[0][0] == "facets"
    document = parse(b'{"run": {"runId": NaN}, "job": {"namespace": "n", "name": "n"}}')
    assert ("core", "/run/runId", "must be a string, not null") in told(
        validator, document.value, *document.not_numbers
    )


def test_at_most_fifty_are_told_the_deepest_first_and_those_that_reject_before_all(
    validator: Validator,
) -> None:
    fields = [{"name": number} for number in range(1000)]
    event = cases.with_facet("dataset", "schema", {**cases.BASE, "fields": fields})
    violations = validator.validate(event)[1]
    assert len(violations) == 50
    assert violations[0].pointer == "/inputs/0/facets/schema/fields/0/name"
    with pytest.raises(InvalidEvent) as caught:
        validator.validate({**event, "eventType": "start"})
    assert caught.value.violations[0].pointer == "/eventType"
    assert len(caught.value.violations) == 50
    assert str(caught.value).endswith('at "/eventType" (and 49 more).')


def test_long_texts_of_the_event_are_cut(validator: Validator) -> None:
    event = cases.run_event(eventType="x" * 10_000, producer="ä" * 10_000)
    for _, _, message in told(validator, event):
        assert len(message) < 150


def test_a_pointer_escapes_what_it_must(validator: Validator) -> None:
    event = cases.run_event(run={"runId": cases.RUN_ID, "facets": {"a/b~c": 1}})
    assert told(validator, event) == [
        ("core", "/run/facets/a~1b~0c", "must be an object, not a number")
    ]


def test_a_facet_of_the_user_is_checked(tmp_path: Path) -> None:
    schema = {
        "$id": "https://acme.example/1-0-0/Acme.json",
        "$defs": {
            "AcmeCostRunFacet": {
                "$ref": f"{CORE_ID}#/$defs/RunFacet",
                "required": ["amount"],
                "properties": {
                    "amount": {"anyOf": [{"type": "integer"}, {"format": "date"}]},
                    "unit": {"oneOf": [{"type": "string"}, {"const": "euro"}], "minLength": 2},
                },
                "unevaluatedProperties": {"not": {"const": 3}},
            }
        },
        "properties": {"acme_cost": {"$ref": "#/$defs/AcmeCostRunFacet"}},
    }
    (tmp_path / "acme.json").write_text(json.dumps(schema))
    validator = Validator(load([tmp_path]))
    assert one(validator, "run", "acme_cost")[2] == '"amount" is required'
    assert one(validator, "run", "acme_cost", amount="x")[0] == "formats"
    place = "/run/facets/acme_cost/unit"
    assert told(
        validator,
        cases.with_facet("run", "acme_cost", {**cases.BASE, "amount": 1, "unit": "euro"}),
    ) == [
        (
            "facets",
            place,
            "fits more than one of the forms of which exactly one is allowed here",
        )
    ]
    assert one(validator, "run", "acme_cost", amount=1, unit="e")[2] == '"e" breaks minLength 2'


def test_many_wrong_alternatives_take_no_long_time(validator: Validator) -> None:
    """Nested alternatives once cost a minute."""
    condition: Any = {"type": "nope"}
    for _ in range(60):
        condition = {
            "type": "binary",
            "operator": "AND",
            "left": condition,
            "right": {"type": "location"},
        }
    event = cases.with_facet("input", "subset", {**cases.BASE, "inputCondition": condition})
    assert len(validator.validate(event)[1]) == 50
