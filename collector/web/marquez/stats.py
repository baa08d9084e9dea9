"""GET /stats: events by type, and how much was known, by hours of a day or days of a week."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from collector.errors import Malformed, NotFound
from collector.marquez import objects
from collector.marquez.spans import bounds, zone
from collector.times import utc_now
from collector.web import queries
from collector.web.answers import json_response
from collector.web.freshness import WAIT, wait_for_views
from collector.web.lifecycle import STORE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from aiohttp import web


_COUNTED = ("jobs", "datasets", "sources")


async def count_events(request: web.Request) -> web.Response:
    """Events of runs by type."""
    spans = _bounds(request)
    return json_response(await request.app[STORE].ask(objects.event_counts, spans))


async def count_known(request: web.Request) -> web.Response:
    """How many jobs, datasets or sources were known at the end of each span."""
    # Not a pattern of the route, which would tell strangers what there is.
    relation = request.match_info["relation"]
    if relation not in _COUNTED:
        raise NotFound(f"There are no statistics of {relation[:40]!r}.", near=_COUNTED)
    spans = _bounds(request)
    await wait_for_views(request)
    counts = await request.app[STORE].ask(objects.growth, relation, spans[1:])
    return json_response(
        [
            {"startInterval": start, "endInterval": end, "count": count}
            for (start, end), count in zip(pairwise(spans), counts, strict=True)
        ]
    )


def _bounds(request: web.Request) -> Sequence[datetime]:
    query = request.query
    queries.only(query, frozenset({"period", "timezone", WAIT}))
    period = queries.text(query, "period").upper()
    if period not in {"DAY", "WEEK"}:
        raise Malformed(f"period must be one of DAY, WEEK, not {period[:40]!r}.")
    # The hours of a day are the same in every zone.
    name = queries.text(query, "timezone") if period == "WEEK" else query.get("timezone", "UTC")
    return bounds("WEEK" if period == "WEEK" else "DAY", utc_now(), zone(name))
