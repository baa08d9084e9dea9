"""Column lineage as JSON: as Marquez tells it, and beside it the transformations it drops."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from collector.errors import NotFound
from collector.graph.columns import column_walk, dataset_of
from collector.graph.resolve import ids

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from collector.graph.adjacency import Graph
    from collector.graph.columns import ColumnLink, ColumnWalk, ReachedColumn, Transformation
    from collector.graph.node import Node
    from collector.graph.reach import Reach

    Json = dict[str, Any]


def column_lineage(
    cursor: duckdb.DuckDBPyConnection, graph: Graph, start: Node, reach: Reach
) -> Json:
    """What a walk over columns shows; nodes are sorted by their ids.

    `inEdges` are the wrong way round, each with the node itself as its origin: what reads Marquez
    relies on it. `edges` are right. Raises NotFound for a dataset without any column.
    """
    walked = column_walk(cursor, graph, start, reach)
    if start.kind == "dataset" and not walked.starts:
        raise NotFound(f"Nothing tells of columns of {start.id}.")
    named = ids(cursor, (*walked.starts, *(reached.node for reached in walked.nodes)))
    graph_of_links = _nodes(walked, named) if walked.links else []
    return {
        "graph": sorted(graph_of_links, key=lambda node: str(node["id"])),
        "edges": [_edge(link, named) for link in walked.links],
        "start": [named[node] for node in walked.starts],
        "truncated": walked.is_truncated,
        "hidden": {"overLimit": walked.over_limit, "overDepth": walked.over_depth},
    }


def _nodes(walked: ColumnWalk, named: Mapping[Node, str]) -> list[Json]:
    before: defaultdict[Node, list[ColumnLink]] = defaultdict(list)
    after: defaultdict[Node, list[ColumnLink]] = defaultdict(list)
    for link in walked.links:
        before[link.destination].append(link)
        after[link.origin].append(link)
    return [
        {
            "id": named[reached.node],
            "type": "DATASET_FIELD" if reached.node.field is not None else "DATASET",
            "data": _data(walked, reached.node, before[reached.node]),
            "inEdges": [
                {"origin": named[reached.node], "destination": named[link.origin]}
                for link in before[reached.node]
            ],
            "outEdges": [
                {"origin": named[reached.node], "destination": named[link.destination]}
                for link in after[reached.node]
            ],
            **_distances(reached),
        }
        for reached in walked.nodes
    ]


def _distances(reached: ReachedColumn) -> Json:
    return {
        "distance": reached.distance,
        "upstream": reached.upstream,
        "downstream": reached.downstream,
    }


def _data(walked: ColumnWalk, node: Node, links: list[ColumnLink]) -> Json:
    fields = walked.schemas.get(dataset_of(node), {})
    first = links[0].transformations[0] if links else None
    return {
        "namespace": node.namespace,
        "dataset": node.name,
        "datasetVersion": None,
        "field": node.field,
        "fieldType": (fields.get(node.field) if node.field is not None else None) or "",
        "transformationDescription": first.description if first else None,
        "transformationType": _kind(first) if first else None,
        "inputFields": [
            {
                "namespace": link.origin.namespace,
                "dataset": link.origin.name,
                "datasetVersion": None,
                "field": link.origin.field,
                "transformationDescription": link.transformations[0].description,
                "transformationType": _kind(link.transformations[0]),
            }
            for link in links
        ],
    }


def _kind(transformation: Transformation) -> str | None:
    """What Marquez takes for the type: the subtype, where one is said."""
    return transformation.subtype or transformation.type


def _edge(link: ColumnLink, named: Mapping[Node, str]) -> Json:
    return {
        "origin": named[link.origin],
        "destination": named[link.destination],
        "transformations": [
            {
                "type": how.type,
                "subtype": how.subtype,
                "description": how.description,
                "masking": how.masking,
                "origin": how.origin,
            }
            for how in link.transformations
        ],
    }
