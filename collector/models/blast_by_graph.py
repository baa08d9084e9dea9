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
from collector.models.records import records
from collector.models.walked import (
    has_rows,
    keep_file,
    keep_model_reads,
    keep_models,
    keep_registered,
)
from collector.store.moment import keep
from collector.store.statements import sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import duckdb

    from collector.graph.adjacency import Graph
    from collector.models.radius import Json
    from collector.models.wanted_walks import WantedRadius


class _Near(NamedTuple):
    """How a place is reached: in so many hops, from which place; or written with a version."""

    hops: int
    before: int | None = None
    written: _Written | None = None


class _Written(NamedTuple):
    """A version of a model with which a table was written, and the job that did it."""

    model: VersionKey
    job: Node | None
    is_recorded: bool


class _Spread:
    """Holds how far a walk has come in a graph; it does not pass models."""

    def __init__(self, graph: Graph, models: set[int], most: int, *, is_history: bool) -> None:
        self._graph = graph
        self._models = models
        self._most = most
        self._is_history = is_history
        self.near: dict[int, _Near] = {}

    def go_on(self, starts: Iterable[tuple[int, _Near]]) -> dict[Node, int]:
        """Go on from places that are new; datasets that are reached now, with their hops.

        Without those that nobody ever read, where the graph tells that.
        """
        steps, nodes = self._graph.downstream.steps, self._graph.downstream.nodes
        frontier: defaultdict[int, list[int]] = defaultdict(list)
        found: list[int] = []
        for place, near in starts:
            if place not in self.near and near.hops <= self._most:
                self.near[place] = near
                frontier[near.hops].append(place)
        while frontier:
            hops = min(frontier)
            for place in frontier.pop(hops):
                found.append(place)
                if hops == self._most:
                    continue
                for after in steps.of(place):
                    if after not in self.near and nodes[after] not in self._models:
                        self.near[after] = _Near(hops + 1, place)
                        frontier[hops + 1].append(after)
        datasets = self._datasets(
            place for place in found if not self._is_history or steps.of(place)
        )
        return {node: self.near[place].hops for place, node in datasets.items()}

    def datasets(self) -> dict[int, Node]:
        """Every dataset that was reached, by its place."""
        return self._datasets(self.near)

    def way(self, place: int) -> tuple[_Written | None, list[Node]]:
        """The version that the way begins at, if any, and the nodes of the way behind it."""
        way = [place]
        while (before := self.near[way[-1]].before) is not None:
            way.append(before)
        nodes = self._graph.downstream.nodes
        return self.near[way[-1]].written, self._graph.named([nodes[at] for at in way[::-1]])

    def _datasets(self, found: Iterable[int]) -> dict[int, Node]:
        # Passes of jobs have places behind those of jobs and datasets.
        most = len(self._graph.numbers)
        places = [place for place in found if place < most]
        named = zip(places, self._graph.named(places), strict=True)
        return {place: node for place, node in named if node.kind == "dataset"}


def by_graph(
    cursor: duckdb.DuckDBPyConnection, graph: Graph, start: Node, wanted: WantedRadius
) -> Radius:
    """What was reached from a dataset; `radius_versions` is kept. In `at_one_moment`."""
    keep_models(cursor)
    models = _places_of_models(cursor, graph)
    # One step more, from dataset to dataset, to know what is beyond.
    most = wanted.depth + 2
    direct, through = (_Spread(graph, models, most, is_history=wanted.is_history) for _ in range(2))
    named = {"namespace": start.namespace, "name": start.name}
    keep(cursor, "radius_begin", sql("models/radius_begin"), named)
    keep_registered(cursor, "from radius_begin")
    keep(cursor, "reached_versions", sql("models/radius_start"), {**named, "version": None})
    keep(cursor, "radius_versions", "from reached_versions")
    begin = graph.place(number_of(cursor, start))
    tables = {start: 0}
    if begin is not None and begin not in models:
        tables |= direct.go_on([(begin, _Near(0))])
    wrote: defaultdict[VersionKey, set[int]] = defaultdict(set)
    while tables or has_rows(cursor, "reached_versions"):
        _reach_tables(cursor, tables)
        keep_file(cursor, "radius_readers")
        keep_file(cursor, "radius_bases")
        if not has_rows(cursor, "radius_readers") and not has_rows(cursor, "radius_bases"):
            break
        keep_file(cursor, "radius_written")
        written = _written(cursor, graph)
        for place, near in written:
            if near.written:
                wrote[near.written.model].add(place)
        tables = through.go_on(written)
        _reach_versions(cursor, most)
    return _radius(cursor, start, direct, through, wrote)


def _reach_versions(cursor: duckdb.DuckDBPyConnection, most: int) -> None:
    """Keep the versions that are reached now, and add them to those that were."""
    keep(cursor, "fed_models", sql("models/fed_models"))
    if not has_rows(cursor, "fed_models"):
        cursor.execute("delete from reached_versions")
        return
    keep_registered(cursor, "from fed_models")
    keep_file(cursor, "radius_explained")
    keep_file(cursor, "radius_fed")
    keep(cursor, "reached_versions", sql("models/radius_found"), {"most": most})
    cursor.execute("insert into radius_versions by name from reached_versions")


