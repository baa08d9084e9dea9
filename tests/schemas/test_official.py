"""Our schemas against the standard's own files: the same verdict, layer by layer, on every case."""

from __future__ import annotations

import json
import random
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag

import jsonschema_rs
import pytest

from collector import validate
from collector.errors import InvalidEvent
from collector.schema_files import load
from collector.validate import Layers, Validator
from tests.schemas import cases

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

OFFICIAL = cases.SHARED / "official"
CORE = "https://openlineage.io/spec/2-0-2/OpenLineage.json"

pytestmark = pytest.mark.skipif(
    not OFFICIAL.is_dir(), reason="the standard's own files are not in ../shared/openlineage"
)

#: Keys that stand for another: what the collector documents beyond the standard.
ALIASES = {
    ("run", "parentRun"): ("run", "parent"),
    ("run", "processingEngine"): ("run", "processing_engine"),
    ("run", "gcp_dataproc_spark"): ("run", "gcp_dataproc"),
    ("dataset", "dataQualityAssertions"): ("input", "dataQualityAssertions"),
}

KINDS = jsonschema_rs.ValidationErrorKind

BASES = {
    "RunFacet": "run",
    "JobFacet": "job",
    "DatasetFacet": "dataset",
    "InputDatasetFacet": "input",
    "OutputDatasetFacet": "output",
}


class Official:
    """The verdicts of the official files, taken class by class, without our code."""

    def __init__(self) -> None:
        self.documents = {
            document["$id"]: document
            for path in sorted(OFFICIAL.rglob("*.json"))
            if path.name != "registry.json"
            for document in [json.loads(path.read_text(encoding="utf-8"))]
        }
        self.registry = jsonschema_rs.Registry(list(self.documents.items()))
        self.root = {formats: self._compile({"$ref": CORE}, formats) for formats in (False, True)}
        self.kinds = {
            (kind, formats): self._compile({"$ref": f"{CORE}#/$defs/{kind}"}, formats)
            for kind in ("RunEvent", "JobEvent", "DatasetEvent")
            for formats in (False, True)
        }
        self.facets = dict(self._facets())

    def _compile(self, schema: Any, formats: bool) -> jsonschema_rs.Validator:
        return jsonschema_rs.Draft202012Validator(
            schema, validate_formats=formats, registry=self.registry, offline=True, mask=""
        )

    def _facets(self) -> Iterator[tuple[tuple[str, str], tuple[jsonschema_rs.Validator, ...]]]:
        """By (position, key): the class without its reference to the core's facet."""
        for identifier, document in self.documents.items():
            for key, value in document["properties"].items() if identifier != CORE else ():
                for name in _class_names(document, value):
                    base, *own = document["$defs"][name]["allOf"]
                    position = BASES[base["$ref"].rpartition("/")[2]]
                    schema = {"$id": identifier, "$defs": document["$defs"], "allOf": own}
                    yield (
                        (position, key),
                        (self._compile(schema, formats=False), self._compile(schema, formats=True)),
                    )

    def kind(self, event: object) -> str | None:
        if not isinstance(event, dict):
            return None
        if "job" in event and "run" not in event and "dataset" in event:
            is_dataset = self.kinds["DatasetEvent", False].is_valid(event)
            is_job = self.kinds["JobEvent", False].is_valid(event)
            return "DatasetEvent" if is_dataset and not is_job else "JobEvent"
        if "job" in event:
            return "RunEvent" if "run" in event else "JobEvent"
        return "DatasetEvent" if "dataset" in event else None

    def layers(self, event: object) -> tuple[set[str], set[str]]:
        """The layers that have something against an event, and those that may have."""
        kind = self.kind(event)
        wrong = set() if self.root[False].is_valid(event) else {"core"}
        if kind is None:
            return wrong, wrong
        units: list[Any] = [(self.kinds[kind, False], self.kinds[kind, True], event)]
        for position, key, facet in _facets_in(kind, event):
            place = ALIASES.get((position, key), (position, key))
            if place in self.facets and isinstance(facet, dict):
                if position in {"job", "dataset"} and facet.get("_deleted") is True:
                    continue
                units.append((*self.facets[place], facet))
                if not self.facets[place][0].is_valid(facet):
                    wrong.add("facets")
        formats = {_format_verdict(*unit) for unit in units}
        if "wrong" in formats:
            wrong.add("formats")
        return wrong, wrong | ({"formats"} if "unknown" in formats else set())


