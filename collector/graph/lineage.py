"""Lineage as JSON: the nodes and edges of Marquez, and beside them what it does not know."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from collector.graph.adjacency import number_of
from collector.graph.resolve import ids
from collector.graph.told import told
from collector.graph.walk import walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb
    import orjson

    from collector.graph.adjacency import Graph
    from collector.graph.node import Node
    from collector.graph.reach import Reach
    from collector.graph.walk import Link, Reached, Walk

    Json = dict[str, Any]


def lineage(cursor: duckdb.DuckDBPyConnection, graph: Graph, start: Node, reach: Reach) -> Json:
    """What a walk from a dataset or job that is known shows; nodes are sorted by their ids."""
    walked = walk(graph, start, number_of(cursor, start), reach)
    jobs = {
        reached.node: reached.place
        for reached in walked.nodes
        if reached.node.kind == "job" and reached.place is not None
    }
    shown = [reached.node for reached in walked.nodes]
    data = told(cursor, shown, graph.sides(jobs))
    named = ids(cursor, (*shown, *(way for link in walked.links for way in link.via)))
    return {
        "graph": _nodes(walked, named, data),
        "edges": [_edge(link, named) for link in walked.links],
        "start": named[walked.start],
        "truncated": walked.is_truncated,
        "hidden": {"overLimit": walked.over_limit, "overDepth": walked.over_depth},
    }


def _nodes(
    walked: Walk, named: Mapping[Node, str], data: Mapping[Node, orjson.Fragment]
) -> list[Json]:
    before: defaultdict[Node, list[Json]] = defaultdict(list)
    after: defaultdict[Node, list[Json]] = defaultdict(list)
    for link in walked.links:
        ends = {"origin": named[link.origin], "destination": named[link.destination]}
        before[link.destination].append(ends)
        after[link.origin].append(ends)
    nodes = [
        {
            "id": named[reached.node],
            "type": reached.node.kind.upper(),
            "data": data[reached.node],
            "inEdges": before[reached.node],
            "outEdges": after[reached.node],
            **_distances(reached),
        }
        for reached in walked.nodes
    ]
    return sorted(nodes, key=lambda node: str(node["id"]))


def _distances(reached: Reached) -> Json:
    return {
        "distance": reached.distance,
        "upstream": reached.upstream,
        "downstream": reached.downstream,
        "hiddenUpstream": reached.hidden_upstream,
        "hiddenDownstream": reached.hidden_downstream,
    }


def _edge(link: Link, named: Mapping[Node, str]) -> Json:
    return {
        "origin": named[link.origin],
        "destination": named[link.destination],
        "origins": link.origins,
        "via": [named[node] for node in link.via],
    }
