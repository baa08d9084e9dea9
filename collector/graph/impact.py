"""What would be affected: everything downstream of a node, as a flat list of JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from collector.graph.adjacency import number_of
from collector.graph.columns import columns_near
from collector.graph.node import Node
from collector.graph.reach import Reach
from collector.graph.told import models_among, owners_of
from collector.graph.ways import tree, way_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import duckdb

    from collector.graph.adjacency import Graph

    Json = dict[str, Any]

    #: What was found, and the way to each of the places.
    Ways = tuple[list["Found"], Callable[[Any], list[Node]]]


class Found(NamedTuple):
    """What is downstream, in the order in which it is listed."""

    hops: int
    node: Node
    #: In the graph, or among columns.
    place: object


def impact(
    cursor: duckdb.DuckDBPyConnection,
    graph: Graph,
    start: Node,
    reach: Reach,
) -> Json:
    """What is downstream of a dataset, job or column, within so many hops."""
    find = _columns if start.kind == "datasetField" else _nodes
    # One hop more, to know what is beyond.
    found, way_to_place = find(cursor, graph, start, reach.depth + 1)
    found = [
        one
        for one in found
        if reach.granularity in {"all", one.node.kind} or start.kind == "datasetField"
    ]
    within = sorted((one for one in found if one.hops <= reach.depth), key=lambda one: one[:2])
    shown = within[: reach.limit]
    owned = [_owned(one.node) for one in shown]
    owners = owners_of(cursor, owned)
    models = models_among(cursor, owned)
    return {
        "nodeId": start.id,
        "affected": [
            {
                **_affected(one, way_to_place(one.place), owners.get(node, [])),
                "isModel": node in models,
            }
            for one, node in zip(shown, owned, strict=True)
        ],
        "totalCount": len(within),
        "truncated": len(found) > len(shown),
        "hidden": {"overLimit": len(within) - len(shown), "overDepth": len(found) - len(within)},
    }


def _affected(found: Found, way: Iterable[Node], owners: list[str]) -> Json:
    node = found.node
    return {
        "nodeId": node.id,
        "kind": node.kind,
        "namespace": node.namespace,
        "name": node.name,
        "field": node.field,
        "distance": found.hops,
        "path": [step.id for step in way],
        "owners": owners,
    }


def _owned(node: Node) -> Node:
    return Node("dataset", node.namespace, node.name) if node.kind == "datasetField" else node


def _nodes(cursor: duckdb.DuckDBPyConnection, graph: Graph, start: Node, depth: int) -> Ways:
    place = graph.place(number_of(cursor, start))
    if place is None:
        return [], lambda _: []
    nodes = graph.downstream.nodes
    near = tree(graph.downstream.steps.of, [place], depth)
    first: dict[int, int] = {}
    for reached in near:
        first.setdefault(nodes[reached], reached)
    names = dict(zip(first, graph.named(first), strict=True))
    found = [
        Found(near[reached].hops, names[node], reached)
        for node, reached in first.items()
        if node != place
    ]
    return found, lambda reached: [names[nodes[step]] for step in way_to(near, reached)]


def _columns(cursor: duckdb.DuckDBPyConnection, graph: Graph, start: Node, depth: int) -> Ways:
    columns = columns_near(cursor, graph, start, Reach("downstream", depth))
    near = tree(columns.downstream, [start], depth)
    found = [Found(near[node].hops, node, node) for node in near if node != start]
    return found, lambda node: way_to(near, node)
