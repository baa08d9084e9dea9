"""What is told of runs of models, also where it shows late that they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from collector.fold import folding, settling
from collector.receive import receive
from collector.settings import Identity
from tests.relations.folded import Folded, body_of, validator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collector.event import Event
    from tests.relations.folded import Object

MODEL = {"datasetType": {"datasetType": "MODEL"}}
TRACED = ("traced_runs", "traced_datasets")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folded]:
    made = Folded(tmp_path_factory.mktemp("tracing") / "lineage.duckdb")
    yield made
    made.close()


@pytest.fixture
def folded(database: Folded) -> Folded:
    database.empty(Identity())
    return database


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything settles after every batch."""
    monkeypatch.setattr(settling, "_is_due", lambda *_: True)
    monkeypatch.setattr(folding, "_SETTLE_AFTER", 0)


def told(**given: object) -> Event:
    return receive(body_of({"eventType": "COMPLETE", **given}), validator())


def said(name: str, **facets: Object) -> Event:
    return receive(body_of({"dataset": {"name": name, "facets": facets}}), validator())


def runs(folded: Folded, relation: str = "traced_runs") -> list[str]:
    return sorted(row["run_id"] for row in folded.rows(f"folds.{relation}", None))


def test_runs_without_models_are_not_kept(folded: Folded) -> None:
    folded.fold([told(inputs=[{"name": "a"}], outputs=[{"name": "b"}])])
    folded.fold([told(run={"runId": "r2"}, outputs=[{"name": "m", "facets": MODEL}])])

    assert runs(folded) == ["r2"]
    assert runs(folded, "traced_datasets") == ["r2"]


def test_a_run_is_kept_once_what_it_listed_is_known_as_a_model(folded: Folded) -> None:
    folded.fold([told(outputs=[{"name": "m"}])])
    assert runs(folded) == []

    folded.fold([said("m", **MODEL)])

    assert runs(folded) == ["r1"]


def test_a_run_is_kept_once_a_symlink_ties_what_it_listed_to_a_model(folded: Folded) -> None:
    folded.fold([told(outputs=[{"name": "experiments/1/models/m"}])])
    folded.fold([said("m", **MODEL)])
    assert runs(folded) == []

    other = {"namespace": "ns", "name": "experiments/1/models/m", "type": "LOGGED_MODEL"}
    folded.fold([said("m", symlinks={"identifiers": [other]})])

    assert runs(folded) == ["r1"]


def test_a_run_that_a_registry_names_is_kept_whoever_speaks_first(folded: Folded) -> None:
    source = {"modelId": "m-1", "sourceRunId": "r1"}
    folded.fold([told(inputs=[{"name": "a"}])])
    folded.fold([said("m", collector_model=source)])
    folded.fold([said("n", collector_model={**source, "sourceRunId": "r2"})])
    assert runs(folded) == ["r1"]

    folded.fold([told(run={"runId": "r2"})])

    assert runs(folded) == ["r1", "r2"]


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("relation", TRACED)
def test_a_run_that_says_nothing_more_settles_once_although_it_is_made_anew(
    folded: Folded, relation: str
) -> None:
    listed = [{"name": "m", "facets": MODEL}, {"name": "n"}]
    folded.fold([told(outputs=listed)])
    folded.fold([told(run={"runId": "r2"})])

    folded.fold([said("n", **MODEL)])

    rows = folded.rows(f"folds.{relation}_settled", None)
    assert len(rows) == (1 if relation == "traced_runs" else 2)
    assert {row["settling"] for row in rows} == {3}
    assert folded.rows(f"folds.{relation}_parts", None) == []
