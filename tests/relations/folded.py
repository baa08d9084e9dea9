"""Events that are told shortly, and a database that folds them."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import duckdb

from collector.fold import deriving, linking, staging, tracing
from collector.fold.folding import Folding
from collector.fold.tables import create_folds
from collector.schema_files import load
from collector.settings import Identity
from collector.store.append import Appender, Row
from collector.store.tables import create_tables
from collector.store.transaction import in_transaction
from collector.validate import Validator

if TYPE_CHECKING:
    from pathlib import Path

    from collector.event import Event

URI = "https://example.com/tests"
SCHEMA_URL = "https://openlineage.io/spec/2-0-2/OpenLineage.json"
#: What makes an object a facet.
FACET = {"_producer": URI, "_schemaURL": URI}

Object = dict[str, Any]


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
def validator() -> Validator:
    return Validator(load())


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
        tracing.know_models(self._cursor)

    def fold(self, events: list[Event]) -> None:
        """Store the events together, and fold them."""
        self._store(events)
        while self._folding.turn().event_count:
            pass

    def rebuild(self, batches: list[list[Event]]) -> None:
        """Store batches of events, fold each into parts, and derive everything of them at once."""
        for events in batches:
            after = self._seq
            self._store(events)
            self._folding.fold_span(after, self._seq)
        in_transaction(self._cursor, self._derive)
        self._folding.seq = self._seq

    def _derive(self, cursor: duckdb.DuckDBPyConnection) -> None:
        linking.link(cursor, "all_links")
        deriving.derive_all(cursor)

    def _store(self, events: list[Event]) -> None:
        rows = [Row(self._seq + place, event, None) for place, event in enumerate(events, 1)]
        self._seq += len(rows)
        self._appender.commit(rows, datetime(2026, 1, 1))

    def rows(self, relation: str, condition: str | None) -> list[Object]:
        self._cursor.execute(f"from {relation}" + (f" where {condition}" if condition else ""))
        names = [column[0] for column in self._cursor.description]
        return [dict(zip(names, values, strict=True)) for values in self._cursor.fetchall()]

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Another cursor, for questions."""
        return self._connection.cursor()

    def close(self) -> None:
        self._connection.close()
