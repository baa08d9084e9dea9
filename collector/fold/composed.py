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
    from collections.abc import Mapping

    from collector.store.statements import Statement

_STORED = {*FOLDS, *DERIVED, "identities"}


def composed(path: str, given: Mapping[str, str] | None = None) -> str:
    """The statement in `collector/sql/<path>.sql`; `given` has selects for relations it reads."""
    made = statement(path)
    sources: dict[str, str] = {}
    _gather(made, given or {}, sources)
    return reading(sources, made.text) if sources else made.text


def _gather(made: Statement, given: Mapping[str, str], sources: dict[str, str]) -> None:
    """Add what a statement reads, after what that reads itself."""
    for name in made.reads:
        if name in sources:
            continue
        if name in given:
            sources[name] = given[name]
            continue
        if name in _STORED:
            sources[name] = f"from folds.{name}"
            continue
        source = statement(f"{_folder(name)}/{name}")
        _gather(source, given, sources)
        sources[name] = source.text


def _folder(name: str) -> str:
    return "5_views" if name in VIEWS else "6_relations"
