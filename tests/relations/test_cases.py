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
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from collector.fold import staging
from collector.fold.folding import Folding
from collector.fold.folds import RELATIONS
from collector.fold.tables import create_folds
from collector.receive import receive
from collector.schema_files import load
from collector.settings import Identity
from collector.store.append import Appender, Row
from collector.store.tables import create_tables
from collector.validate import Validator

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from collector.event import Event

HERE = Path(__file__).parent

#: Of the collector as a whole: what real tools send, and what others get wrong.
STORIES = ("traps",)

URI = "https://example.com/tests"
SCHEMA_URL = "https://openlineage.io/spec/2-0-2/OpenLineage.json"
#: What makes an object a facet.
FACET = {"_producer": URI, "_schemaURL": URI}

Object = dict[str, Any]


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


# From a case to events


def body_of(given: Object | str) -> bytes:
    """The body of one event."""
    if isinstance(given, str):
        return given.encode()
    event: Object = {"eventTime": "2026-01-01T10:00:00Z", "producer": URI, "schemaURL": SCHEMA_URL}
    if "dataset" not in given:
        event |= {"run": {}, "job": {}}
    event |= given
    event = {key: value for key, value in event.items() if value is not None}
    return json.dumps(_filled(event)).encode()


def _filled(event: Object) -> Object:
    """The event with the members that a case may leave out."""
    filled = dict(event)
    if "run" in event:
        filled["run"] = {"runId": "r1", **event["run"]}
    if "job" in event:
        filled["job"] = {"namespace": "ns", "name": "job", **event["job"]}
    if "dataset" in event:
        filled["dataset"] = {"namespace": "ns", **event["dataset"]}
    for key in ("inputs", "outputs"):
        if key in event:
            filled[key] = [{"namespace": "ns", **dataset} for dataset in event[key]]
    return {key: _with_facets(value) for key, value in filled.items()}


def _with_facets(value: Any) -> Any:
    """The value with every facet in it made complete."""
    if isinstance(value, list):
        return [_with_facets(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: {name: {**FACET, **_with_facets(facet)} for name, facet in member.items()}
        if key in {"facets", "inputFacets", "outputFacets"}
        else _with_facets(member)
        for key, member in value.items()
    }


@cache
def _validator() -> Validator:
    return Validator(load())


def _events(case: Case) -> list[Event]:
    return [receive(body_of(given), _validator()) for given in case.given]


# From events to rows


class Folded:
    """A database whose log is filled and folded; emptied for the next case, not made anew."""

    def __init__(self, path: Path) -> None:
        self._connection = duckdb.connect(str(path), config={"threads": 1})
        self._connection.execute("set global TimeZone = 'UTC'")
        create_tables(self._connection)
        self._appender = Appender(self._connection.cursor())
        self._cursor = self._connection.cursor()
        create_folds(self._cursor, Identity())
        self._folding = Folding(self._cursor, Identity())
        tables = "select table_name from duckdb_tables() where schema_name = 'folds'"
        self._tables = {name for (name,) in self._cursor.execute(tables).fetchall()} - {"made_by"}
        self._seq = 0

    def empty(self, identity: Identity) -> None:
        """Nothing is in the log, and these rules hold from now on."""
        for table in ("events", "violations", *(f"folds.{name}" for name in self._tables)):
            self._cursor.execute(f"delete from {table}")
        staging.prepare(self._cursor, identity)

    def fold(self, events: list[Event]) -> None:
        """Store the events together, and fold them."""
        rows = [Row(self._seq + place, event, None) for place, event in enumerate(events, 1)]
        self._seq += len(rows)
        self._appender.commit(rows, datetime(2026, 1, 1))
        while self._folding.turn().event_count:
            pass

    def rows(self, relation: str, condition: str | None) -> list[Object]:
        self._cursor.execute(f"from {relation}" + (f" where {condition}" if condition else ""))
        names = [column[0] for column in self._cursor.description]
        return [dict(zip(names, values, strict=True)) for values in self._cursor.fetchall()]

    def close(self) -> None:
        self._connection.close()


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
    assert sorted({case.relation for case in CASES}) == sorted((*RELATIONS, *STORIES))
