"""Runs the checks over all versions of models."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import duckdb

from collector.audit.state import keep_state
from collector.fold.gathering import gather_all
from collector.store.moment import keep
from collector.store.sql_query import Stop
from collector.store.statements import sql
from collector.store.transaction import in_transaction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collector.audit.checks import Check
    from collector.audit.rules import Rules


#: A finding as every check gives it.
_FINDING = "model_namespace, model_name, model_version, outcome, subject, message"


def audit(cursor: duckdb.DuckDBPyConnection, checks: Sequence[Check], rules: Rules) -> None:
    """Keep `checks`, `findings` and `levels` as temporary tables.

    A check of a user that fails takes no other down: why it failed stands in `checks`.
    """
    own = [check for check in checks if check.file is None]
    others = [check for check in checks if check.file is not None]
    in_transaction(cursor, partial(_audit_own, checks=checks, own=own, rules=rules))
    _run_apart(cursor, [check for check in others if not check.reads_levels], rules)
    # Levels come out of all checks that guard one; those that read levels guard none.
    keep(cursor, "levels", sql("audit/levels"))
    cursor.execute(_TOLD_LEVELS)
    for check in own:
        if check.reads_levels:
            _run(cursor, check)
    _run_apart(cursor, [check for check in others if check.reads_levels], rules)


def _audit_own(
    cursor: duckdb.DuckDBPyConnection, checks: Sequence[Check], own: Sequence[Check], rules: Rules
) -> None:
    """All reads see the same."""
    keep_state(cursor, checks, rules)
    gather_all(cursor)
    _gather_around(cursor, rules)
    _keep_checks(cursor, checks)
    keep(cursor, "findings", f"select null::varchar as check_id, {_FINDING} from ({_NONE})")
    for check in own:
        if not check.reads_levels:
            _run(cursor, check)


def _run(cursor: duckdb.DuckDBPyConnection, check: Check) -> None:
    cursor.execute(
        f"""
        insert into findings
        select $id, {_FINDING} from ({check.text}) where outcome in ('failed', 'unknown')
        """,
        {"id": check.id},
    )


def _run_apart(cursor: duckdb.DuckDBPyConnection, checks: Sequence[Check], rules: Rules) -> None:
    """Run checks of users, each by itself and for a limited time."""
    for check in checks:
        stop = Stop()
        try:
            with stop.watching(cursor, rules.seconds):
                in_transaction(cursor, partial(_run, check=check))
        except duckdb.InterruptException:
            if stop.reason is None:
                raise
            _tell_failure(cursor, check, stop.reason)
        except (duckdb.ProgrammingError, duckdb.NotSupportedError, duckdb.DataError) as error:
            _tell_failure(cursor, check, str(error).partition("\n")[0])


def _tell_failure(cursor: duckdb.DuckDBPyConnection, check: Check, reason: str) -> None:
    cursor.execute("update checks set failure = ? where check_id = ?", [reason, check.id])


#: What checks read that come after the levels.
_TOLD_LEVELS = """
    update model_versions as versions
    set level = levels.level
    from levels
    where
        versions.model_namespace = levels.model_namespace
        and versions.model_name = levels.model_name
        and versions.model_version = levels.model_version
"""


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
        "(check_id varchar, severity varchar, guards integer, title varchar, fix varchar, "
        "failure varchar)"
    )
    cursor.executemany(
        "insert into checks values (?, ?, ?, ?, ?, null)",
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
    cursor.execute(
        "create or replace temp table audit_open as select $1 as hours", [rules.open_hours]
    )
    # The clock would give another answer each time: what is known is as old as its newest event.
    keep(cursor, "audit_moment", "select max(event_time) as newest_at from events")
    _keep_policies(cursor, rules)
    keep(cursor, "input_sources", sql("audit/input_sources"))
    _read_upstream(cursor)
    for table in ("declared_sources", "upstream_runs", "upstream_reads"):
        keep(cursor, table, sql(f"audit/{table}"))
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


def _keep_policies(cursor: duckdb.DuckDBPyConnection, rules: Rules) -> None:
    cursor.execute(
        "create or replace temp table policies "
        "(position integer, pattern varchar, min_level integer, fail_on varchar)"
    )
    if rules.policies:
        cursor.executemany(
            "insert into policies values (?, ?, ?, ?)",
            [
                [position, one.pattern, one.min_level, one.fail_on]
                for position, one in enumerate(rules.policies)
            ],
        )
    keep(cursor, "audit_policies", sql("audit/policies_of_models"))
