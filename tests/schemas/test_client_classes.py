"""What openlineage-python can build is accepted, and what it names is here."""

from __future__ import annotations

import inspect
import json
import pkgutil
import random
import types
import typing
from enum import Enum
from importlib import import_module
from typing import Any, Literal, Union, get_args, get_origin

import attr
import pytest
from openlineage.client import generated
from openlineage.client.event_v2 import (
    DatasetEvent,
    InputDataset,
    Job,
    JobEvent,
    OutputDataset,
    Run,
    RunEvent,
    StaticDataset,
)
from openlineage.client.generated import base
from openlineage.client.serde import Serde

from collector.schema_files import CORE_ID, load
from collector.validate import STRICT, Validator
from tests.schemas import cases

#: Texts that the standard gives a format; the client's classes do not tell.
TEXTS = {
    "runId": cases.RUN_ID,
    "producer": cases.URL,
    "url": cases.URL,
    "uri": cases.URL,
    **dict.fromkeys(
        ("eventTime", "nominalStartTime", "nominalEndTime", "lastUpdated", "captureDate"),
        "2026-11-23T09:12:49.829988+00:00",
    ),
}

#: Members of which the standard wants both or none.
TOGETHER = {"namespace", "name"}

DEEPEST = 5

SCHEMAS = load()

POSITIONS = {
    base.RunFacet: "run",
    base.JobFacet: "job",
    base.DatasetFacet: "dataset",
    base.InputDatasetFacet: "input",
    base.OutputDatasetFacet: "output",
}


def classes() -> list[Any]:
    modules = [
        import_module(f"{generated.__name__}.{module.name}")
        for module in pkgutil.iter_modules(generated.__path__)
    ]
    found = {
        value
        for module in modules
        for value in vars(module).values()
        if inspect.isclass(value) and value.__module__.startswith(generated.__name__)
    }
    return sorted(found, key=lambda one: (one.__module__, one.__name__))


FACETS = [one for one in classes() if issubclass(one, tuple(POSITIONS)) and one not in POSITIONS]