def _class_names(document: Any, value: Any) -> list[str]:
    names = []
    for part in [value, *value.get("anyOf", ())]:
        if "$ref" in part:
            name = urldefrag(part["$ref"]).fragment.rpartition("/")[2]
            alternatives = document["$defs"][name].get("oneOf")
            names += [
                inner["$ref"].rpartition("/")[2] for inner in alternatives or [{"$ref": name}]
            ]
    return names


def _format_verdict(
    loose: jsonschema_rs.Validator, strict: jsonschema_rs.Validator, value: object
) -> str:
    if loose.is_valid(value):
        return "right" if strict.is_valid(value) else "wrong"
    # Where something else is wrong too: is there an error more when formats are asserted?
    if _errors(strict, value) - _errors(loose, value):
        return "wrong"
    # Below a oneOf that fails anyway, the official files give no verdict about formats.
    return "unknown" if _has_nested_format_error(strict.iter_errors(value)) else "right"


def _has_nested_format_error(errors: Iterable[jsonschema_rs.ValidationError]) -> bool:
    return any(
        error.kind.name == "format"
        or (
            isinstance(error.kind, KINDS.OneOfNotValid | KINDS.AnyOf)
            and any(_has_nested_format_error(branch) for branch in error.kind.context)
        )
        for error in errors
    )


def _errors(validator: jsonschema_rs.Validator, value: object) -> set[tuple[object, ...]]:
    return {
        (tuple(error.instance_path), tuple(error.evaluation_path))
        for error in _flat(validator.iter_errors(value))
    }


def _flat(
    errors: Iterable[jsonschema_rs.ValidationError],
) -> Iterator[jsonschema_rs.ValidationError]:
    """The core writes `facets` as an anyOf of one: what counts are the errors in it."""
    for error in errors:
        kind = error.kind
        if isinstance(kind, KINDS.AnyOf) and len(kind.context) == 1:
            yield from _flat(kind.context[0])
        else:
            yield error


def _facets_in(kind: str, event: Any) -> Iterator[tuple[str, str, object]]:
    if kind == "RunEvent":
        yield from _of(event["run"], "facets", "run")
    if kind == "DatasetEvent":
        yield from _of(event["dataset"], "facets", "dataset")
        return
    yield from _of(event["job"], "facets", "job")
    for member, own, position in (
        ("inputs", "inputFacets", "input"),
        ("outputs", "outputFacets", "output"),
    ):
        listed = event.get(member)
        for dataset in listed if isinstance(listed, list) else ():
            yield from _of(dataset, "facets", "dataset")
            yield from _of(dataset, own, position)


def _of(carrier: object, member: str, position: str) -> Iterator[tuple[str, str, object]]:
    facets = carrier.get(member) if isinstance(carrier, dict) else None
    if isinstance(facets, dict):
        for key, facet in facets.items():
            yield position, key, facet


@pytest.fixture(scope="module")
def official() -> Official:
    return Official()


@pytest.fixture
def ours(monkeypatch: pytest.MonkeyPatch) -> Validator:
    """A validator that tells everything and refuses nothing."""
    monkeypatch.setattr(validate, "MOST_VIOLATIONS", 1_000_000)
    return Validator(load(), Layers("warn", "warn", "warn"))


def our_layers(ours: Validator, event: object) -> tuple[str | None, set[str]]:
    try:
        kind, violations = ours.validate(event)
    except InvalidEvent as error:
        return None, {violation.layer for violation in error.violations}
    return kind, {violation.layer for violation in violations}


