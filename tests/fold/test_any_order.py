"""The relations follow from the set of events: no order, no batch and no settling changes a row."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from collector.errors import InvalidEvent, Malformed
from collector.fold import folding, settling
from collector.fold.folds import RELATIONS
from collector.receive import receive
from collector.settings import Identity
from tests.fold.of_models import models_by_chance
from tests.relations.folded import Folded, body_of, validator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collector.event import Event

CORPUS = Path(__file__).parents[3] / "shared" / "openlineage" / "corpus"

#: Few of each, so that the events of a sample meet.
RUNS = ("r1", "r2", "r3")
JOBS = ("load", "train", "serve", "unknown")
OWNERS = ("team:a", "team:b")
DATASETS = ("a", "b", "c", "d")
FIELDS = ("x", "y")
TYPES = ("START", "RUNNING", "COMPLETE", "COMPLETE", "FAIL", "ABORT", "OTHER")
SECONDS = 8
EVENTS = 10
SAMPLES = 3
#: A fold of one event costs as much as one of a hundred.
MOST_ONE_BY_ONE = 12

Object = dict[str, Any]
Rows = dict[str, list[str]]


# Events by chance


def _maybe(chance: random.Random, share: float, facets: Object) -> Object:
    return facets if chance.random() < share else {}


def _column_lineage(chance: random.Random) -> Object:
    source = {"namespace": "ns", "name": chance.choice(DATASETS), "field": chance.choice(FIELDS)}
    return {"columnLineage": {"fields": {chance.choice(FIELDS): {"inputFields": [source]}}}}


def _lineage(chance: random.Random) -> Object:
    """The facet that tells of edges as such."""
    source = {"namespace": "ns", "name": chance.choice(DATASETS), "type": "DATASET"}
    if chance.random() < 0.5:
        source["field"] = chance.choice(FIELDS)
    target = {
        "namespace": "ns",
        "name": chance.choice(DATASETS),
        "type": "DATASET",
        "inputs": [source],
    }
    return {"lineage": {"entries": [target]}}


def _schema(chance: random.Random) -> Object:
    fields = [{"name": name, "type": chance.choice(("int", "text"))} for name in FIELDS]
    return {"schema": {"fields": chance.sample(fields, chance.randint(1, 2))}}


def _tags(chance: random.Random) -> Object:
    """Those of a producer, or what a user says of them."""
    one, other = ({"key": chance.choice(("pii", "gold")), "value": "true"} for _ in range(2))
    if chance.random() < 0.5:
        return {"tags": {"tags": [one]}}
    return {"collector_tags": {"added": [one], "removed": [other]}}


def _symlinks(chance: random.Random) -> Object:
    other = {"namespace": "ns", "name": chance.choice((*DATASETS, "alias")), "type": "TABLE"}
    return {"symlinks": {"identifiers": [other]}}


def _lifecycle(chance: random.Random) -> Object:
    change: Object = {
        "lifecycleStateChange": chance.choice(("CREATE", "DROP", "OVERWRITE", "RENAME"))
    }
    if change["lifecycleStateChange"] == "RENAME":
        change["previousIdentifier"] = {"namespace": "ns", "name": chance.choice(DATASETS)}
    return {"lifecycleStateChange": change}


def _dataset(chance: random.Random) -> Object:
    facets = {
        **_maybe(chance, 0.4, _schema(chance)),
        **_maybe(chance, 0.3, _tags(chance)),
        **_maybe(chance, 0.1, _symlinks(chance)),
        **_maybe(chance, 0.2, _lifecycle(chance)),
        **_maybe(chance, 0.3, _column_lineage(chance)),
        **_maybe(chance, 0.1, _lineage(chance)),
        **_maybe(chance, 0.2, {"version": {"datasetVersion": chance.choice(("1", "2"))}}),
    }
    return {"name": chance.choice(DATASETS), "facets": facets}


def _datasets(chance: random.Random) -> list[Object]:
    return [_dataset(chance) for _ in range(chance.choice((0, 1, 1, 2)))]


def _job(chance: random.Random) -> Object:
    facets = {
        **_maybe(chance, 0.2, {"sql": {"query": chance.choice(("select 1", "select 2"))}}),
        **_maybe(chance, 0.2, {"jobType": {"processingType": "STREAMING", "integration": "TESTS"}}),
        **_maybe(chance, 0.1, _lineage(chance)),
        **_maybe(chance, 0.3, {"ownership": {"owners": [{"name": chance.choice(OWNERS)}]}}),
    }
    return {"name": chance.choice(JOBS), "facets": facets}


def _run(chance: random.Random) -> Object:
    parent = {"run": {"runId": chance.choice(RUNS)}, "job": {"namespace": "ns", "name": "dag"}}
    facets = {
        **_maybe(chance, 0.3, {"parent": parent}),
        **_maybe(chance, 0.1, {"errorMessage": {"message": "no", "programmingLanguage": "SQL"}}),
    }
    return {"runId": chance.choice(RUNS), "facets": facets}


def _event(chance: random.Random) -> Event:
    """A run event mostly; its time is one of few, so that many are equal."""
    told: Object = {"eventTime": f"2026-01-01T10:00:0{chance.randrange(SECONDS)}Z"}
    kind = chance.random()
    if kind < 0.1:
        told["dataset"] = _dataset(chance)
    else:
        told |= {"job": _job(chance), "inputs": _datasets(chance), "outputs": _datasets(chance)}
        if kind < 0.25:
            told["run"] = None
        else:
            told |= {"run": _run(chance), "eventType": chance.choice(TYPES)}
    return receive(body_of(told), validator())


def by_chance(seed: int) -> list[Event]:
    """A sample of events, some of them sent twice."""
    chance = random.Random(seed)
    events = [_event(chance) for _ in range(EVENTS)]
    return events + chance.sample(events, 2)


def about_models(seed: int) -> list[Event]:
    """A sample of events about models, some of them sent twice."""
    chance = random.Random(seed)
    events = models_by_chance(chance)
    return events + chance.sample(events, 2)


def scenarios() -> dict[str, list[Event]]:
    """The published events, by the groups they come in."""
    if not CORPUS.exists():
        return {}
    found: dict[str, list[Event]] = {}
    with (CORPUS / "MANIFEST.tsv").open() as manifest:
        for row in csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE):
            try:
                event = receive((CORPUS / row["file"]).read_bytes(), validator())
            except (InvalidEvent, Malformed):
                continue
            found.setdefault(row["group"], []).append(event)
    return found


# Ways to the relations


@pytest.fixture(scope="module")
def folded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folded]:
    made = Folded(tmp_path_factory.mktemp("orders") / "lineage.duckdb")
    yield made
    made.close()


def _rows(folded: Folded, batches: list[list[Event]]) -> Rows:
    """Every row of every relation after these batches."""
    folded.empty(Identity())
    for batch in batches:
        folded.fold(batch)
    return _all_rows(folded)


def _all_rows(folded: Folded) -> Rows:
    return {
        relation: sorted(json.dumps(row, default=str) for row in folded.rows(relation, None))
        for relation in RELATIONS
    }


def _batches(events: list[Event], chance: random.Random) -> list[list[Event]]:
    """The events in another order, cut anywhere."""
    left = chance.sample(events, len(events))
    batches = []
    while left:
        size = chance.randint(1, max(1, len(events) // 2))
        batches.append(left[:size])
        left = left[size:]
    return batches


def _rebuilt(folded: Folded, batches: list[list[Event]], chance: random.Random) -> Rows:
    """Every row where the first batches were folded as by a rebuild, and the others by turns."""
    folded.empty(Identity())
    first = chance.randint(1, len(batches))
    folded.rebuild(batches[:first])
    for batch in batches[first:]:
        folded.fold(batch)
    return _all_rows(folded)


def _one_by_one(events: list[Event], chance: random.Random) -> list[list[Event]]:
    return [[event] for event in chance.sample(events, len(events))]


def assert_any_order(
    events: list[Event], folded: Folded, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    expected = _rows(folded, [events])

    if len(events) <= MOST_ONE_BY_ONE:
        assert _rows(folded, _one_by_one(events, chance)) == expected
    else:
        assert _rows(folded, _batches(events, chance)) == expected
    assert _rebuilt(folded, _batches(events, chance), chance) == expected
    with monkeypatch.context() as patched:
        patched.setattr(settling, "_is_due", lambda *_: True)
        patched.setattr(folding, "_SETTLE_AFTER", 0)
        assert _rows(folded, _batches(events, chance)) == expected


@pytest.mark.parametrize("seed", range(SAMPLES))
def test_events_by_chance_make_the_same_rows_in_any_order(
    seed: int, folded: Folded, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_any_order(by_chance(seed), folded, monkeypatch, seed)


@pytest.mark.parametrize("seed", range(SAMPLES))
def test_events_about_models_make_the_same_rows_in_any_order(
    seed: int, folded: Folded, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_any_order(about_models(seed), folded, monkeypatch, seed)


def test_events_by_chance_fill_every_relation_and_break_no_schema(folded: Folded) -> None:
    samples = [sample(seed) for seed in range(SAMPLES) for sample in (by_chance, about_models)]
    rows = _rows(folded, samples)

    violations = [found for sample in samples for event in sample for found in event.violations]
    assert not [found for found in violations if found.layer == "facets"]
    assert {relation for relation in RELATIONS if not rows[relation]} == {
        "data_quality",
        # Nobody audits here.
        "audit_findings",
    }


@pytest.mark.skipif(not CORPUS.exists(), reason="the published events are not here")
@pytest.mark.parametrize("group", sorted(scenarios()))
def test_published_events_make_the_same_rows_in_any_order(
    group: str, folded: Folded, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_any_order(scenarios()[group], folded, monkeypatch, 1)
