"""Rules of the relations, each told by a case: events that are given, rows that are expected.

A case is a file `<relation>/<the rule as a sentence>.json`:

* `given`: what is laid over the smallest valid event, by top-level members. With `"run": null` and
  a job it is a JobEvent, with a dataset and no job a DatasetEvent. Left out are: the time (10:00 of
  2026-01-01), the run id (r1), a job's and dataset's namespace (ns) and a job's name (job), what
  the core asks of every event (producer, schemaURL) and of every facet. A text is a body as it
  stands.
* `expect`: the rows of the relation; only the columns named are compared, and no order. Or an
  object of relations and their rows.
* `where`: which rows are compared; a condition, or an object of relations and conditions.
* `settings`: sections that differ from the defaults.
* `invalid`: the case is about a facet that its schema refuses.
* `why`: where the rule comes from, or what was chosen where nothing says it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from collector.fold.folds import RELATIONS
from collector.receive import receive
from collector.settings import Identity
from tests.relations.folded import FACET, Folded, Object, body_of, validator

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from collector.event import Event

HERE = Path(__file__).parent

#: Of the collector as a whole: what real tools send, and what others get wrong.
STORIES = ("traps",)

#: Relations that no fold fills: audit/ has their cases.
ELSEWHERE = {"audit_findings"}


@dataclass(frozen=True)
class Case:
    """One file."""

    path: Path
    given: list[Object | str]
    expect: dict[str, list[Object]]
    where: dict[str, str]
    identity: Identity
    invalid: bool

    @property
    def relation(self) -> str:
        return self.path.parent.name

    def __str__(self) -> str:
        return f"{self.relation}/{self.path.stem}"


def _read(path: Path) -> Case:
    told = json.loads(path.read_text())
    unknown = told.keys() - {"why", "given", "expect", "where", "settings", "invalid"}
    assert not unknown, f"{path}: {unknown}"
    relation = path.parent.name
    expect, where = told["expect"], told.get("where", {})
    return Case(
        path=path,
        given=told["given"],
        expect=expect if isinstance(expect, dict) else {relation: expect},
        where=where if isinstance(where, dict) else {relation: where},
        identity=Identity(**told.get("settings", {}).get("identity", {})),
        invalid=told.get("invalid", False),
    )


CASES = [_read(path) for path in sorted(HERE.glob("*/*.json"))]


def _events(case: Case) -> list[Event]:
    return [receive(body_of(given), validator()) for given in case.given]


@pytest.fixture(scope="module")
def folded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folded]:
    made = Folded(tmp_path_factory.mktemp("relations") / "lineage.duckdb")
    yield made
    made.close()


def _read_facet(text: str) -> Object:
    """The value of a facet, without what every facet has."""
    return {key: member for key, member in json.loads(text).items() if key not in FACET}


def _plain(value: Any) -> Any:
    """The value as a case would write it."""
    match value:
        case datetime():
            return value.isoformat()
        case float() if value.is_integer():
            return int(value)
        case dict():
            return {key: _plain(member) for key, member in value.items()}
        case list():
            return [_plain(member) for member in value]
    return value


def _told(rows: list[Object], columns: Iterable[str]) -> list[str]:
    """Rows as sorted texts, with these columns only."""
    told = ({name: _plain(row[name]) for name in columns} for row in rows)
    return sorted(json.dumps(row, sort_keys=True) for row in told)


def _assert_expected(case: Case, folded: Folded) -> None:
    for relation, expected in case.expect.items():
        rows = folded.rows(relation, case.where.get(relation))
        if relation == "facets":
            rows = [{**row, "value": _read_facet(row["value"])} for row in rows]
        columns = expected[0].keys() if expected else ()
        assert _told(rows, columns) == _told(expected, columns), relation


@pytest.mark.parametrize("case", CASES, ids=str)
def test_events_together(case: Case, folded: Folded) -> None:
    folded.empty(case.identity)
    folded.fold(_events(case))

    _assert_expected(case, folded)


@pytest.mark.parametrize("case", [case for case in CASES if len(case.given) > 1], ids=str)
def test_events_one_by_one_the_last_first(case: Case, folded: Folded) -> None:
    folded.empty(case.identity)
    for event in reversed(_events(case)):
        folded.fold([event])

    _assert_expected(case, folded)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case_is_about_valid_facets_or_says_that_it_is_not(case: Case) -> None:
    violations = [violation for event in _events(case) for violation in event.violations]

    assert any(violation.layer == "facets" for violation in violations) == case.invalid, violations


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rows_of_an_expectation_name_the_same_columns(case: Case) -> None:
    for rows in case.expect.values():
        assert all(row.keys() == rows[0].keys() for row in rows)


def test_every_relation_has_a_case() -> None:
    named = {case.relation for case in CASES}
    assert sorted(named) == sorted({*RELATIONS, *STORIES} - ELSEWHERE)
