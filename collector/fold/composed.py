"""A relation as one statement, in which each relation that it reads stands once.

DuckDB plans a view anew at every mention, and views over views mention the same one many times: the
inputs of models took 400 ms to plan so, and take 40 as one statement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.fold.derived import DERIVED
from collector.fold.folds import FOLDS, VIEWS
from collector.store.statements import reading, statement

if TYPE_CHECKING:
    from collections.abc import Collection

    from collector.store.statements import Statement

_STORED = {*FOLDS, *DERIVED, "identities"}


def composed(path: str, there: Collection[str] = ()) -> str:
    """The statement in `collector/sql/<path>.sql`.

    Relations that are `there`, as tables of their bare names, are read as they are.
    """
    made = statement(path)
    sources: dict[str, str] = {}
    _gather(made, there, sources)
    return reading(sources, made.text) if sources else made.text


def path_of(name: str) -> str:
    """Where the statement of a view or of a public relation is."""
    return f"5_views/{name}" if name in VIEWS else f"6_relations/{name}"


def _gather(made: Statement, there: Collection[str], sources: dict[str, str]) -> None:
    """Add what a statement reads, after what that reads itself."""
    for name in made.reads:
        if name in there or name in sources:
            continue
        if name in _STORED:
            sources[name] = f"from folds.{name}"
        else:
            source = statement(path_of(name))
            _gather(source, there, sources)
            sources[name] = source.text
