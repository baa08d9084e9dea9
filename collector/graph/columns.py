"""Walks from column to column: over the transformations that column lineage tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from collector.graph.adjacency import number_of
from collector.graph.node import Node
from collector.graph.told import fields_of
from collector.graph.ways import Near, behind, tree
from collector.store.moment import at_one_moment
from collector.store.statements import reading, sql

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    import duckdb

    from collector.graph.adjacency import Graph
    from collector.graph.reach import Reach


@dataclass(frozen=True, slots=True, order=True)
class Transformation:
    """How a column is made of another; what is not said is None."""

    type: str | None
    subtype: str | None
    description: str | None
    masking: bool | None
    origin: str


@dataclass(frozen=True, slots=True)
class ColumnLink:
    """A column, or a whole dataset, that a column is made of."""

    origin: Node
    destination: Node
    transformations: tuple[Transformation, ...]


@dataclass(frozen=True, slots=True)
class ReachedColumn:
    """A column that a walk came to; a dataset where all its columns go into one."""

    node: Node
    upstream: int | None
    downstream: int | None
    distance: int


@dataclass(frozen=True, slots=True)
class ColumnWalk:
    """The columns that were reached, nearest first, and the links between them."""

    starts: tuple[Node, ...]
    nodes: tuple[ReachedColumn, ...]
    links: tuple[ColumnLink, ...]
    #: Of the datasets: their columns, with types where they are told.
    schemas: dict[Node, dict[str, str | None]]
    over_limit: int
    over_depth: int

    @property
    def is_truncated(self) -> bool:
        """There is more than is shown."""
        return bool(self.over_limit or self.over_depth)


@dataclass(frozen=True, slots=True)
class Columns:
    """Links between columns, from either end."""

    links: dict[tuple[Node, Node], set[Transformation]]
    #: By destination, and by origin.
    before: dict[Node, list[Node]]
    after: dict[Node, list[Node]]
    #: By dataset: its columns that are made of something.
    made: dict[Node, list[Node]]
    #: What the job makes that the walk starts at.
    of_job: set[Node]
    #: Of datasets near by: their columns, with types where they are told.
    schemas: dict[Node, dict[str, str | None]]

    def add(self, origin: Node, destination: Node, how: Transformation) -> None:
        """Take a link in."""
        known = self.links.setdefault((origin, destination), set())
        if not known:
            if destination not in self.before and destination.field is not None:
                self.made.setdefault(dataset_of(destination), []).append(destination)
            self.before.setdefault(destination, []).append(origin)
            self.after.setdefault(origin, []).append(destination)
        known.add(how)

    @property
    def up(self) -> ColumnSteps:
        """To what a column is made of; or any column of a dataset that goes into one as a whole."""
        return ColumnSteps("upstream", self.before, self._made_of)

    @property
    def down(self) -> ColumnSteps:
        """To what is made of a column, or of its dataset as a whole."""
        return ColumnSteps("downstream", self.after, self._whole_of)

    def _made_of(self, node: Node) -> Sequence[Node]:
        return self.made.get(node, ()) if node.field is None else ()

    def _whole_of(self, node: Node) -> Sequence[Node]:
        whole = dataset_of(node)
        return (whole,) if node.field is not None and whole in self.after else ()


@dataclass(frozen=True, slots=True)
class ColumnSteps:
    """One direction of walks over columns."""

    name: Literal["upstream", "downstream"]
    near: Mapping[Node, Sequence[Node]]
    #: What a walk comes to together with a node: the columns of a whole dataset, or the dataset.
    beside: Callable[[Node], Sequence[Node]]

    def of(self, node: Node) -> list[Node]:
        """What is next to a node, and to what stands beside it."""
        return [near for one in (node, *self.beside(node)) for near in self.near.get(one, ())]


def dataset_of(node: Node) -> Node:
    """The dataset that a column is in."""
    return Node("dataset", node.namespace, node.name)


def column_walk(
    cursor: duckdb.DuckDBPyConnection, graph: Graph, start: Node, reach: Reach
) -> ColumnWalk:
    """The walk from a column, from all columns of a dataset, or from those that a job writes."""
    columns = columns_near(cursor, graph, start, reach)
    starts = _starts(columns, start)
    walks = [
        direction
        for direction in (columns.up, columns.down)
        if reach.direction in {"both", direction.name}
    ]
    found = {
        direction.name: _walked(direction, starts, reach.hops(direction.name))
        for direction in walks
    }
    within: dict[Node, int] = {}
    for nodes in found.values():
        for node, near in nodes.items():
            within[node] = min(near.hops, within.get(node, near.hops))
    over_depth = {
        node
        for direction in walks
        for node in _over_depth(
            direction, found[direction.name], reach.hops(direction.name), within
        )
    }
    nearest = sorted(within, key=lambda node: (within[node], node.id))[: reach.limit]
    shown = set(nearest)
    return ColumnWalk(
        tuple(starts),
        tuple(
            ReachedColumn(
                node,
                _hops(found.get("upstream", {}), node),
                _hops(found.get("downstream", {}), node),
                within[node],
            )
            for node in nearest
        ),
        tuple(
            ColumnLink(origin, destination, tuple(sorted(how, key=repr)))
            for (origin, destination), how in sorted(columns.links.items())
            if origin in shown and destination in shown
        ),
        columns.schemas,
        len(within) - len(nearest),
        len(over_depth),
    )


def columns_near(
    cursor: duckdb.DuckDBPyConnection, graph: Graph, start: Node, reach: Reach
) -> Columns:
    """The links that a walk over columns can meet."""
    datasets = _datasets_near(cursor, graph, start, reach)
    with at_one_moment(cursor):
        return _columns(cursor, graph, datasets, start)


def _datasets_near(
    cursor: duckdb.DuckDBPyConnection, graph: Graph, start: Node, reach: Reach
) -> list[Node]:
    """Those that a walk over columns can meet, and perhaps more."""
    first = dataset_of(start) if start.kind == "datasetField" else start
    found = {first}
    place = graph.place(number_of(cursor, first))
    if place is not None:
        directed = {"upstream": graph.upstream, "downstream": graph.downstream}
        if reach.direction in directed:
            directed = {reach.direction: directed[reach.direction]}
        # From column to column it is two hops, by way of a job; what a job writes is one away.
        places = {
            one.nodes[near]
            for direction, one in directed.items()
            for near in tree(one.steps.of, [place], 2 * reach.hops(direction) + 1)
        }
        found.update(graph.named(places))
    return sorted(node for node in found if node.kind == "dataset")


def _columns(
    cursor: duckdb.DuckDBPyConnection, graph: Graph, datasets: Sequence[Node], start: Node
) -> Columns:
    cursor.execute(
        "create or replace temp table within as select unnest($1) as namespace, unnest($2) as name",
        [[node.namespace for node in datasets], [node.name for node in datasets]],
    )
    rows = _column_lines(cursor, graph)
    schemas = fields_of(cursor, datasets)
    fields = {dataset: list(types) for dataset, types in schemas.items()}
    for row in rows:
        for namespace, name, field in (row[:3], row[3:6]):
            known = fields.setdefault(Node("dataset", namespace, name), [])
            if field is not None and field not in known:
                known.append(field)
    columns = Columns({}, {}, {}, {}, set(), schemas)
    for row in rows:
        origin = _column(*row[:3])
        # Where all columns depend on the source, each that is known does; else the whole dataset.
        targets = [row[5]]
        if row[5] is None:
            targets = fields[Node("dataset", row[3], row[4])] or [None]
        is_of_start = start == Node("job", row[11], row[12])
        for field in targets:
            destination = _column(row[3], row[4], field)
            columns.add(origin, destination, Transformation(*row[6:11]))
            if is_of_start:
                columns.of_job.add(destination)
    return columns


def _column_lines(cursor: duckdb.DuckDBPyConnection, graph: Graph) -> list[tuple[Any, ...]]:
    links = "from folds.lineage_links"
    cursor.register("chosen", graph.pictures)
    if graph.former_links is not None:
        cursor.register("former_links", graph.former_links)
        links += " union all by name from former_links"
    lines = reading({"lineage_links": links}, sql("graph/column_lines"))
    rows = cursor.execute(lines).fetchall()
    cursor.unregister("chosen")
    cursor.unregister("former_links")
    return rows


def _column(namespace: str, name: str, field: str | None) -> Node:
    return Node("dataset" if field is None else "datasetField", namespace, name, field)


def _starts(columns: Columns, start: Node) -> list[Node]:
    if start.kind == "datasetField":
        return [start]
    if start.kind == "job":
        return sorted(columns.of_job)
    told = {_column(*_pair(start), field) for field in columns.schemas.get(start, ())}
    linked = {node for pair in columns.links for node in pair if dataset_of(node) == start}
    return sorted(told | linked)


def _walked(steps: ColumnSteps, starts: Sequence[Node], most: int) -> dict[Node, Near[Node]]:
    """A tree, with what is reached together with its nodes."""
    found = tree(steps.of, starts, most)
    for node, near in list(found.items()):
        for other in steps.beside(node):
            found.setdefault(other, near)
    return found


def _over_depth(
    steps: ColumnSteps, found: Mapping[Node, Near[Node]], most: int, within: Collection[Node]
) -> set[Node]:
    """The next nodes that are not within the depth, also by way of those that are."""
    edge = [node for node, near in found.items() if near.hops == most]
    nodes = behind(steps.of, found, edge, within.__contains__)
    return {other for node in nodes for other in (node, *steps.beside(node))}.difference(within)


def _pair(node: Node) -> tuple[str, str]:
    return str(node.namespace), node.name


def _hops(found: Mapping[Node, Near[Node]], node: Node) -> int | None:
    near = found.get(node)
    return near.hops if near else None
