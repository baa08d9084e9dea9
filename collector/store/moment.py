"""Several statements that read one state, and keep what they found until they are done."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import duckdb

_PARAMETER = re.compile(r"\$(\w+)")


@contextmanager
def at_one_moment(cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All reads see the same; tables that are kept are gone afterwards."""
    cursor.execute("begin transaction")
    try:
        yield
    finally:
        cursor.execute("rollback")


def keep(
    cursor: duckdb.DuckDBPyConnection,
    name: str,
    select: str,
    parameters: Mapping[str, object] | None = None,
) -> None:
    """Keep what a select gives in a temporary table; of the parameters it takes what it names."""
    cursor.execute(f"create or replace temp table {name} as {select}", taken(select, parameters))


def taken(select: str, parameters: Mapping[str, object] | None) -> dict[str, object]:
    """Those of some parameters that a select names."""
    names = set(_PARAMETER.findall(select))
    return {name: value for name, value in (parameters or {}).items() if name in names}
