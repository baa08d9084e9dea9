"""What a name that is not known may have meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias
from urllib.parse import unquote

from collector.store.statements import sql

if TYPE_CHECKING:
    import duckdb

Kind: TypeAlias = Literal["dataset", "job", "run"]

#: Letters of a text that are compared; to compare takes the square of their number.
_MOST_LETTERS = 200


def near(cursor: duckdb.DuckDBPyConnection, kind: Kind, text: str, limit: int = 5) -> list[str]:
    """Ids of nodes of a kind that are named nearly like a text, the nearest first.

    The text is a name, a namespace:name, or part of one; of a run its identifier or part of it.
    """
    parameters = {"text": unquote(text).lower()[:_MOST_LETTERS], "limit": limit}
    if not parameters["text"]:
        return []
    if kind == "run":
        found = cursor.execute(sql("search/near_runs"), parameters).fetchall()
    else:
        found = cursor.execute(sql("search/near_nodes"), {**parameters, "kind": kind}).fetchall()
    return [":".join((kind, *names)) for names in found]
