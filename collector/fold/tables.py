"""The relations of the folds: tables and views in the schema `folds`, and the public ones."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from collector.audit.tables import create_audits
from collector.fold import staging
from collector.fold.composed import composed, path_of
from collector.fold.derived import DERIVED, derived
from collector.fold.folds import FOLDS, RELATIONS, STAYING, VIEWS, WALKS, fingerprint, fold
from collector.store.statements import reading, sql
from collector.store.tables import comment
from collector.store.transaction import in_transaction

if TYPE_CHECKING:
    import duckdb

    from collector.settings import Identity

_FOLDING = ("1_staged", "2_parts", "3_folds", "4_derived", "fold")
_VIEWING = ("5_views", "6_relations", "7_macros", "graph", "audit", "checks")


def create_folds(cursor: duckdb.DuckDBPyConnection, identity: Identity) -> bool:
    """Create what is missing or was made by other SQL; what was folded then is folded anew.

    Returns whether there was anything to create.
    """
    rules = "".join(f" {rule}={is_on}" for rule, is_on in asdict(identity).items())
    # Another version of DuckDB may number texts in another way.
    rules += f" {_number_of_text(cursor)}"
    made_by = fingerprint(*_FOLDING) + rules
    seen_by = fingerprint(*_FOLDING, *_VIEWING) + rules
    found = _made_by(cursor)
    if found == (made_by, seen_by):
        return False
    staging.prepare(cursor, identity)

    def create(cursor: duckdb.DuckDBPyConnection) -> None:
        if found[0] != made_by:
            cursor.execute("drop schema if exists folds cascade")
            _create_tables(cursor)
        create_audits(cursor)
        _create_views(cursor)
        cursor.execute("delete from folds.made_by")
        cursor.execute("insert into folds.made_by values (?, ?)", [made_by, seen_by])

    in_transaction(cursor, create)
    cursor.execute("checkpoint")
    return True


def _number_of_text(cursor: duckdb.DuckDBPyConnection) -> int:
    [(number,)] = cursor.execute("select hash('a facet')").fetchall()
    return int(number)


def create_tables(cursor: duckdb.DuckDBPyConnection, identity: Identity) -> None:
    """Create the tables of the folds, and the views that merge them, where there are none."""
    staging.prepare(cursor, identity)
    in_transaction(cursor, _create_tables)


def removal_count(cursor: duckdb.DuckDBPyConnection) -> int:
    """How often events were taken out of the log."""
    cursor.execute(sql("fold/removal_count"))
    [(count,)] = cursor.fetchall()
    return int(count)


def _made_by(cursor: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    cursor.execute(
        "select count(*) from duckdb_tables() "
        "where schema_name = 'folds' and table_name = 'made_by' and database_name = "
        "current_database()"
    )
    if cursor.fetchall() == [(0,)]:
        return "", ""
    return cursor.execute("select folding, viewing from folds.made_by").fetchall()[0]


def _create_tables(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute("create schema folds")
    cursor.execute("create table folds.made_by (folding varchar, viewing varchar)")
    cursor.execute("create table folds.progress (seq bigint)")
    # How often events had been taken out of the log before it was folded.
    cursor.execute("create table folds.removals_known (row_count bigint)")
    cursor.execute("insert into folds.removals_known values (?)", [removal_count(cursor)])
    cursor.execute(
        "create table folds.links (namespace varchar, name varchar, alias_namespace varchar, "
        "alias_name varchar, is_location boolean)"
    )
    cursor.execute(
        "create table folds.identities (namespace varchar, name varchar, "
        "canonical_namespace varchar, canonical_name varchar, is_place boolean)"
    )
    for name in FOLDS:
        made = fold(name)
        columns = _columns(cursor, made.numbered(made.of_batch), made.texts)
        cursor.execute(f"create table folds.{name}_parts ({columns})")
        _create_settled(cursor, name, made.settled, columns)
        cursor.execute(f"create view folds.{name} as {made.over(*made.settled)}")
    _create_view(cursor, "job_listings")
    for name in DERIVED:
        relation = derived(name)
        columns = _columns(cursor, relation.of_all, ())
        marked = f"{columns}, turn bigint, is_marker boolean"
        cursor.execute(f"create table folds.{name}_parts ({marked})")
        _create_settled(cursor, name, relation.settled, columns)
        cursor.execute(f"create view folds.{name} as {relation.over(*relation.settled)}")
        if name == "picture_runs":
            # What is derived of pictures reads them by this view.
            for view in ("endless_jobs", "pictures"):
                _create_view(cursor, view)


def _create_settled(
    cursor: duckdb.DuckDBPyConnection, name: str, tables: tuple[str, ...], columns: str
) -> None:
    if tables == STAYING:
        columns += ", settling bigint"
    for table in tables:
        cursor.execute(f"create table folds.{name}_{table} ({columns})")


def _create_views(cursor: duckdb.DuckDBPyConnection) -> None:
    for name in VIEWS:
        _create_view(cursor, name)
    for name in RELATIONS:
        cursor.execute(f"create or replace view {name} as {composed(path_of(name))}")
        comment(cursor, f"6_relations/{name}")
    for name, path in WALKS.items():
        walked = {"oriented": sql(path), "steps": sql("graph/steps")}
        text = reading(walked, sql("7_macros/reached"))
        _create_macro(cursor, f"{name}(node, depth := 100)", text)
    _create_macro(cursor, "nodes_named(text, kind_wanted := null)", sql("7_macros/nodes_named"))
    # Of the schemas only those are taken apart that may have the column.
    candidates = {
        "column_candidates": sql("7_macros/column_candidates"),
        "facet_versions": sql("7_macros/candidate_schemas"),
        "schema_fields": sql("5_views/schema_fields"),
    }
    _create_macro(cursor, "columns_named(text)", reading(candidates, sql("7_macros/columns_named")))


def _create_macro(cursor: duckdb.DuckDBPyConnection, called: str, text: str) -> None:
    cursor.execute(f"create or replace macro {called} as table {text}")


def _create_view(cursor: duckdb.DuckDBPyConnection, name: str) -> None:
    cursor.execute(f"create or replace view folds.{name} as {composed(path_of(name))}")


def _columns(cursor: duckdb.DuckDBPyConnection, select: str, texts: tuple[str, ...]) -> str:
    """Columns of a select for `create table`; those in `texts` are kept compressed."""
    described = cursor.execute(f"describe {select}").fetchall()
    return ", ".join(
        f'"{name}" {"varchar using compression zstd" if name in texts else kind}'
        for name, kind, *_ in described
    )