def _radius(
    cursor: duckdb.DuckDBPyConnection,
    start: Node,
    direct: _Spread,
    through: _Spread,
    wrote: Mapping[VersionKey, set[int]],
) -> Radius:
    directly = {node: place for place, node in direct.datasets().items()}
    tables = through.datasets()
    by_model = {node: place for place, node in tables.items()}
    passed = _passed(cursor, through)

    def way(told: Json) -> list[str]:
        if told["viaName"] is None:
            return [start.id]
        if told["viaVersion"] is not None:
            key = VersionKey(told["viaNamespace"], told["viaName"], told["viaVersion"])
            before = way(passed[key])
        else:
            via = Node("dataset", told["viaNamespace"], told["viaName"])
            is_direct = via in directly
            spread, place = (direct, directly[via]) if is_direct else (through, by_model.get(via))
            before = [start.id] if place is None else way_to_table(spread, place)
        job = told["jobNamespace"], told["jobName"]
        made_by = [Node("job", *job).id] if told["jobName"] else []
        return [*before, *made_by, Node("dataset", told["namespace"], told["name"]).id]

    def way_to_table(spread: _Spread, place: int) -> list[str]:
        written, nodes = spread.way(place)
        if written is None:
            return [node.id for node in nodes]
        job = [written.job.id] if written.job else []
        return [*way(passed[written.model]), *job, *(node.id for node in nodes)]

    def table(place: int, node: Node) -> Table:
        near = through.near[place]
        written, _ = through.way(place)
        is_recorded = written is None or written.is_recorded
        return Table(
            str(node.namespace),
            node.name,
            near.hops,
            near.written is not None,
            "recorded" if is_recorded else "missing",
            is_possible=False,
            way=lambda: way_to_table(through, place),
        )

    found = [table(place, node) for place, node in tables.items()]
    return Radius(
        sorted(found, key=lambda one: (one.hops, one.namespace, one.name)),
        way,
        lambda key: sorted(tables[place].id for place in wrote.get(key, ()) if place in tables),
        is_graded=False,
    )


def _passed(cursor: duckdb.DuckDBPyConnection, through: _Spread) -> dict[VersionKey, Json]:
    """Versions that are on the way to others, or to tables: as `radius_versions` has them."""
    wanted = {near.written.model for near in through.near.values() if near.written}
    cursor.execute(
        "create or replace temp table radius_writing as select unnest($1::varchar[]) as namespace, "
        "unnest($2::varchar[]) as name, unnest($3::varchar[]) as version",
        [list(column) for column in zip(*wanted, strict=True)] or [[], [], []],
    )
    rows = records(cursor, "radius_passed")
    return {VersionKey(row["namespace"], row["name"], row["version"]): row for row in rows}


def _places_of_models(cursor: duckdb.DuckDBPyConnection, graph: Graph) -> set[int]:
    rows = cursor.execute(
        "select distinct hash('dataset', model_namespace, model_name) from names_of_models"
    ).fetchall()
    return {place for (number,) in rows if (place := graph.place(number)) is not None}


def _reach_tables(cursor: duckdb.DuckDBPyConnection, tables: Mapping[Node, int]) -> None:
    """Keep these tables as what is reached now, and who lists them."""
    cursor.execute(
        "create or replace temp table reached_tables as select unnest($1::varchar[]) as namespace, "
        "unnest($2::varchar[]) as name, unnest($3::integer[]) as hops",
        [
            [node.namespace for node in tables],
            [node.name for node in tables],
            list(tables.values()),
        ],
    )
    keep_file(cursor, "reached_names")
    if tables:
        keep_model_reads(cursor, "select namespace, name from reached_names")
    else:
        # Versions that a registry named may be known by now.
        keep_file(cursor, "model_reads")


def _written(cursor: duckdb.DuckDBPyConnection, graph: Graph) -> list[tuple[int, _Near]]:
    """Tables that were written with versions of the last round, where the graph says so too."""
    found = []
    flows: dict[int, set[int]] = {}
    for number, model, *key, hops, is_recorded, job_namespace, job_name in cursor.execute(
        sql("models/radius_tables")
    ).fetchall():
        place, from_place = graph.place(number), graph.place(model)
        if place is None or from_place is None:
            continue
        if from_place not in flows:
            flows[from_place] = _flows_to(graph, from_place)
        if place in flows[from_place]:
            job = Node("job", job_namespace, job_name) if job_name else None
            written = _Written(VersionKey(*key), job, is_recorded)
            found.append((place, _Near(hops, written=written)))
    return found


def _flows_to(graph: Graph, place: int) -> set[int]:
    """Where data flows from a dataset by way of one job."""
    of = graph.downstream.steps.of
    return {target for near in of(place) for target in (near, *of(near))}
