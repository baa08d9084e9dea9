"""Walks through models: what a version comes from, and what data has come into."""

from __future__ import annotations

from aiohttp import web

from collector.graph.reach import MOST_DEPTH
from collector.models.begin import beginning
from collector.models.blast_radius import blast_radius
from collector.models.upstream import upstream
from collector.models.wanted_walks import WantedRadius, WantedUpstream, partition_of
from collector.web import queries
from collector.web.answers import json_response
from collector.web.freshness import WAIT, wait_for_views
from collector.web.guard import guarded
from collector.web.lifecycle import STORE
from collector.web.lineage import GRAPHS


async def show_model_upstream(request: web.Request) -> web.Response:
    """The runs that a version of a model comes from, to the sources."""
    query = request.query
    queries.only(query, frozenset({"depth", "limit", WAIT}))
    parts = request.match_info
    wanted = WantedUpstream(
        *(parts["namespace"], parts["name"], parts["version"]),
        queries.integer(query, "depth", default=20, most=MOST_DEPTH),
        queries.integer(query, "limit", default=1_000, most=10_000),
    )
    await wait_for_views(request)
    return json_response(await request.app[STORE].ask(upstream, wanted))


async def show_blast_radius(request: web.Request) -> web.Response:
    """The versions of models that data has come into, where they serve, and what they wrote."""
    query = request.query
    queries.only(
        query,
        frozenset({"nodeId", "version", "partition", "depth", "limit", "history", WAIT}),
    )
    wanted = WantedRadius(
        queries.text(query, "nodeId"),
        queries.text(query, "version") if "version" in query else None,
        partition_of(query.getall("partition", [])),
        queries.integer(query, "depth", default=20, most=MOST_DEPTH),
        queries.integer(query, "limit", default=100, most=1_000),
        queries.choice(query, "history", ("all", "current")) == "all",
    )
    await wait_for_views(request)
    store = request.app[STORE]
    begin = await store.ask(beginning, wanted)
    graph = await request.app[GRAPHS].get(wanted.era)
    return json_response(await store.ask(blast_radius, graph, begin, wanted))


ROUTES: tuple[web.RouteDef, ...] = (
    web.get(
        "/api/v1/models/{namespace}/{name}/versions/{version}/upstream",
        guarded("read", show_model_upstream),
    ),
    web.get("/api/v1/blast-radius", guarded("read", show_blast_radius)),
)
