"""What would be affected: everything downstream of a node, as a flat list of JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from collector.graph.adjacency import number_of
from collector.graph.columns import columns_near
from collector.graph.node import Node
from collector.graph.resolve import ids
from collector.graph.told import models_among, owners_of
from collector.graph.ways import behind, tree, way_to

if TYPE_CHECKING:
    from collections.abc import Callable

    import duckdb

    from collector.graph.adjacency import Graph
    from collector.graph.reach import Reach

    Json = dict[str, Any]


class Found(NamedTuple):
    """What is downstream, in the order in which it is listed."""

    hops: int
    node: Node
    #: In the graph, or among columns.
    place: object


class _Downstream(NamedTuple):
    """What a walk downstream came to."""

    found: list[Found]
    #: The way to each of the places.
    way_to: Callable[[Any], list[Node]]
    #: The next nodes, beyond the depth.
    over_depth: int


def impact(
    cursor: duckdb.DuckDBPyConnection,
    graph: Graph,
    start: Node,
    reach: Reach,
) -> Json:
    """What is downstream of a dataset, job or column, within so many hops."""
    find = _columns if start.kind == "datasetField" else _nodes
    downstream = find(cursor, graph, start, reach)
    within = sorted(downstream.found, key=lambda one: one[:2])
    shown = within[: reach.limit]
    ways = [downstream.way_to(one.place) for one in shown]
    named = ids(cursor, (start, *(node for way in ways for node in way)))
    owned = [_owned(one.node) for one in shown]
    owners = owners_of(cursor, owned)
    models = models_among(cursor, owned)
    return {
        "nodeId": named[start],
        "affected": [
            {
                **_affected(one, [named[node] for node in way], owners.get(node, [])),
                "isModel": node in models,
            }
            for one, way, node in zip(shown, ways, owned, strict=True)
        ],
        "totalCount": len(within),
        "truncated": len(within) > len(shown) or downstream.over_depth > 0,
        "hidden": {
            "overLimit": len(within) - len(shown),
            "overDepth": downstream.over_depth,
        },
    }


def _affected(found: Found, path: list[str], owners: list[str]) -> Json:
    node = found.node
    return {
        "nodeId": path[-1],
        "kind": node.kind,
        "namespace": node.namespace,
        "name": node.name,
        "field": node.field,
        "distance": found.hops,
        "path": path,
        "owners": owners,
    }


def _owned(node: Node) -> Node:
    return Node("dataset", node.namespace, node.name) if node.kind == "datasetField" else node


def _nodes(
    cursor: duckdb.DuckDBPyConnection, graph: Graph, start: Node, reach: Reach
) -> _Downstream:
    place = graph.place(number_of(cursor, start))
    if place is None:
        return _Downstream([], lambda _: [], 0)
    nodes = graph.downstream.nodes
    near = tree(graph.downstream.steps.of, [place], reach.depth)
    first: dict[int, int] = {}
    for reached in near:
        first.setdefault(nodes[reached], reached)
    names = dict(zip(first, graph.named(first), strict=True))
    found = [
        Found(near[reached].hops, names[node], reached)
        for node, reached in first.items()
        if node != place and reach.granularity in {"all", names[node].kind}
    ]

    def is_passed(reached: int) -> bool:
        node = nodes[reached]
        return node in first or reach.granularity not in {"all", graph.kind(node)}

    edge = [reached for reached, how in near.items() if how.hops == reach.depth]
    beyond = {nodes[one] for one in behind(graph.downstream.steps.of, near, edge, is_passed)}
    return _Downstream(
        found, lambda reached: [names[nodes[step]] for step in way_to(near, reached)], len(beyond)
    )


def _columns(
    cursor: duckdb.DuckDBPyConnection, graph: Graph, start: Node, reach: Reach
) -> _Downstream:
    columns = columns_near(cursor, graph, start, reach)
    near = tree(columns.down.of, [start], reach.depth)
    edge = [node for node, how in near.items() if how.hops == reach.depth]
    beyond = behind(columns.down.of, near, edge, near.__contains__)
    found = [Found(near[node].hops, node, node) for node in near if node != start]
    return _Downstream(found, lambda node: way_to(near, node), len(beyond))
