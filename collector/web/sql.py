"""POST /sql: queries of users, in the format they accept; and what they can read."""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from aiohttp import hdrs, web

from collector.errors import Busy, Malformed
from collector.store import sql_query
from collector.store.isolation import Isolation
from collector.store.isolation import isolation as open_isolation
from collector.store.sql_formats import MEDIA_TYPES, Query, written
from collector.store.sql_query import Stop
from collector.web import queries
from collector.web.answers import json_response
from collector.web.body import read_json
from collector.web.freshness import WAIT, wait_for_audit, wait_for_views
from collector.web.guard import is_allowed
from collector.web.lifecycle import SETTINGS, STORE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from collector.store.isolation import Copy
    from collector.store.sql_formats import Format, SqlAnswer

T = TypeVar("T")

#: Held by queries at work, so that reading threads are left for everything else.
TURNS = web.AppKey("sql_turns", asyncio.Semaphore)

ISOLATION = web.AppKey("isolation", Isolation)

#: Queries at the same time.
AT_ONCE = 2

#: Seconds between looks whether the client is still there.
_GONE_INTERVAL = 0.25

#: What a query names that reads what audits found.
_AUDITED = re.compile(r"audit_findings|models|model_versions", re.IGNORECASE)

_FORMATS = {media_type: form for form, media_type in MEDIA_TYPES.items()}


async def run_sql(request: web.Request) -> web.Response:
    """What a query gives; in JSON, or another format by Accept."""
    queries.only(request.query, frozenset({WAIT}))
    query = _query(await read_json(request))
    form = _format(request.headers.get(hdrs.ACCEPT, ""))
    if _is_isolated(request):
        answer, copy = await _ask_copy(request, query, form)
    else:
        answer, copy = await _ask_database(request, query, form), None
    response = web.Response(
        body=answer.content,
        headers={
            hdrs.CONTENT_TYPE: MEDIA_TYPES[form],
            "X-Content-Type-Options": "nosniff",
            "X-Row-Count": str(answer.row_count),
        },
    )
    if answer.is_truncated:
        response.headers["X-Truncated"] = "true"
    if copy is not None:
        response.headers["X-Snapshot-At"] = f"{copy.taken_at.isoformat(timespec='milliseconds')}Z"
        response.headers["X-Snapshot-Seq"] = str(copy.seq)
    return response


@asynccontextmanager
async def isolation(app: web.Application) -> AsyncIterator[None]:
    """The processes that answer queries, as long as the store is open."""
    async with open_isolation(app[STORE], app[SETTINGS]) as opened:
        app[ISOLATION] = opened
        yield


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


def _is_isolated(request: web.Request) -> bool:
    """Whether the query is asked of a copy. Without keys, this machine has the scope admin."""
    isolate = request.app[SETTINGS].sql.isolate
    return isolate == "always" or (isolate == "without_admin" and not is_allowed(request, "admin"))


async def _ask_copy(request: web.Request, query: Query, form: Format) -> tuple[SqlAnswer, Copy]:
    if WAIT in request.query:
        await wait_for_views(request)
    at_least = queries.integer(request.query, WAIT, default=0)
    task = asyncio.create_task(
        _in_turn(request.app, lambda: request.app[ISOLATION].answer(query, form, at_least))
    )
    # With the task, the process ends.
    return await _while_waited_for(request, task, task.cancel)


async def _ask_database(request: web.Request, query: Query, form: Format) -> SqlAnswer:
    await wait_for_views(request)
    if _AUDITED.search(query.text):
        await wait_for_audit(request)
    store, bounds, stop = request.app[STORE], request.app[SETTINGS].sql, Stop()
    task = asyncio.create_task(
        _in_turn(request.app, lambda: store.ask(sql_query.answer, query, bounds, stop))
    )
    # The task goes on until the query has ended: its turn is not over before.
    result = await _while_waited_for(request, task, stop.cancel)
    return await asyncio.to_thread(written, result, form)


async def _while_waited_for(
    request: web.Request, task: asyncio.Task[T], stop: Callable[[], object]
) -> T:
    """What the task gives; it is stopped when the client goes away or the server stops."""
    try:
        while not task.done():
            await asyncio.wait({task}, timeout=_GONE_INTERVAL)
            if request.transport is None or request.transport.is_closing():
                raise ConnectionResetError
        return task.result()
    finally:
        stop()
        task.add_done_callback(_look_at)


def _look_at(task: asyncio.Task[Any]) -> None:
    """What a query raises that nobody waits for is nobody's concern."""
    if not task.cancelled():
        task.exception()


async def _in_turn(app: web.Application, ask: Callable[[], Awaitable[T]]) -> T:
    try:
        async with asyncio.timeout(app[SETTINGS].sql.timeout):
            await app[TURNS].acquire()
    except TimeoutError as error:
        raise Busy("Other queries take all the time; ask again in a moment.") from error
    try:
        return await ask()
    finally:
        app[TURNS].release()
