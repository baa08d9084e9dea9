"""GET /events: what the log holds, as JSON, as lines, and byte for byte."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from aiohttp import hdrs, web

from collector.decode import as_line
from collector.errors import Malformed
from collector.log.answers import LINES_TYPE, event_answer
from collector.store import questions
from collector.store.bodies import bodies, spans
from collector.store.questions import EventFilter
from collector.web import queries
from collector.web.answers import json_response
from collector.web.lifecycle import STARTED, STORE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from collector.store.questions import Record

_FILTERS = frozenset(field.name for field in fields(EventFilter))
_PAGING = frozenset({"after", "before", "limit", "order"})
_LARGEST_SEQ = 2**63 - 1


async def list_events(request: web.Request) -> web.StreamResponse:
    """Events that match: a page as JSON, or all of them as NDJSON by Accept."""
    query = request.query
    queries.only(query, _FILTERS | _PAGING)
    wanted = _filter(query)
    if LINES_TYPE in request.headers.get(hdrs.ACCEPT, ""):
        return await _stream(request, wanted)
    limit = queries.integer(query, "limit", default=100, most=1000)
    store = request.app[STORE]
    if _is_ascending(query):
        after = queries.integer(query, "after", default=0)
        found = await store.ask(questions.events, wanted, after, limit)
    else:
        before = queries.integer(query, "before", default=_LARGEST_SEQ)
        found = await store.ask(questions.newest_events, wanted, before, limit)
    return json_response(
        {
            "events": [event_answer(record) for record in found],
            "totalCount": await store.ask(questions.event_count, wanted),
            "next": found[-1]["seq"] if _has_more(found, limit) else None,
        }
    )


async def get_event(request: web.Request) -> web.Response:
    """One event by its seq or digest."""
    found = await request.app[STORE].ask(questions.event, request.match_info["key"])
    return json_response(event_answer(found))


async def get_raw_event(request: web.Request) -> web.Response:
    """The bytes of one event as they came."""
    found = await request.app[STORE].ask(questions.event, request.match_info["key"])
    return web.Response(
        body=found["body"].encode(),
        content_type="application/json",
        headers={"X-Content-Type-Options": "nosniff"},
    )


async def _stream(request: web.Request, wanted: EventFilter) -> web.StreamResponse:
    if not _is_ascending(request.query):
        raise Malformed(f"{LINES_TYPE} comes in order=asc only.")
    after = queries.integer(request.query, "after", default=0)
    rest = queries.integer(request.query, "limit", default=_LARGEST_SEQ)
    store = request.app[STORE]
    # Asked before the status goes out, so that a failure still has one.
    found = await store.ask(spans, after)
    response = web.StreamResponse(headers={hdrs.CONTENT_TYPE: LINES_TYPE})
    await response.prepare(request)
    request[STARTED] = response
    if request.method == hdrs.METH_HEAD:
        return response
    for span in found if rest else ():
        page = (await store.ask(bodies, wanted, span))[:rest]
        await response.write(b"".join(as_line(body.encode()) for _, body in page))
        rest -= len(page)
        if not rest:
            break
    await response.write_eof()
    return response


def _has_more(page: Sequence[Record], limit: int) -> bool:
    """Whether a page ended because it was full, of events or of bytes."""
    size = sum(record["size"] for record in page)
    return bool(page) and (len(page) == limit or size >= questions.PAGE_BYTES)


def _is_ascending(query: Mapping[str, str]) -> bool:
    """The order; raises Malformed for the cursor of the other order, which would be ignored."""
    is_ascending = queries.choice(query, "order", ("asc", "desc")) == "asc"
    wrong = "before" if is_ascending else "after"
    if wrong in query:
        order = "desc" if is_ascending else "asc"
        raise Malformed(f"{wrong} goes with order={order}.")
    return is_ascending


def _filter(query: Mapping[str, str]) -> EventFilter:
    texts = {name: query.get(name) for name in _FILTERS - {"since", "until"}}
    return EventFilter(
        **texts, since=queries.moment(query, "since"), until=queries.moment(query, "until")
    )
