"""A database file that is asked with SQL and left as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.log.answers import SqlAnswer

if TYPE_CHECKING:
    from pathlib import Path

    from collector.settings import Sql
    from collector.store.sql_formats import Format, Query


@dataclass(frozen=True, slots=True)
class QueriedFile:
    """A database or a snapshot that nobody serves; opened for each query, and only to read."""

    path: Path
    bounds: Sql

    def sql(self, query: Query, form: Format) -> SqlAnswer:
        """The result of a query that a user wrote, in a format.

        Raises Malformed, and as `read_only` does.
        """
        # Imported here: a command that asks a running collector needs no engine.
        from collector.store.database import read_only
        from collector.store.sql_formats import encoded
        from collector.store.sql_query import Stop, answer

        with read_only(self.path) as connection:
            connection.execute("set TimeZone = 'UTC'")
            result = answer(connection, query, self.bounds, Stop())
        return SqlAnswer(encoded(result, form), result.table.num_rows, result.is_truncated)
