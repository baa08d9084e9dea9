"""Questions about lineage: what is up and down from a node, what it affects, and the ways."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast, get_args

from aiohttp import web

from collector.errors import Malformed
from collector.graph.column_lineage import column_lineage
from collector.graph.impact import impact
from collector.graph.lineage import lineage
from collector.graph.paths import paths
from collector.graph.reach import MOST_DEPTH, MOST_NODES, Direction, Era, Granularity, Reach
from collector.graph.resolve import FLOWING, NODES, RUNS, resolved
from collector.graph.runs import runs_upstream
from collector.web import queries
from collector.web.answers import json_response
from collector.web.freshness import WAIT, wait_for_views
from collector.web.graphs import Graphs
from collector.web.lifecycle import STORE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from collector.graph.node import Kind, Node

    Json = dict[str, Any]

GRAPHS = web.AppKey("graphs", Graphs)

_ERA = frozenset({"asOf", "history", WAIT})
_HOPS = frozenset({"up", "down"})
_REACH = _HOPS | {"nodeId", "depth", "limit", "direction"}


async def graphs(app: web.Application) -> AsyncIterator[None]:
    """The graphs, as long as the store."""
    app[GRAPHS] = Graphs(app[STORE])
    yield


async def show_lineage(request: web.Request) -> web.Response:
    """Datasets and jobs around one of them."""
    query = request.query
    queries.only(query, _ERA | _REACH | {"granularity", "namespace"})
    reach = replace(
        _reach(query, get_args(Direction)),
        granularity=cast(
            "Granularity", queries.choice(query, "granularity", get_args(Granularity))
        ),
        namespaces=tuple(query.getall("namespace", ())),
    )
    era = _era(request)
    start = await _node(request, "nodeId", NODES)
    graph = await request.app[GRAPHS].get(era)
    return json_response(await request.app[STORE].ask(lineage, graph, start, reach))


async def show_column_lineage(request: web.Request) -> web.Response:
    """Columns that a column comes from, and by parameter what comes from it."""
    query = request.query
    queries.only(query, _ERA | _REACH | {"withDownstream"})
    reach = _reach(query, _BOTH_WAYS if queries.flag(query, "withDownstream") else _UPSTREAM)
    era = _era(request)
    start = await _node(request, "nodeId", FLOWING)
    graph = await request.app[GRAPHS].get(era)
    return json_response(await request.app[STORE].ask(column_lineage, graph, start, reach))


#: Directions of columns, the usual one first.
_UPSTREAM = ("upstream", "downstream", "both")
_BOTH_WAYS = ("both", "upstream", "downstream")


async def show_runs_upstream(request: web.Request) -> web.Response:
    """Runs that a run comes from."""
    query = request.query
    queries.only(query, frozenset({"runId", "depth", "limit", WAIT}))
    depth = queries.integer(query, "depth", default=20, most=MOST_DEPTH)
    limit = queries.integer(query, "limit", default=1_000, most=MOST_NODES)
    queries.text(query, "runId")
    await wait_for_views(request)
    run = await request.app[STORE].ask(resolved, f"run:{query['runId']}", RUNS)
    history = await request.app[GRAPHS].get(Era(is_history=True))
    store = request.app[STORE]
    return json_response(await store.ask(runs_upstream, history, run.name, depth, limit))


async def show_impact(request: web.Request) -> web.Response:
    """Everything downstream of a node, as a flat list."""
    query = request.query
    queries.only(query, _ERA | {"nodeId", "depth", "limit", "granularity"})
    reach = Reach(
        "downstream",
        queries.integer(query, "depth", default=MOST_DEPTH, most=MOST_DEPTH),
        queries.integer(query, "limit", default=1_000, most=MOST_NODES),
        cast("Granularity", queries.choice(query, "granularity", get_args(Granularity))),
    )
    era = _era(request)
    start = await _node(request, "nodeId", FLOWING)
    graph = await request.app[GRAPHS].get(era)
    return json_response(await request.app[STORE].ask(impact, graph, start, reach))


async def show_paths(request: web.Request) -> web.Response:
    """The ways that data takes between two nodes."""
    query = request.query
    queries.only(query, _ERA | {"from", "to", "depth", "limit"})
    depth = queries.integer(query, "depth", default=100, most=MOST_DEPTH)
    limit = queries.integer(query, "limit", default=10, most=1_000)
    era = _era(request)
    ends = await _node(request, "from", FLOWING), await _node(request, "to", FLOWING)
    graph = await request.app[GRAPHS].get(era)
    return json_response(await request.app[STORE].ask(paths, graph, ends, depth, limit))


async def _node(request: web.Request, name: str, kinds: tuple[Kind, ...]) -> Node:
    text = queries.text(request.query, name)
    await wait_for_views(request)
    return await request.app[STORE].ask(resolved, text, kinds)


def _reach(query: Mapping[str, str], directions: tuple[str, ...]) -> Reach:
    """Which way and how far: so many hops up and down, or a depth in a direction."""
    limit = queries.integer(query, "limit", default=10_000, most=MOST_NODES)
    hops = {name: queries.integer(query, name, default=0, most=MOST_DEPTH) for name in _HOPS}
    if not _HOPS.intersection(query):
        direction = cast("Direction", queries.choice(query, "direction", directions))
        return Reach(direction, queries.integer(query, "depth", default=20, most=MOST_DEPTH), limit)
    if more := sorted({"depth", "direction", "withDownstream"}.intersection(query)):
        raise Malformed(f"{more[0]} does not go with up and down.")
    if "up" not in query:
        return Reach("downstream", hops["down"], limit)
    if "down" not in query:
        return Reach("upstream", hops["up"], limit)
    return Reach("both", hops["up"], limit, down=hops["down"])


def _era(request: web.Request) -> Era:
    history = queries.choice(request.query, "history", ("current", "all"))
    return Era(queries.moment(request.query, "asOf"), history == "all")