def differences(official: Official, ours: Validator, events: Iterable[object]) -> int:
    """Counts the cases; the first one that differs is the failure."""
    count = unknown = 0
    verdicts: Counter[str] = Counter()
    for event in events:
        count += 1
        kind, layers = our_layers(ours, event)
        at_least, at_most = official.layers(event)
        assert kind == official.kind(event), json.dumps(event)
        assert at_least <= layers <= at_most, json.dumps(event)
        verdicts.update(layers or {"valid"})
        unknown += at_least != at_most
    # Cases that all fall on one side would prove nothing.
    print(f"{count} cases: {dict(verdicts)}; {unknown} without a verdict about formats")
    assert unknown < count / 100
    return count


@cache
def facet_events() -> tuple[Any, ...]:
    """A RunEvent for each official example and each case of ours, at each position it may stand."""
    schemas = load()
    own = [cases.with_facet(*case) for case in cases.own_facets()]
    fixtures = [
        cases.with_facet(position, key, facet)
        for _, key, facet in cases.fixture_facets()
        for position, name in schemas.facets
        if name == key
    ]
    return (*own, *fixtures)


def test_every_official_facet_has_its_class_here(official: Official) -> None:
    facets = load().facets
    own = {(where, key) for where, key in facets if key.startswith("collector_")}
    assert set(official.facets) == set(facets) - set(ALIASES) - own


def test_the_files_carry_the_official_ids(official: Official) -> None:
    assert set(official.documents) - set(load().files) == set()


def test_events_of_corpus_and_captured_requests_get_the_official_verdict(
    official: Official, ours: Validator
) -> None:
    events = [event for _, event in cases.shared_events()]
    assert differences(official, ours, events) > 350


def test_every_facet_has_an_example_that_is_valid(official: Official, ours: Validator) -> None:
    valid = {
        (position, key)
        for event in facet_events()
        if not our_layers(ours, event)[1]
        for position, key, _ in _facets_in("RunEvent", event)
    }
    assert set(official.facets) - valid == set()


def test_every_mutation_of_every_facet_gets_the_official_verdict(
    official: Official, ours: Validator
) -> None:
    events = (
        mutant
        for event in facet_events()
        for position, _, _ in [next(_facets_in("RunEvent", event))]
        for mutant in cases.every_mutation(event, _below(position))
    )
    assert differences(official, ours, events) > 20_000


def _below(position: str) -> tuple[str | int, ...]:
    return {
        "run": ("run", "facets"),
        "job": ("job", "facets"),
        "dataset": ("inputs", 0, "facets"),
        "input": ("inputs", 0, "inputFacets"),
        "output": ("outputs", 0, "outputFacets"),
    }[position]


def test_every_mutation_of_the_core_gets_the_official_verdict(
    official: Official, ours: Validator
) -> None:
    facet = {"custom": {**cases.BASE, "anything": [1]}}
    dataset = {"namespace": "warehouse", "name": "orders", "facets": facet}
    event = cases.run_event(
        eventType="START",
        run={"runId": cases.RUN_ID, "facets": facet},
        job={"namespace": "batch", "name": "load", "facets": facet},
        inputs=[{**dataset, "inputFacets": facet}],
        outputs=[{**dataset, "outputFacets": facet}],
        dataset=dataset,
    )
    without_run = {key: value for key, value in event.items() if key != "run"}
    without_job = {key: value for key, value in event.items() if key != "job"}
    dataset_only = {key: value for key, value in without_run.items() if key != "job"}
    job_only = {key: value for key, value in without_run.items() if key != "dataset"}
    events = [event, without_run, without_job, dataset_only, job_only]
    values = [None, [], 3, "event", [event]]
    mutants = (mutant for event in events for mutant in cases.every_mutation(event))
    assert differences(official, ours, [*values, *events, *mutants]) > 3_000


def test_mutations_of_real_events_get_the_official_verdict(
    official: Official, ours: Validator
) -> None:
    rng = random.Random(20_261_123)
    events = (
        mutant
        for _, event in cases.shared_events()
        if len(json.dumps(event)) < 30_000
        for mutant in cases.some_mutations(event, 40, rng)
    )
    assert differences(official, ours, events) > 13_000
