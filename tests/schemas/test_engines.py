"""jsonschema-rs against jsonschema: the same kind, verdict and violations, on the same cases."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest

from collector import validate
from collector.engines import ReferenceEngine, RsEngine
from collector.errors import InvalidEvent
from collector.schema_files import load
from collector.validate import Layers, Validator
from tests.schemas import cases

if TYPE_CHECKING:
    from collections.abc import Iterable

    from collector.event import Violation

#: The reference engine takes 2 to 5 ms for a small event.
MUTATIONS_OF_FACETS = 200
MUTATIONS_OF_EVENTS = 2_000

Answer = tuple[str | None, set["Violation"]]


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> tuple[Validator, Validator]:
    monkeypatch.setattr(validate, "MOST_VIOLATIONS", 1_000_000)
    schemas = load()
    layers = Layers("warn", "warn", "warn")
    return Validator(schemas, layers, RsEngine), Validator(schemas, layers, ReferenceEngine)


def answer(validator: Validator, event: Any) -> Answer:
    try:
        kind, violations = validator.validate(event)
    except InvalidEvent as error:
        return None, set(error.violations)
    return kind, set(violations)


def agreements(engines: tuple[Validator, Validator], events: Iterable[Any]) -> int:
    count = 0
    for event in events:
        fast, reference = (answer(validator, event) for validator in engines)
        assert fast == reference, json.dumps(event)
        count += 1
    return count


def test_engines_agree_on_mutations_of_every_facet(engines: tuple[Validator, Validator]) -> None:
    rng = random.Random(7)
    facets = [*cases.own_facets(), *cases.own_facets("collector_facets.json")]
    events = (
        mutant
        for case in facets
        for mutant in cases.some_mutations(cases.with_facet(*case), MUTATIONS_OF_FACETS, rng)
    )
    assert agreements(engines, events) == MUTATIONS_OF_FACETS * len(facets)


@pytest.mark.skipif(not cases.SHARED.is_dir(), reason="no ../shared/openlineage here")
def test_engines_agree_on_real_events_and_their_mutations(
    engines: tuple[Validator, Validator],
) -> None:
    rng = random.Random(11)
    events = [event for _, event in cases.shared_events()]
    assert agreements(engines, events) > 350
    small = [event for event in events if len(json.dumps(event)) < 6_000]
    mutants = (
        mutant
        for event in rng.choices(small, k=MUTATIONS_OF_EVENTS)
        for mutant in cases.some_mutations(event, 1, rng)
    )
    assert agreements(engines, mutants) == MUTATIONS_OF_EVENTS


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-23T09:12:49Z", "2026-11-23t09:12:49z", "2026-11-23T09:12:49.123456789+05:30"),
        *("2026-11-23T09:12:49", "2026-11-23 09:12:49Z", "2026-11-23T09:12:49+0100", "2026-11-23"),
        *("2026-11-23T09:12Z", "2026-11-23T10:53:60Z", "2016-12-31T23:59:60Z"),
        *("2016-12-31T18:59:60-05:00", "2016-12-31T23:59:60-05:00", "2026-02-29T00:00:00Z"),
        *("2024-02-29T00:00:00Z", "2026-11-31T00:00:00Z", "2026-13-01T00:00:00Z", "0000-01-01T"),
        *("0000-02-29T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T23:59:61Z", "2026-1-1T0:0Z"),
        *("2026-11-23T09:12:49.Z", "2026-11-23T09:12:49,5Z", "\uff12026-11-23T09:12:49Z", ""),
        *("2026-11-23T09:12:49Z[UTC]", "2026-11-23T09:12:49+24:00", " 2026-11-23T09:12:49Z"),
    ],
)
def test_engines_agree_on_times(engines: tuple[Validator, Validator], text: str) -> None:
    agreements(engines, [cases.run_event(eventTime=text)])


@pytest.mark.parametrize(
    "text",
    [
        *(
            "https://example.org",
            "urn:a:b",
            "file",
            "",
            "me",
            "a b",
            "http://",
            "http:",
            "a:",
            "//x",
        ),
        *("https://e.org/a?b=c#d", "https://e.org/#/$defs/A", "ol:core:1", "mailto:a@b", "1a:b"),
        *("s3://bucket/ä", "https://e.org/a%20b", "https://e.org/a%2", "http://[::1]:80/", "x:[y]"),
        *("http://[::zz]/", "http://e:80a/", "http://u:p@e/", "a://b//c", "a:/b", "http://e/<x>"),
        *(
            "http://[v1.a]/",
            "jdbc:postgresql://h:5432/db",
            "C:\\x",
            "http://e/a|b",
            "a:?#",
            "a:#b#c",
        ),
        *(
            "http://e\n",
            "http://e/^",
            "http://e/`",
            'http://e/"',
            "http://e/{x}",
            "http://[::1%25]",
        ),
    ],
)
def test_engines_agree_on_uris(engines: tuple[Validator, Validator], text: str) -> None:
    agreements(engines, [cases.run_event(producer=text)])


@pytest.mark.parametrize(
    "text",
    [
        *(cases.RUN_ID, cases.RUN_ID.upper(), cases.RUN_ID.replace("-", ""), "run_id", ""),
        *(
            "00000000-0000-0000-0000-000000000000",
            f"{{{cases.RUN_ID}}}",
            f"urn:uuid:{cases.RUN_ID}",
        ),
        *(f"{cases.RUN_ID}\n", f" {cases.RUN_ID}", cases.RUN_ID.replace("0", "\u0660")),
        "0197e3a25-f2e-7c1a-9d64-2f3a4b5c6d7e",
    ],
)
def test_engines_agree_on_run_ids(engines: tuple[Validator, Validator], text: str) -> None:
    agreements(engines, [cases.run_event(run={"runId": text})])
