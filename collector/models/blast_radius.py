"""What data has come into: versions of models, where they serve, and the tables they wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collector.graph.adjacency import load
from collector.models.begin import beginning
from collector.models.blast_by_graph import by_graph
from collector.models.blast_by_runs import by_runs
from collector.models.radius import answer
from collector.store.moment import at_one_moment

if TYPE_CHECKING:
    import duckdb

    from collector.graph.adjacency import Graph
    from collector.models.begin import Begin
    from collector.models.wanted_walks import WantedRadius

    Json = dict[str, Any]


def asked_blast_radius(cursor: duckdb.DuckDBPyConnection, wanted: WantedRadius) -> Json:
    """The answer to what is asked for, of a database that is open; raises Malformed, NotFound."""
    begin = beginning(cursor, wanted)
    return blast_radius(cursor, load(cursor, wanted.era), begin, wanted)


def blast_radius(
    cursor: duckdb.DuckDBPyConnection, graph: Graph, begin: Begin, wanted: WantedRadius
) -> Json:
    """What was reached from there; versions that serve now go first, then the nearest.

    Of a whole dataset, along the graph. Of a version, a partition or a run, by what each run read
    and wrote.
    """
    with at_one_moment(cursor):
        radius = (
            by_runs(cursor, graph, begin, wanted.depth)
            if wanted.is_exact
            else by_graph(cursor, graph, begin.node, wanted)
        )
        return {
            "nodeId": begin.node.id,
            "version": begin.version,
            "partition": dict(begin.partition) or None,
            **answer(cursor, radius, wanted.depth, wanted.limit),
        }
