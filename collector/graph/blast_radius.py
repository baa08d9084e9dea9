"""What data has come into: versions of models, where they serve, and the tables they wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collector.graph.blast_by_graph import by_graph
from collector.graph.blast_by_runs import by_runs
from collector.models.radius import answer
from collector.store.moment import at_one_moment

if TYPE_CHECKING:
    import duckdb

    from collector.graph.adjacency import Graph
    from collector.graph.blast_by_runs import Begin

    Json = dict[str, Any]


def blast_radius(
    cursor: duckdb.DuckDBPyConnection, graph: Graph, begin: Begin, depth: int, limit: int
) -> Json:
    """What was reached within so many hops from node to node; the versions that serve go first.

    Of a whole dataset, along `graph`. Of a version, a partition or a run, by what each run read and
    wrote; `graph` is then that of everything that jobs ever did.
    """
    is_whole = begin.node.kind == "dataset" and begin.version is None and not begin.partition
    with at_one_moment(cursor):
        radius = (
            by_graph(cursor, graph, begin.node, depth)
            if is_whole
            else by_runs(cursor, graph, begin, depth)
        )
        return {
            "nodeId": begin.node.id,
            "version": begin.version,
            "partition": dict(begin.partition) or None,
            **answer(cursor, radius, depth, limit),
        }
