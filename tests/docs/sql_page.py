"""The tables of docs/sql.md, written anew from the headers of the SQL: `make docs`.

Of a section `### relation` everything up to its question in bold type is written here.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from collector.fold.folds import RELATIONS
from collector.fold.tables import create_folds
from collector.settings import Identity
from collector.store.statements import sql, statement
from collector.store.tables import TABLES, create_tables

if TYPE_CHECKING:
    from collector.store.statements import Statement

PATH = Path(__file__).parents[2] / "docs" / "sql.md"

#: A public relation → its file of SQL.
FILES = {name: f"6_relations/{name}" for name in RELATIONS} | {
    name: f"log/{name}" for name in TABLES
}

_HEAD = re.compile(r"^### (\w+)\n.*?(?=^\*\*)", re.MULTILINE | re.DOTALL)


def written(page: str) -> str:
    """The page with the head of each section as the SQL has it; raises KeyError for no relation."""
    types = _types()
    return _HEAD.sub(lambda found: _head(statement(FILES[found[1]]), types), page)


def _head(relation: Statement, types: dict[tuple[str, str], str]) -> str:
    key = f"\n\nKey: {', '.join(f'`{name}`' for name in relation.key)}" if relation.key else ""
    rows = "\n".join(
        f"| `{name}` | {types[relation.name, name]} | {description} |"
        for name, description in relation.columns.items()
    )
    table = f"| column | type | what it is |\n|---|---|---|\n{rows}"
    return f"### {relation.name}\n\n{relation.summary}{key}\n\n{table}\n\n"


def _types() -> dict[tuple[str, str], str]:
    """The type of every column of every public relation."""
    with duckdb.connect() as connection:
        create_tables(connection)
        create_folds(connection.cursor(), Identity())
        rows = connection.execute(sql("questions/described_relations")).fetchall()
    return {(relation, column): kind.lower() for relation, _, _, column, kind, _ in rows}


if __name__ == "__main__":
    PATH.write_text(written(PATH.read_text(encoding="utf-8")), encoding="utf-8")