class Builder:
    """Builds objects of the client by chance, from the types of their fields."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)

    def object(self, kind: type, depth: int = 0) -> Any:
        hints = typing.get_type_hints(kind)
        has_name = self._rng.random() < 0.5
        arguments = {}
        for field in attr.fields(kind):
            if not field.init or field.name.startswith("_"):
                continue
            is_optional = field.default is not attr.NOTHING
            hint = hints[field.name]
            if is_optional and field.name == "type":
                continue
            if is_optional and field.name in TOGETHER:
                if has_name:
                    arguments[field.name] = field.name
            elif not is_optional or (depth < DEEPEST and self._rng.random() < 0.7):
                arguments[field.name] = self._value(hint, field.name, depth + 1)
        return kind(**arguments)

    def _value(self, hint: Any, name: str, depth: int) -> Any:
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Literal:
            return self._rng.choice(arguments)
        if origin in {Union, types.UnionType}:
            choices = [one for one in arguments if one is not type(None)]
            return self._value(
                choices[0] if depth > DEEPEST else self._rng.choice(choices), name, depth
            )
        if origin is list:
            count = 1 if depth <= DEEPEST else 0
            return [self._value(arguments[0], name, depth + 1) for _ in range(count)]
        if origin is dict:
            return {"some key": self._value(arguments[1], name, depth + 1)}
        if inspect.isclass(hint) and issubclass(hint, Enum):
            return self._rng.choice(list(hint))
        if inspect.isclass(hint) and attr.has(hint):
            return self.object(hint, depth)
        return self._scalar(hint, name)

    def _scalar(self, hint: Any, name: str) -> Any:
        if hint is str:
            return TEXTS.get(name, self._rng.choice(["", "text", "ä \\ \n"]))
        if hint is bool:
            return self._rng.random() < 0.5
        if hint in {int, float}:
            number = self._rng.choice([1, 7, 2**62])
            return number if hint is int else number + 0.5
        if hint in {Any, object}:
            return self._rng.choice(["text", 1, [1.5], {"a": None}])
        raise AssertionError(f"no value for {hint} of {name}")


def sent(event: Any) -> Any:
    return json.loads(Serde.to_json(event))


def in_an_event(facet: Any) -> Any:
    [position] = {name for kind, name in POSITIONS.items() if isinstance(facet, kind)}
    key = next(
        key
        for (where, key), schema in SCHEMAS.facets.items()
        if where == position and schema.schema_id.endswith(f"/{type(facet).__name__}")
    )
    facets = {key: facet}
    return RunEvent(
        eventTime=TEXTS["eventTime"],
        run=Run(cases.RUN_ID, facets=facets if position == "run" else {}),
        job=Job("batch", "load", facets=facets if position == "job" else {}),
        inputs=[
            InputDataset(
                "warehouse",
                "raw",
                facets=facets if position == "dataset" else {},
                inputFacets=facets if position == "input" else {},
            )
        ],
        outputs=[
            OutputDataset("warehouse", "o", outputFacets=facets if position == "output" else {})
        ],
        producer=cases.URL,
    )


@pytest.fixture(scope="module")
def validator() -> Validator:
    return Validator(SCHEMAS, STRICT)


def test_the_client_has_the_classes_this_test_is_about() -> None:
    assert len(FACETS) > 35


@pytest.mark.parametrize("kind", FACETS, ids=lambda kind: kind.__name__)
def test_every_facet_the_client_can_build_is_accepted(kind: type, validator: Validator) -> None:
    for seed in range(30):
        event = sent(in_an_event(Builder(seed).object(kind)))
        assert validator.validate(event) == ("RunEvent", ())


def test_every_event_the_client_can_build_is_accepted(validator: Validator) -> None:
    for kind in (RunEvent, JobEvent, DatasetEvent):
        for seed in range(30):
            # The facets are those of the test above; any other object is a facet too.
            event = sent(Builder(seed).object(kind))
            assert validator.validate(event) == (kind.__name__, ())


def test_static_events_with_every_facet_of_theirs_are_accepted(validator: Validator) -> None:
    builder = Builder(0)
    schemas = SCHEMAS.facets
    facets: dict[str, dict[str, Any]] = {"job": {}, "dataset": {}}
    for kind in FACETS:
        for (position, key), schema in schemas.items():
            if position in facets and schema.schema_id.endswith(f"/{kind.__name__}"):
                facets[position][key] = builder.object(kind)
    job = Job("batch", "load", facets=facets["job"])
    dataset = StaticDataset("warehouse", "orders", facets=facets["dataset"])
    for event in (
        JobEvent(eventTime=TEXTS["eventTime"], producer=cases.URL, job=job),
        DatasetEvent(eventTime=TEXTS["eventTime"], producer=cases.URL, dataset=dataset),
    ):
        assert validator.validate(sent(event))[1] == ()


def test_what_the_deprecated_classes_build_is_accepted(validator: Validator) -> None:
    """They name version 1-0-5 of the core."""
    from openlineage.client import run

    event = run.RunEvent(
        run.RunState.START,
        "2026-11-23T09:12:49.829988+00:00",
        run.Run(cases.RUN_ID),
        run.Job("batch", "load"),
        cases.URL,
        [run.InputDataset("warehouse", "raw")],
        [run.OutputDataset("warehouse", "orders")],
    )
    assert "1-0-5" in sent(event)["schemaURL"]
    assert validator.validate(sent(event)) == ("RunEvent", ())


def test_every_schema_the_client_names_is_here() -> None:
    """Fails when a newer client brings a version of a facet that `schemas/` lacks."""
    named = {one._get_schema(): one.__name__ for one in classes() if hasattr(one, "_get_schema")}
    files = SCHEMAS.files
    missing = [
        url
        for url in sorted(named)
        for file, _, name in [url.partition("#/$defs/")]
        if file not in files or name not in files[file].document["$defs"]  # type: ignore[operator]
    ]
    assert missing == []


def test_the_version_in_force_is_the_one_the_client_names() -> None:
    named = {one._get_schema() for one in FACETS}
    in_force = {facet.schema_id for facet in SCHEMAS.facets.values()}
    assert {url for url in named if not url.startswith(CORE_ID)} - in_force == set()
