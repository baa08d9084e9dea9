"""Runs the checks over all versions of models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.models.gathering import gather_all
from collector.store.moment import keep
from collector.store.statements import sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from collector.audit.checks import Check


#: A finding as every check gives it.
_FINDING = "model_namespace, model_name, model_version, outcome, subject, message"


@dataclass(frozen=True, slots=True)
class Rules:
    """What the settings say about audits."""

    #: Patterns (regular expressions) of `namespace:name` of what nobody is expected to write.
    sources: tuple[str, ...] = ()
    #: After so many days of newer training data a version is stale.
    stale_days: int = 30
    #: A run that has not ended so many hours after its last word on a model never will.
    open_hours: int = 24


def audit(cursor: duckdb.DuckDBPyConnection, checks: Sequence[Check], rules: Rules) -> None:
    """Keep `checks`, `findings` and `levels` as temporary tables; in a transaction."""
    gather_all(cursor)
    _gather_around(cursor, rules)
    _keep_checks(cursor, checks)
    keep(cursor, "findings", f"select null::varchar as check_id, {_FINDING} from ({_NONE})")
    for check in checks:
        cursor.execute(
            f"insert into findings select $id, {_FINDING} from ({check.text})", {"id": check.id}
        )
    keep(cursor, "levels", sql("audit/levels"))


_NONE = """
    select
        null::varchar as model_namespace,
        null::varchar as model_name,
        null::varchar as model_version,
        null::varchar as outcome,
        null::varchar as subject,
        null::varchar as message
    limit 0
"""


def _keep_checks(cursor: duckdb.DuckDBPyConnection, checks: Sequence[Check]) -> None:
    cursor.execute(
        "create or replace temp table checks "
        "(check_id varchar, severity varchar, guards integer, title varchar, fix varchar)"
    )
    cursor.executemany(
        "insert into checks values (?, ?, ?, ?, ?)",
        [[one.id, one.severity, one.guards, one.title, one.fix] for one in checks],
    )


def _gather_around(cursor: duckdb.DuckDBPyConnection, rules: Rules) -> None:
    cursor.execute(
        "create or replace temp table audit_sources as select unnest($1::varchar[]) as pattern",
        [list(rules.sources)],
    )
    cursor.execute(
        "create or replace temp table audit_stale as select $1 as days", [rules.stale_days]
    )
    cursor.execute("create or replace temp table audit_open as select $1 as hours", [rules.open_hours])
    # The clock would give another answer each time: what is known is as old as its newest event.
    keep(cursor, "audit_moment", "select max(event_time) as newest_at from events")
    keep(cursor, "input_sources", sql("audit/input_sources"))
    _read_upstream(cursor)
    keep(cursor, "upstream_reads", sql("audit/upstream_reads"))
    keep(cursor, "declared_sources", sql("audit/declared_sources"))
    keep(cursor, "repeated_versions", sql("audit/repeated_versions"))


def _read_upstream(cursor: duckdb.DuckDBPyConnection) -> None:
    """Keep `run_reads` of all runs upstream of models, a hop at a time."""
    keep(cursor, "asked", "select null::varchar as run_id limit 0")
    keep(cursor, "wanted", _FIRST)
    keep(cursor, "run_reads", f"{sql('audit/reads_of_runs')} limit 0")
    while _count(cursor, "wanted"):
        cursor.execute(f"insert into run_reads by name {sql('audit/reads_of_runs')}")
        cursor.execute("insert into asked from wanted")
        keep(cursor, "wanted", _NEXT)


_FIRST = """
    select distinct written_by as run_id from model_inputs
    where feeds and written_by is not null
"""
_NEXT = """
    select distinct written_by as run_id from run_reads
    where written_by is not null and written_by not in (select run_id from asked)
"""


def _count(cursor: duckdb.DuckDBPyConnection, table: str) -> int:
    [(count,)] = cursor.execute(f"select count(*) from {table}").fetchall()
    return int(count)
