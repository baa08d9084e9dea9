"""GET /events/lineage, and /events as marquez-python asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.marquez.events import EventFilter, events
from collector.marquez.objects import Paging
from collector.web import events as own
from collector.web import queries
from collector.web.answers import json_response
from collector.web.lifecycle import STORE
from collector.web.marquez.asking import MOST, page_answer

if TYPE_CHECKING:
    from aiohttp import web

#: How events are listed: those of runs unless all are asked for, or one kind.
_KINDS = ("RunEvent", "all", "JobEvent", "DatasetEvent")


async def list_lineage_events(request: web.Request) -> web.Response:
    """Events by their time, the latest first; those of runs unless `kind` says otherwise."""
    query = request.query
    queries.only(query, frozenset({"before", "after", "sortDirection", "kind", "limit", "offset"}))
    kind = queries.choice(query, "kind", _KINDS)
    wanted = EventFilter(
        kind=None if kind == "all" else kind,
        before=queries.moment(query, "before"),
        after=queries.moment(query, "after"),
        is_descending=queries.choice(query, "sortDirection", ("desc", "asc")) == "desc",
    )
    return await _answered(request, wanted)


async def list_events(request: web.Request) -> web.StreamResponse:
    """Our own list; with `offset`, which it does not have, all events as Marquez lists them."""
    if "offset" not in request.query:
        return await own.list_events(request)
    queries.only(request.query, frozenset({"limit", "offset"}))
    return await _answered(request, EventFilter())


async def list_events_of_namespace(request: web.Request) -> web.Response:
    """One event of our own; with `offset` the events of that namespace as Marquez lists them."""
    if "offset" not in request.query:
        return await own.get_event(request)
    queries.only(request.query, frozenset({"limit", "offset"}))
    return await _answered(request, EventFilter(namespace=request.match_info["key"]))


async def _answered(request: web.Request, wanted: EventFilter) -> web.Response:
    limit = queries.integer(request.query, "limit", default=100)
    paging = Paging(min(limit, MOST), queries.integer(request.query, "offset", default=0))
    page = await request.app[STORE].ask(events, wanted, paging)
    return json_response(page_answer("events", page, limit))
