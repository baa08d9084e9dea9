"""The questions of commands: the files in `sql/show`, asked as anyone could by `collector sql`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from collector.cli.options import settings_from
from collector.errors import CollectorError
from collector.store.sql_formats import Query
from collector.store.statements import sql

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager

    from collector.log.queried import QueriedFile
    from collector.log.served import ServedLog

    Asked: TypeAlias = ServedLog | QueriedFile

Row: TypeAlias = dict[str, Any]


class Rows(NamedTuple):
    """The rows of an answer as objects."""

    rows: list[Row]
    #: There are more.
    is_truncated: bool


def log_to_ask(options: Mapping[str, Any]) -> AbstractContextManager[Asked]:
    """The log that the options of `log_options` mean; nothing is changed in it."""
    from collector.log.source import open_queryable

    return open_queryable(settings_from(options), options["url"], options["api_key"])


def ask(log: Asked, name: str, parameters: Mapping[str, object], limit: int | None = None) -> Rows:
    """What `sql/show/<name>.sql` gives, at most so many rows."""
    answer = log.sql(Query(sql(f"show/{name}"), parameters, limit), "json")
    content = json.loads(answer.content)
    names = [column["name"] for column in content["columns"]]
    rows = [dict(zip(names, row, strict=True)) for row in content["rows"]]
    return Rows(rows, answer.is_truncated)


def ask_for_one(log: Asked, name: str, parameters: Mapping[str, object]) -> Row:
    """The only row of such an answer."""
    rows, is_truncated = ask(log, name, parameters)
    if is_truncated:
        raise CollectorError("The answer is larger than [sql] max_bytes and max_rows allow.")
    [row] = rows
    return row
