"""Lineage as JSON: the nodes and edges of Marquez, and beside them what it does not know."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from collector.graph.adjacency import number_of
from collector.graph.told import told
from collector.graph.walk import walk

if TYPE_CHECKING:
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
    data = told(cursor, [reached.node for reached in walked.nodes], graph.sides(jobs))
    return {
        "graph": _nodes(walked, data),
        "edges": [_edge(link) for link in walked.links],
        "start": walked.start.id,
        "truncated": walked.is_truncated,
        "hidden": {"overLimit": walked.over_limit, "overDepth": walked.over_depth},
    }


def _nodes(walked: Walk, data: dict[Node, orjson.Fragment]) -> list[Json]:
    ids = {reached.node: reached.node.id for reached in walked.nodes}
    before: defaultdict[Node, list[Json]] = defaultdict(list)
    after: defaultdict[Node, list[Json]] = defaultdict(list)
    for link in walked.links:
        ends = {"origin": ids[link.origin], "destination": ids[link.destination]}
        before[link.destination].append(ends)
        after[link.origin].append(ends)
    nodes = [
        {
            "id": ids[reached.node],
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


def _edge(link: Link) -> Json:
    return {
        "origin": link.origin.id,
        "destination": link.destination.id,
        "origins": link.origins,
        "via": [node.id for node in link.via],
    }
