"""What would be affected: everything downstream of a node, as a flat list of JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collector.graph.adjacency import number_of
from collector.graph.columns import columns_near
from collector.graph.node import Node
from collector.graph.reach import Reach
from collector.graph.told import owners_of
from collector.graph.ways import tree, way_to

if TYPE_CHECKING:
    import duckdb

    from collector.graph.adjacency import Graph

    Json = dict[str, Any]

    #: From the start to a node.
    Way = tuple[Node, ...]


def impact(
    cursor: duckdb.DuckDBPyConnection,
    graph: Graph,
    start: Node,
    reach: Reach,
) -> Json:
    """What is downstream of a dataset, job or column, within so many hops."""
    ways = (
        _columns(cursor, graph, start, reach.depth)
        if start.kind == "datasetField"
        else _nodes(cursor, graph, start, reach.depth)
    )
    ways = [
        way
        for way in ways
        if reach.granularity in {"all", way[-1].kind} or way[-1].kind == "datasetField"
    ]
    ways.sort(key=lambda way: (len(way), way[-1].id))
    shown = ways[: reach.limit]
    owners = owners_of(cursor, [_owned(way[-1]) for way in shown])
    return {
        "nodeId": start.id,
        "affected": [_affected(way, owners.get(_owned(way[-1]), [])) for way in shown],
        "totalCount": len(ways),
        "truncated": len(ways) > len(shown),
    }


def _affected(way: Way, owners: list[str]) -> Json:
    node = way[-1]
    return {
        "nodeId": node.id,
        "kind": node.kind,
        "namespace": node.namespace,
        "name": node.name,
        "field": node.field,
        "distance": len(way) - 1,
        "path": [step.id for step in way],
        "owners": owners,
    }


def _owned(node: Node) -> Node:
    return Node("dataset", node.namespace, node.name) if node.kind == "datasetField" else node


def _nodes(cursor: duckdb.DuckDBPyConnection, graph: Graph, start: Node, depth: int) -> list[Way]:
    place = graph.place(number_of(cursor, start))
    if place is None:
        return []
    nodes = graph.downstream.nodes
    near = tree(graph.downstream.steps.of, [place], depth)
    first: dict[int, int] = {}
    for reached in near:
        first.setdefault(nodes[reached], reached)
    names = dict(zip(first, graph.named(first), strict=True))
    return [
        tuple(names[nodes[step]] for step in way_to(near, reached))
        for node, reached in first.items()
        if node != place
    ]


def _columns(cursor: duckdb.DuckDBPyConnection, graph: Graph, start: Node, depth: int) -> list[Way]:
    columns = columns_near(cursor, graph, start, Reach("downstream", depth))
    near = tree(columns.downstream, [start], depth)
    return [tuple(way_to(near, node)) for node in near if node != start]
