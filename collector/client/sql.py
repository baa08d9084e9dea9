"""SQL, asked of a collector or a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import orjson

from collector.client.requests import Answer, Request
from collector.client.results import SqlResult
from collector.errors import Malformed
from collector.store.sql_formats import MEDIA_TYPES, Query

if TYPE_CHECKING:
    from collector.client.requests import Steps
    from collector.log.queried import QueriedFile
    from collector.store.sql_formats import Format


def sql(
    query: str, params: Mapping[str, object] | None = None, *, limit: int | None = None
) -> Steps[SqlResult]:
    """What a SELECT in the SQL of DuckDB gives; `params` are the values of its `$name`.

    Raises Malformed for a query that is wrong, not allowed, or takes too long.
    """
    answer = yield sql_request(Query(query, params or {}, limit), "arrow")
    return SqlResult(answer.content, truncated=answer.headers.get("X-Truncated") == "true")


def sql_request(query: Query, form: Format) -> Request:
    """What asks a query, to be answered in a format."""
    if not isinstance(query.parameters, Mapping):
        raise Malformed("params are names with their values; the query has them as $name.")
    written: dict[str, object] = {"query": query.text, "params": dict(query.parameters)}
    if query.limit is not None:
        written["limit"] = query.limit
    body = orjson.dumps(written)
    # What JSON makes of the values, for a file as for a collector.
    sent = Query(query.text, orjson.loads(body)["params"], query.limit)

    def of_file(file: QueriedFile) -> Answer:
        found = file.sql(sent, form)
        return Answer(found.content, {"X-Truncated": "true"} if found.is_truncated else {})

    return Request(
        "POST",
        "/api/v1/sql",
        body=body,
        accept=MEDIA_TYPES[form],
        reads_views=True,
        of_file=of_file,
    )
