"""The tables that hold what the last audit found, in the schema `audits`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

_TABLES = {
    "checks": (
        "check_id varchar, severity varchar, guards integer, title varchar, fix varchar, "
        "failure varchar"
    ),
    "findings": (
        "model_namespace varchar, model_name varchar, model_version varchar, check_id varchar, "
        "outcome varchar, subject varchar, message varchar"
    ),
    "state": "seq bigint, made_by varchar",
    "levels": ("model_namespace varchar, model_name varchar, model_version varchar, level integer"),
}


def create_audits(cursor: duckdb.DuckDBPyConnection) -> None:
    """Create them anew, with nothing in them."""
    cursor.execute("drop schema if exists audits cascade")
    cursor.execute("create schema audits")
    for name, columns in _TABLES.items():
        cursor.execute(f"create table audits.{name} ({columns})")


def replace_audits(cursor: duckdb.DuckDBPyConnection) -> None:
    """Put what an audit has kept in temporary tables of these names in their place."""
    for name in _TABLES:
        cursor.execute(f"delete from audits.{name}")
        cursor.execute(f"insert into audits.{name} by name from temp.{name}")
