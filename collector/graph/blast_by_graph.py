"""What data of a dataset has come into, whatever its version: along the graph, and through models.

The graph says which tables are downstream. Whether a version of a model was trained on one of them,
and which tables were written with that version, is said by runs.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from collector.graph.adjacency import number_of
from collector.graph.node import Node
from collector.models.radius import Radius, Table, VersionKey
from collector.models.walked import keep_file
from collector.store.moment import keep
from collector.store.statements import sql

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

    from collector.graph.adjacency import Graph


class _Near(NamedTuple):
    """How a place is reached: in so many hops, from which place; or written with a version."""

    hops: int
    before: int | None
    version: VersionKey | None = None
    #: Whether the run that wrote it named the version.
    is_recorded: bool = True


class _Spread:
    """Holds how far the walk has come in the graph."""

    def __init__(self, graph: Graph, models: set[int], most: int) -> None:
        self._graph = graph
        self._models = models
        self._most = most
        self.near: dict[int, _Near] = {}

    def spread(self, starts: Iterable[tuple[int, _Near]]) -> dict[Node, int]:
        """Go on from places; datasets that are reached now, with their hops.

        Versions of models are asked for, so that the walk does not pass models.
        """
        steps, nodes = self._graph.downstream.steps, self._graph.downstream.nodes
        frontier: defaultdict[int, list[int]] = defaultdict(list)
        found: list[int] = []
        for place, near in starts:
            if place not in self.near:
                self.near[place] = near
                frontier[near.hops].append(place)
        while frontier:
            hops = min(frontier)
            for place in frontier.pop(hops):
                found.append(place)
                if hops >= self._most:
                    continue
                for after in steps.of(place):
                    if after not in self.near and nodes[after] not in self._models:
                        self.near[after] = _Near(hops + 1, place)
                        frontier[hops + 1].append(after)
        # Passes of jobs are behind the places of jobs and datasets.
        places = [place for place in found if place < len(self._graph.numbers)]
        return {
            node: self.near[place].hops
            for place, node in zip(places, self._graph.named(places), strict=True)
            if node.kind == "dataset"
        }

    def way(self, place: int) -> tuple[VersionKey | None, list[Node]]:
        """The version that the way begins with, if any, and the nodes of the way."""
        way: list[int] = []
        at: int | None = place
        while at is not None:
            way.append(self._graph.downstream.nodes[at])
            last, at = at, self.near[at].before
        return self.near[last].version, self._graph.named(way[::-1])


def by_graph(cursor: duckdb.DuckDBPyConnection, graph: Graph, start: Node, depth: int) -> Radius:
    """What was reached from a dataset; `radius_versions` is kept. In `at_one_moment`."""
    keep_file(cursor, "radius_names")
    keep(cursor, "model_statements", "from folds.model_statements")
    keep_file(cursor, "walked_registered")
    keep_file(cursor, "model_reads")
    models = _places_of_models(cursor, graph)
    # One step more, from dataset to dataset, to know what is beyond.
    most = depth + 2
    direct, through = _Spread(graph, models, most), _Spread(graph, models, most)
    begin = graph.place(number_of(cursor, start))
    _reach_versions(cursor, _of_model(cursor, start))
    tables = {start: 0}
    if begin is not None and begin not in models:
        tables |= direct.spread([(begin, _Near(0, None))])
    while True:
        _reach_tables(cursor, tables)
        keep_file(cursor, "radius_readers")
        keep_file(cursor, "radius_written")
        keep_file(cursor, "radius_explained")
        keep_file(cursor, "radius_bases")
        keep_file(cursor, "radius_fed")
        tables = through.spread(_written(cursor, graph, most))
        found = _reach_versions(cursor, f"select * from ({sql('models/radius_found')}) where hops <= {most}")
        if not found and not tables:
            break
    return _Radius(cursor, graph, start, direct, through)
