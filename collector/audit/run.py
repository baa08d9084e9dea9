"""Runs the checks over versions of models, all of them or some."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.graph.reading import at_one_moment, keep
from collector.store.statements import sql

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import duckdb

    from collector.audit.checks import Check

#: Relations that checks read, made once for all of them; the others are read as they are.
_RELATIONS = (
    "model_versions",
    "training_runs",
    "model_inputs",
    "model_parameters",
    "model_metrics",
    "deployments",
    "recipes",
    "data_quality",
    "datasets",
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the settings say about audits."""

    #: Patterns (regular expressions) of `namespace:name` of what nobody is expected to write.
    sources: tuple[str, ...] = ()
    #: After so many days of newer training data a version is stale.
    stale_days: int = 30


def audit(cursor: duckdb.DuckDBPyConnection, checks: Sequence[Check], rules: Rules) -> None:
    """Make the temporary tables `findings` and `levels`; inside of `at_one_moment`."""
    _gather(cursor, rules)
    cursor.execute(
        "create or replace temp table findings (model_namespace varchar, model_name varchar, "
        "model_version varchar, check_id varchar, severity varchar, guards integer, "
        "outcome varchar, subject varchar, message varchar)"
    )
    for check in checks:
        cursor.execute(
            "insert into findings by name select *, $id as check_id, $severity as severity, "
            f"$guards::integer as guards from ({check.text})",
            {"id": check.id, "severity": check.severity, "guards": check.guards},
        )
    keep(cursor, "levels", sql("audit/levels"))


def _gather(cursor: duckdb.DuckDBPyConnection, rules: Rules) -> None:
    [(database,)] = cursor.execute("select current_database()").fetchall()
    for name in _RELATIONS:
        keep(cursor, name, f'from "{database}".main.{name}')
    keep(cursor, "dataset_writes", "from folds.dataset_writes")
    cursor.execute(
        "create or replace temp table audit_sources as select unnest($1::varchar[]) as pattern",
        [list(rules.sources)],
    )
    cursor.execute(
        "create or replace temp table audit_stale as select $1 as days", [rules.stale_days]
    )
    keep(cursor, "input_sources", sql("audit/input_sources"))
    _read_upstream(cursor)
    keep(cursor, "upstream_reads", sql("audit/upstream_reads"))
    keep(cursor, "repeated_versions", sql("audit/repeated_versions"))


def _read_upstream(cursor: duckdb.DuckDBPyConnection) -> None:
    """Make `run_reads` of all runs upstream of models, a hop at a time."""
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
