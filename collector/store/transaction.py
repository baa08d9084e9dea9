"""Work in one transaction: all of it, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Callable

    #: What is done with the cursor; what it raises is raised, after the transaction was undone.
    Turn = Callable[[duckdb.DuckDBPyConnection], object]


def in_transaction(cursor: duckdb.DuckDBPyConnection, turn: Turn) -> object:
    """What `turn` returns, once it is committed. A fatal error leaves the cursor as it is."""
    cursor.begin()
    try:
        result = turn(cursor)
        cursor.commit()
    except duckdb.FatalException:
        raise
    except BaseException:
        _roll_back(cursor)
        raise
    return result


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    try:
        cursor.rollback()
    except duckdb.TransactionException:
        # A commit that failed has ended the transaction already.
        return
