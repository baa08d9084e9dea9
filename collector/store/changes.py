"""What each event of the log changed: the runs that stand otherwise since, the facets in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from collector.store.statements import sql
from collector.store.transaction import in_transaction

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb

    Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RunState:
    """What a run has said of itself; the order in which it came does not count.

    The same rule as that of the folds: a terminal event is not undone by one that tells of work.
    """

    terminal_stamp: int | None = None
    terminal_type: str | None = None
    open_stamp: int | None = None
    open_type: str | None = None

    @property
    def state(self) -> str | None:
        """As the relation `runs` tells it."""
        return self.terminal_type or self.open_type

    def after(self, event: Record) -> RunState:
        """What it has said with one more event."""
        event_type, stamp = event["event_type"], _stamp(event)
        if event_type in _TERMINAL and stamp > _or_least(self.terminal_stamp):
            return RunState(stamp, event_type, self.open_stamp, self.open_type)
        if event_type in _OPEN and stamp > _or_least(self.open_stamp):
            return RunState(self.terminal_stamp, self.terminal_type, stamp, event_type)
        return self


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One event of the log, without its body, and what it changed; equal to itself alone."""

    event: Record
    violations: tuple[Record, ...]
    #: State of the run before it and after it; None where it is the same.
    change: tuple[str | None, str | None] | None

    @property
    def seq(self) -> int:
        return int(self.event["seq"])


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the log."""

    entries: tuple[Entry, ...]
    #: Runs of it, as they stood at its end.
    states: dict[str, RunState]


_TERMINAL = frozenset({"COMPLETE", "FAIL", "ABORT"})
_OPEN = frozenset({"START", "RUNNING"})


def page(
    cursor: duckdb.DuckDBPyConnection, after: int, limit: int, known: Mapping[str, RunState]
) -> Page:
    """Events after a number, not more than `limit`; `known` are runs as they stood at it."""
    # In one transaction, for the folds and the log have to be of the same moment.
    return cast("Page", in_transaction(cursor, lambda _: _page(cursor, after, limit, known)))


def last_seq(cursor: duckdb.DuckDBPyConnection) -> int:
    """The last number that the log has given."""
    [(seq,)] = cursor.execute(sql("append/last_seq")).fetchall()
    return int(seq)


def bodies(cursor: duckdb.DuckDBPyConnection, seqs: Sequence[int]) -> dict[int, str]:
    """The bodies of some events of one page."""
    parameters = {"seqs": list(seqs), "first": min(seqs), "last": max(seqs)}
    return dict(cursor.execute(sql("stream/bodies"), parameters).fetchall())


def _page(
    cursor: duckdb.DuckDBPyConnection, after: int, limit: int, known: Mapping[str, RunState]
) -> Page:
    events = _records(cursor, "stream/entries", {"after": after, "limit": limit})
    if not events:
        return Page((), {})
    violations: dict[int, list[Record]] = {}
    span = {"first": events[0]["seq"], "last": events[-1]["seq"]}
    for violation in _records(cursor, "stream/violations", span):
        violations.setdefault(violation.pop("seq"), []).append(violation)
    run_ids = {event["run_id"] for event in events if event["run_id"] is not None}
    states = _states(cursor, after, run_ids - known.keys())
    states |= {run_id: known[run_id] for run_id in run_ids & known.keys()}
    entries = []
    for event in events:
        told = tuple(violations.get(event["seq"], ()))
        entries.append(Entry(event, told, _change(event, states)))
    return Page(tuple(entries), states)


def _change(event: Record, states: dict[str, RunState]) -> tuple[str | None, str | None] | None:
    """What the event changes of the state of its run, which is taken over."""
    run_id = event["run_id"]
    if run_id is None:
        return None
    before = states.get(run_id, RunState())
    states[run_id] = now = before.after(event)
    return None if before.state == now.state else (before.state, now.state)


def _states(cursor: duckdb.DuckDBPyConnection, last: int, run_ids: set[str]) -> dict[str, RunState]:
    """How runs stood at a number of the log."""
    if not run_ids:
        return {}
    [(folded,)] = cursor.execute(sql("fold/progress")).fetchall()
    # Folds that are further on know what came later, and not what was before that.
    parameters = {
        "run_ids": sorted(run_ids),
        "folded": folded if folded <= last else 0,
        "last": last,
    }
    rows = cursor.execute(sql("stream/states"), parameters).fetchall()
    return {run_id: RunState(*said) for run_id, *said in rows}


def _stamp(event: Record) -> int:
    """The order of events, as sql/1_staged/parsed_events.sql has it."""
    time: datetime | None = event["event_time"]
    microseconds = 0 if time is None else (time - _EPOCH) // timedelta(microseconds=1)
    return (microseconds << 64) + (int(event["digest"][:12], 16) << 16)


_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - times of the log are UTC without a zone


def _or_least(stamp: int | None) -> float:
    return float("-inf") if stamp is None else stamp


def _records(
    cursor: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, object]
) -> list[Record]:
    cursor.execute(sql(name), dict(parameters))
    columns = [column[0] for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
