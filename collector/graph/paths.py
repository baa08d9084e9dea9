"""The ways that data takes from one node to another, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collector.errors import Malformed
from collector.graph.adjacency import number_of
from collector.graph.columns import columns_near
from collector.graph.reach import Reach
from collector.graph.ways import Ways, ways

if TYPE_CHECKING:
    import duckdb

    from collector.graph.adjacency import Graph
    from collector.graph.node import Node

    Json = dict[str, Any]


def paths(
    cursor: duckdb.DuckDBPyConnection,
    graph: Graph,
    ends: tuple[Node, Node],
    depth: int,
    limit: int,
) -> Json:
    """The ways between two nodes, in whichever direction data flows; first as they are given.

    Both are columns, or neither is. Raises Malformed.
    """
    if (ends[0].kind == "datasetField") != (ends[1].kind == "datasetField"):
        raise Malformed("A path goes from column to column, or between datasets and jobs.")
    find = _column_ways if ends[0].kind == "datasetField" else _node_ways
    found = find(cursor, graph, ends, depth, limit)
    if not found.ways:
        back = find(cursor, graph, ends[::-1], depth, limit)
        found, ends = (back, ends[::-1]) if back.ways else (found, ends)
    return {
        "origin": ends[0].id,
        "destination": ends[1].id,
        "paths": [[node.id for node in way] for way in found.ways],
        "truncated": found.is_truncated,
    }


def _node_ways(
    cursor: duckdb.DuckDBPyConnection,
    graph: Graph,
    ends: tuple[Node, Node],
    depth: int,
    limit: int,
) -> Ways[Node]:
    start, end = (graph.place(number_of(cursor, node)) for node in ends)
    if start is None or end is None:
        return Ways((), is_truncated=False)
    nodes = graph.downstream.nodes
    found = ways(
        graph.downstream.steps.of,
        [start],
        lambda place: nodes[place] == end,
        most_hops=depth,
        limit=limit,
    )
    met = {nodes[place] for way in found.ways for place in way}
    names = dict(zip(met, graph.named(met), strict=True))
    named = dict.fromkeys(tuple(names[nodes[place]] for place in way) for way in found.ways)
    return Ways(tuple(named), found.is_truncated)


def _column_ways(
    cursor: duckdb.DuckDBPyConnection,
    graph: Graph,
    ends: tuple[Node, Node],
    depth: int,
    limit: int,
) -> Ways[Node]:
    start, end = ends
    columns = columns_near(cursor, graph, start, Reach("downstream", depth))
    return ways(columns.downstream, [start], lambda node: node == end, most_hops=depth, limit=limit)
