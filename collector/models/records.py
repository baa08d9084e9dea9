"""Rows of a select as the objects of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from collector.store.moment import taken
from collector.store.statements import sql

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    Json = dict[str, Any]


def records(
    cursor: duckdb.DuckDBPyConnection,
    name: str,
    parameters: Mapping[str, object] | None = None,
) -> list[Json]:
    """The rows of `sql/models/<name>.sql`, columns in camel case; JSON as what it says."""
    text = sql(f"models/{name}")
    cursor.execute(text, taken(text, parameters))
    columns = [(camel(column[0]), str(column[1]) == "JSON") for column in cursor.description or ()]
    return [
        {
            key: orjson.loads(value) if is_json and value is not None else value
            for (key, is_json), value in zip(columns, row, strict=True)
        }
        for row in cursor.fetchall()
    ]


def camel(name: str) -> str:
    """`artifact_sha256` → `artifactSha256`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
