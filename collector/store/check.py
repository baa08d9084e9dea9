"""Is a database file what it says it is? Every body, number and reference is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from collector.decode import parse
from collector.errors import BadSettings, CollectorError, Malformed
from collector.store import questions
from collector.store.bodies import bodies, spans
from collector.store.database import read_only
from collector.store.questions import EventFilter
from collector.store.statements import sql
from collector.store.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Question whose rows are faults → what is wrong with each.
CHECKS = {
    "digests": "the body does not hash to its digest",
    "sizes": "the body is not as long as its row says",
    "numbers": "the number was given more than once",
    "orphans": "there are violations of an event that is not there",
}

#: Faults that are listed; the others are counted.
MOST_LISTED = 1_000


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with the file."""

    relation: str
    seq: int
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at, and what is wrong with it."""

    #: Relation → rows.
    rows: dict[str, int]
    #: Events whose body is there already; that is no fault beyond the duplicate window.
    duplicate_count: int
    fault_count: int
    #: The first MOST_LISTED.
    faults: tuple[Fault, ...]


def check_file(path: Path) -> Report:
    """Look at everything in a database or a snapshot, and change nothing.

    Raises NotFound, Locked or BadSettings when it cannot be opened, CollectorError when DuckDB
    cannot read what is in it.
    """
    with read_only(path) as connection:
        try:
            _require_relations(connection, path)
            return _check(connection)
        except duckdb.Error as error:
            first_line = str(error).partition("\n")[0]
            raise CollectorError(f"{path} cannot be read: {first_line}") from error


def _require_relations(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    connection.execute(sql("check/relations"), {"names": list(TABLES)})
    missing = set(TABLES) - {name for (name,) in connection.fetchall()}
    if missing:
        raise BadSettings(
            f"{path} is no log of a collector: it has no {', '.join(sorted(missing))}."
        )


def _check(connection: duckdb.DuckDBPyConnection) -> Report:
    listed: list[Fault] = []
    fault_count = 0
    for fault in _faults(connection):
        fault_count += 1
        if fault_count <= MOST_LISTED:
            listed.append(fault)
    (duplicate_count,) = connection.execute(sql("check/duplicates")).fetchall()[0]
    rows = {row["relation"]: row["row_count"] for row in questions.log_summary(connection)}
    return Report(rows, duplicate_count, fault_count, tuple(listed))


def _faults(connection: duckdb.DuckDBPyConnection) -> Iterator[Fault]:
    for check, message in CHECKS.items():
        connection.execute(sql(f"check/{check}"))
        for relation, seq in connection.fetchall():
            yield Fault(relation, seq, message)
    for span in spans(connection):
        for seq, body in bodies(connection, EventFilter(), span):
            try:
                parse(body.encode())
            except Malformed as error:
                yield Fault("events", seq, str(error))
