"""The statements of `sql/marquez`, made of each other and of folds restricted to what is asked for.

A header `reads` names what stands before a statement, by its bare name, in this order:

* another statement, `told_facets`; a view or public relation with its folder, `6_relations/tags`,
  which reads the folds that stand before it in the place of their views;
* a fold for some units, `runs of asked_runs`, for some names, `run_datasets by asked_names`, or
  whole, `aliases of all`.

DuckDB plans whatever a statement mentions anew, each view with all that it is made of, which takes
longer than to read it: the less is mentioned, the sooner is the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from collector.fold.folds import fold
from collector.store.statements import reading, statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from collector.fold.folds import Fold
    from collector.store.statements import Statement

    #: One row: column to value.
    Row = dict[str, Any]


def rows(
    cursor: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, object]
) -> list[Row]:
    """The rows of `sql/marquez/<name>.sql`; of the parameters it takes those that it names."""
    asked = parameters.get("names", parameters.get("asked"))
    made = _parsed(cursor, name, is_of_one=isinstance(asked, Sequence) and len(asked) == 1)
    cursor.execute(made, {name: parameters[name] for name in made.named_parameters})
    columns = [column[0] for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


#: Statements by their name and whether they are of one: parsing is a tenth of an answer.
_PARSED: dict[tuple[str, bool], duckdb.Statement] = {}


def _parsed(cursor: duckdb.DuckDBPyConnection, name: str, *, is_of_one: bool) -> duckdb.Statement:
    """A statement as any cursor of the process can execute it, at the same time as others."""
    key = name, is_of_one
    if key not in _PARSED:
        [_PARSED[key]] = cursor.extract_statements(composed(name, is_of_one=is_of_one))
    return _PARSED[key]


@cache
def composed(name: str, *, is_of_one: bool) -> str:
    """The statement behind all that it reads; `is_of_one` where one name is asked for."""
    made = statement(f"marquez/{name}")
    sources = _sources(made, {}, is_of_one)
    return reading(sources, made.text) if sources else made.text


def _sources(made: Statement, found: dict[str, str], is_of_one: bool) -> dict[str, str]:
    for read in made.reads:
        path, _, how = read.partition(" ")
        name = path.rpartition("/")[2]
        if name in found:
            continue
        if how:
            found[name] = _fold(name, how, is_of_one)
        else:
            part = statement(path if "/" in path else f"marquez/{path}")
            _sources(part, found, is_of_one)
            found[name] = _with_sources(part.text, found)
    return found


def _with_sources(text: str, found: Mapping[str, str]) -> str:
    """A text that reads these sources in the place of the views of their names."""
    return _VIEW.sub(lambda view: view[1] if view[1] in found else view[0], text)


_VIEW = re.compile(r"\bfolds\.(\w+)")


def _fold(name: str, how: str, is_of_one: bool) -> str:
    """A fold, `of all`, `of` units, or `by` names."""
    made = fold(name)
    word, units = how.split(" ")
    if units == "all":
        return _merged(made)
    columns = made.unit if word == "of" else ("namespace", "name")
    if is_of_one and units in _ASKED:
        return _scanned(made, columns, _ASKED[units])
    if word == "by":
        return _merged(made, f"semi join {units} using (namespace, name)")
    return _placed(made, units)


#: What stands in the parameters, and where its columns do if it is one row.
_ASKED = {
    "asked_names": {
        "kind": "$kind",
        "namespace": "$names[1].namespace",
        "name": "$names[1].name",
    },
    "asked_runs": {"run_id": "$asked[1]"},
}


def _merged(made: Fold, condition: str = "") -> str:
    """Rows by columns of the key are merged, whether they are settled or not."""
    parts = " union all ".join(
        f"select * exclude ({own}) from folds.{made.name}_{table} {condition}"  # noqa: S608
        for table, own in made.tables.items()
    )
    return f"with parts as ({parts}) {made.merged}"


def _scanned(made: Fold, columns: Sequence[str], given: Mapping[str, str]) -> str:
    """Rows with constants in some columns of the key.

    DuckDB finds them before it reads other columns of them, and has less to plan.
    """
    conditions = [f"{column} = {given[column]}" for column in columns]
    if columns == made.unit:
        number = ", ".join(given[column] for column in columns)
        conditions.insert(0, f"unit_number = hash({number})")
    return _merged(made, f"where {' and '.join(conditions)}")


def _placed(made: Fold, units: str) -> str:
    """Rows of the units of another relation.

    They are fetched by their place, so that of long texts only theirs are read.
    """
    unit = ", ".join(made.unit)
    places = " union all ".join(
        f"""
        select * exclude ({own})
        from folds.{made.name}_{table}
        where rowid in (
            select placed.rowid
            from folds.{made.name}_{table} as placed
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
