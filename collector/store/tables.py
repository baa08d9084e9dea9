"""The relations of the log: created at start, with their documentation as SQL comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.store.statements import statement

if TYPE_CHECKING:
    import duckdb

    from collector.store.statements import Statement

TABLES = ("events", "rejections", "violations", "removals")


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create what is missing, in one transaction, and write the comments anew."""
    connection.begin()
    for name in TABLES:
        table = statement(f"log/{name}")
        connection.execute(table.text)
        comment(connection, f"log/{name}", "table")
    connection.commit()
    # No definition stays in the write-ahead log: replaying one after a crash is where DuckDB has
    # had its worst failures.
    connection.execute("checkpoint")


def comment(connection: duckdb.DuckDBPyConnection, path: str, kind: str = "view") -> None:
    """Write the header of a file of SQL as comments on the relation of its name."""
    comment_on(connection, statement(path), kind)


def comment_on(connection: duckdb.DuckDBPyConnection, made: Statement, kind: str) -> None:
    """Write the header of a statement as comments on the relation of its name."""
    connection.execute(f'comment on {kind} "{made.name}" is {_quoted(made.summary)}')
    for column, description in made.columns.items():
        connection.execute(f'comment on column "{made.name}"."{column}" is {_quoted(description)}')


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
