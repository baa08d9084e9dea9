"""The statements of `sql/marquez`, made of each other and of folds restricted to what is asked for.

A header `reads` names other statements, which stand before in this order, and folds by what is
asked for: `runs of asked_runs` are the rows of the fold `runs` for the units in `asked_runs`.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from collector.fold.folds import fold
from collector.store.statements import reading, statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from collector.store.statements import Statement

    #: One row: column to value.
    Row = dict[str, Any]


def rows(
    cursor: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, object]
) -> list[Row]:
    """The rows of `sql/marquez/<name>.sql`; of the parameters it takes those that it names."""
    text = composed(name)
    taken = {name: parameters[name] for name in set(_PARAMETER.findall(text))}
    cursor.execute(text, taken)
    columns = [column[0] for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


_PARAMETER = re.compile(r"\$([a-z_]+)\b")


@cache
def composed(name: str) -> str:
    """The statement with all that it reads in front of it."""
    made = statement(f"marquez/{name}")
    sources = _sources(made, {})
    return reading(sources, made.text) if sources else made.text


def _sources(made: Statement, found: dict[str, str]) -> dict[str, str]:
    for read in made.reads:
        name, _, units = read.partition(" of ")
        if name in found:
            continue
        if units:
            found[name] = _restricted(name, units)
        else:
            part = _part(name)
            _sources(part, found)
            found[name] = part.text
    return found


def _part(name: str) -> Statement:
    is_own = (files("collector") / "sql" / "marquez" / f"{name}.sql").is_file()
    return statement(f"{'marquez' if is_own else '5_views'}/{name}")


def _restricted(name: str, units: str) -> str:
    """A fold for the units of another relation.

    Rows are fetched by their place, so that of long texts only theirs are read.
    """
    made = fold(name)
    unit = ", ".join(made.unit)
    places = " union all ".join(
        f"""
        select * exclude ({own})
        from folds.{name}_{table}
        where rowid in (
            select placed.rowid
            from folds.{name}_{table} as placed
            where placed.unit_number in (select hash({unit}) from {units})
        )
        """  # noqa: S608 - names of relations of the package
        for table, own in made.tables.items()
    )
    return f"""
        with

        found as materialized ({places}),

        parts as (select * from found semi join {units} using ({unit}))

        {made.merged}
    """  # noqa: S608 - names of relations of the package
