"""The ways that data takes from one node to another, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collector.errors import Malformed
from collector.graph.adjacency import number_of
from collector.graph.columns import columns_near
from collector.graph.reach import MOST_DEPTH, Reach
from collector.graph.resolve import ids
from collector.graph.ways import Ways, ways

if TYPE_CHECKING:
    import duckdb

    from collector.graph.adjacency import Graph
    from collector.graph.node import Node

    Json = dict[str, Any]


#: There is no way, neither within the depth nor beyond it.
_NONE: Ways[Any] = Ways((), is_truncated=False)


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
    if found == _NONE:
        back = find(cursor, graph, ends[::-1], depth, limit)
        found, ends = (found, ends) if back == _NONE else (back, ends[::-1])
    named = ids(cursor, (*ends, *(node for way in found.ways for node in way)))
    return {
        "origin": named[ends[0]],
        "destination": named[ends[1]],
        "paths": [[named[node] for node in way] for way in found.ways],
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
        return _NONE
    nodes = graph.downstream.nodes
    found = ways(
        graph.downstream.steps.of,
        [start],
        lambda place: nodes[place] == end,
        most_hops=depth,
        limit=limit,
        thing=nodes.__getitem__,
    )
    met = {nodes[place] for way in found.ways for place in way}
    names = dict(zip(met, graph.named(met), strict=True))
    named = tuple(tuple(names[nodes[place]] for place in way) for way in found.ways)
    return Ways(named, found.is_truncated)


def _column_ways(
    cursor: duckdb.DuckDBPyConnection,
    graph: Graph,
    ends: tuple[Node, Node],
    depth: int,
    limit: int,
) -> Ways[Node]:
    start, end = ends
    # All of them, to know whether there are longer ways.
    columns = columns_near(cursor, graph, start, Reach("downstream", MOST_DEPTH))
    return ways(columns.down.of, [start], lambda node: node == end, most_hops=depth, limit=limit)
