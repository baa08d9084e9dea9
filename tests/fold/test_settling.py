"""Parts settle: runs beside those that are settled already, everything else anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from collector.fold import folding, settling
from collector.receive import receive
from collector.settings import Identity
from tests.relations.folded import Folded, body_of, validator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collector.event import Event

#: Relations with settled rows of every run that reads a dataset.
OF_RUNS = ("runs", "run_datasets", "run_facets", "run_shapes")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folded]:
    made = Folded(tmp_path_factory.mktemp("settling") / "lineage.duckdb")
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


def told(run: str, event_type: str, second: int = 0, /, **members: Any) -> Event:
    error = {"message": event_type, "programmingLanguage": "SQL"}
    given = {
        "eventType": event_type,
        "eventTime": f"2026-01-01T10:00:{second:02}Z",
        "run": {"runId": run, "facets": {"errorMessage": error}},
        **members,
    }
    return receive(body_of(given), validator())


def settlings(folded: Folded, relation: str) -> dict[str, list[int]]:
    """Run to the settlings that have rows of it."""
    found: dict[str, list[int]] = {}
    for row in folded.rows(f"folds.{relation}_settled", None):
        found.setdefault(row["run_id"], []).append(row["settling"])
    return {run: sorted(numbers) for run, numbers in found.items()}


def looked_back(folded: Folded, *runs: str) -> int | None:
    """The settling from which on a turn with these runs looks."""
    cursor = folded.cursor()
    cursor.execute(
        "create temp table asked_runs as "
        "select run_id, hash(run_id) as unit_number from (select unnest($runs) as run_id)",
        {"runs": list(runs)},
    )
    return settling.units_of_runs(cursor, "asked_runs").since


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("relation", OF_RUNS)
def test_runs_settle_beside_those_that_are_settled(folded: Folded, relation: str) -> None:
    for run in ("a", "b", "c"):
        folded.fold([told(run, "COMPLETE", inputs=[{"name": "t"}])])

    assert settlings(folded, relation) == {"a": [1], "b": [2], "c": [3]}
    assert folded.rows(f"folds.{relation}_parts", None) == []


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("relation", OF_RUNS)
def test_a_run_that_speaks_again_settles_as_a_whole(folded: Folded, relation: str) -> None:
    folded.fold([told("a", "START", inputs=[{"name": "t"}])])
    folded.fold([told("b", "START", inputs=[{"name": "t"}])])

    folded.fold([told("a", "COMPLETE", 1)])

    assert settlings(folded, relation) == {"a": [3], "b": [2]}


@pytest.mark.usefixtures("eager")
def test_a_run_that_only_a_child_speaks_of_again_keeps_what_it_said(folded: Folded) -> None:
    folded.fold([told("dag", "COMPLETE", job={"name": "dag"}, outputs=[{"name": "t"}])])
    parent = {"run": {"runId": "dag"}, "job": {"namespace": "ns", "name": "dag"}}
    child = {"runId": "task", "facets": {"parent": parent}}

    folded.fold([told("task", "COMPLETE", 1, run=child)])

    assert settlings(folded, "run_shapes") == {"dag": [2], "task": [2]}
    [run] = folded.rows("runs", "run_id = 'dag'")
    assert (run["state"], run["job_name"]) == ("COMPLETE", "dag")
    # What it looked like before is found where it is now, and counted once.
    folded.fold([told("dag", "COMPLETE", 2, job={"name": "dag"}, outputs=[{"name": "t"}])])
    [picture] = folded.rows("folds.picture_runs", "name = 'dag'")
    assert picture["run_count"] == 1


@pytest.mark.usefixtures("eager")
def test_a_turn_looks_back_to_the_earliest_settling_of_its_runs(folded: Folded) -> None:
    for run in ("a", "b", "c"):
        folded.fold([told(run, "START")])

    assert looked_back(folded, "b", "c") == 2
    assert looked_back(folded, "c") == 3
    assert looked_back(folded, "new") is None


def test_few_parts_wait(folded: Folded) -> None:
    folded.fold([told("a", "COMPLETE")])

    assert folded.rows("folds.runs_settled", None) == []
    assert len(folded.rows("folds.runs_parts", None)) == 1
