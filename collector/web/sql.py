"""POST /sql: queries of users, in the format they accept; and what they can read."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import hdrs, web

from collector.errors import Busy, Malformed
from collector.store import sql_query
from collector.store.sql_formats import MEDIA_TYPES, Query, encoded
from collector.store.sql_query import Stop
from collector.web import queries
from collector.web.answers import json_response
from collector.web.body import read_json
from collector.web.freshness import WAIT, wait_for_views
from collector.web.lifecycle import SETTINGS, STORE

if TYPE_CHECKING:
    from collector.store.sql_formats import Format, Result

#: Held by queries at work, so that reading threads are left for everything else.
TURNS = web.AppKey("sql_turns", asyncio.Semaphore)

#: Queries at the same time.
AT_ONCE = 2

#: Seconds between looks whether the client is still there.
_GONE_INTERVAL = 0.25

_FORMATS = {media_type: form for form, media_type in MEDIA_TYPES.items()}


async def run_sql(request: web.Request) -> web.Response:
    """What a query gives; in JSON, or another format by Accept."""
    queries.only(request.query, frozenset({WAIT}))
    query = _query(await read_json(request))
    await wait_for_views(request)
    result = await _result(request, query)
    form = _format(request.headers.get(hdrs.ACCEPT, ""))
    content = await asyncio.to_thread(encoded, result, form)
    response = web.Response(
        body=content,
        headers={
            hdrs.CONTENT_TYPE: MEDIA_TYPES[form],
            "X-Content-Type-Options": "nosniff",
            "X-Row-Count": str(result.table.num_rows),
        },
    )
    if result.is_truncated:
        response.headers["X-Truncated"] = "true"
    return response


async def show_relations(request: web.Request) -> web.Response:
    """What queries can read, with the documentation of every column."""
    return json_response({"relations": await request.app[STORE].ask(sql_query.relations)})


def _query(instructions: dict[str, object]) -> Query:
    unknown = sorted(instructions.keys() - {"query", "params", "limit"})
    if unknown:
        raise Malformed(f"There is no member {unknown[0]!r} here; there are query, params, limit.")
    text, parameters = instructions.get("query"), instructions.get("params", {})
    limit = instructions.get("limit")
    if not isinstance(text, str):
        raise Malformed('"query" must be a text of SQL.')
    if not isinstance(parameters, dict):
        raise Malformed('"params" must be an object of names and values.')
    if limit is not None and (type(limit) is not int or limit < 0):
        raise Malformed('"limit" must be a whole number from 0.')
    return Query(text, parameters, limit)


def _format(accept: str) -> Format:
    """The first format among the media types; JSON where there is none."""
    named = (part.partition(";")[0].strip().lower() for part in accept.split(","))
    return next((_FORMATS[media_type] for media_type in named if media_type in _FORMATS), "json")


async def _result(request: web.Request, query: Query) -> Result:
    """What the query gives; it ends when the client goes away or the server stops."""
    stop = Stop()
    task = asyncio.create_task(_take_turn(request.app, query, stop))
    try:
        while not task.done():
            await asyncio.wait({task}, timeout=_GONE_INTERVAL)
            if request.transport is None or request.transport.is_closing():
                raise ConnectionResetError
        return task.result()
    finally:
        # The task goes on until the query has ended: its turn is not over before.
        stop.cancel()
        task.add_done_callback(_look_at)


def _look_at(task: asyncio.Task[Result]) -> None:
    """What a query raises that nobody waits for is nobody's concern."""
    if not task.cancelled():
        task.exception()


async def _take_turn(app: web.Application, query: Query, stop: Stop) -> Result:
    bounds = app[SETTINGS].sql
    try:
        async with asyncio.timeout(bounds.timeout):
            await app[TURNS].acquire()
    except TimeoutError as error:
        raise Busy("Other queries take all the time; ask again in a moment.") from error
    try:
        return await app[STORE].ask(sql_query.answer, query, bounds, stop)
    finally:
        app[TURNS].release()
