"""What is told of lineage, as values, and as pictures of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from collector.graph.drawing import MOST_BOXES, Box, Picture, dot, mermaid, svg

if TYPE_CHECKING:
    from datetime import datetime

    import networkx as nx

    Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is not shown: nodes over the limit, and the next ones beyond the depth."""

    over_limit: int
    over_depth: int


@dataclass(frozen=True, slots=True)
class LineageNode:
    """A dataset or job, with how far it is."""

    id: str
    #: dataset or job.
    kind: str
    namespace: str
    name: str
    #: Hops from the start, whatever the direction, and up and down from it; None where it is not.
    distance: int
    upstream: int | None
    downstream: int | None
    #: Neighbours that are not shown.
    hidden_upstream: int
    hidden_downstream: int
    #: What the collector says of it, under the names of Marquez.
    data: Json = field(repr=False)


@dataclass(frozen=True, slots=True)
class LineageEdge:
    """Data flows from one node to another, by way of others where only one kind is shown."""

    origin: str
    destination: str
    #: What says so: explicit, column, product or boundary.
    origins: tuple[str, ...]
    via: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Transformation:
    """How a column is made of another; None where that is not said."""

    type: str | None
    subtype: str | None
    description: str | None
    masking: bool | None
    #: What says so.
    origin: str


@dataclass(frozen=True, slots=True)
class ColumnNode:
    """A column, with how far it is; a dataset where all its columns go into one."""

    id: str
    namespace: str
    dataset: str
    #: None where it is a dataset.
    field: str | None
    #: Its type, empty where that is not told.
    type: str
    distance: int
    upstream: int | None
    downstream: int | None


@dataclass(frozen=True, slots=True)
class ColumnEdge:
    """A column, or a dataset as a whole, goes into a column."""

    origin: str
    destination: str
    transformations: tuple[Transformation, ...]


class _Drawn(ABC):
    """What can be drawn: a graph from some starts on."""

    __slots__ = ()

    @property
    @abstractmethod
    def picture(self) -> Picture:
        """Boxes and arrows."""

    def to_mermaid(self) -> str:
        """The text of a Mermaid flowchart."""
        return mermaid(self.picture)

    def to_dot(self) -> str:
        """The text of a Graphviz digraph."""
        return dot(self.picture)

    def to_svg(self) -> str:
        """A picture that stands alone; at most of its first nodes."""
        return svg(self.picture)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        picture = self.picture
        rest = len(picture.boxes) - MOST_BOXES
        note = f"<p>{rest:,} more are not drawn.</p>" if rest > 0 else ""
        return f'<div style="overflow:auto">{svg(picture)}</div>{note}'


@dataclass(frozen=True, slots=True)
class Lineage(_Drawn):
    """Datasets and jobs around one of them, and the edges between them."""

    start: str
    #: By their ids.
    nodes: tuple[LineageNode, ...]
    edges: tuple[LineageEdge, ...]
    #: There is more than is here.
    truncated: bool
    hidden: Hidden

    @property
    def picture(self) -> Picture:
        """Boxes and arrows."""
        return Picture(
            [Box(node.id, node.kind, node.name, node.namespace) for node in self.nodes],
            [(edge.origin, edge.destination) for edge in self.edges],
            (self.start,),
        )

    def to_networkx(self) -> nx.DiGraph:
        """A directed graph of networkx, which has to be installed; the nodes are ids."""
        graph = _networkx()
        for node in self.nodes:
            graph.add_node(node.id, **_attributes(node))
        for edge in self.edges:
            graph.add_edge(edge.origin, edge.destination, origins=edge.origins, via=edge.via)
        return graph


@dataclass(frozen=True, slots=True)
class ColumnLineage(_Drawn):
    """Columns around one of them, or around all of a dataset or job, and the edges between them."""

    start: tuple[str, ...]
    #: By their ids.
    nodes: tuple[ColumnNode, ...]
    edges: tuple[ColumnEdge, ...]
    truncated: bool
    hidden: Hidden

    @property
    def picture(self) -> Picture:
        """Boxes and arrows."""
        return Picture(
            [_column_box(node) for node in self.nodes],
            [(edge.origin, edge.destination) for edge in self.edges],
            self.start,
        )

    def to_networkx(self) -> nx.DiGraph:
        """A directed graph of networkx, which has to be installed; the nodes are ids."""
        graph = _networkx()
        for node in self.nodes:
            graph.add_node(node.id, **_attributes(node))
        for edge in self.edges:
            graph.add_edge(edge.origin, edge.destination, transformations=edge.transformations)
        return graph


@dataclass(frozen=True, slots=True)
class Affected:
    """A node downstream of another, and one of the shortest ways there."""

    id: str
    kind: str
    namespace: str
    name: str
    #: Only of a column.
    field: str | None
    distance: int
    path: tuple[str, ...]
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """Everything downstream of a node, the nearest first."""

    start: str
    affected: tuple[Affected, ...]
    #: Those that are not here among them.
    total_count: int
    truncated: bool


@dataclass(frozen=True, slots=True)
class Paths:
    """The ways that data takes from one node to another, the shortest first."""

    origin: str
    destination: str
    #: Ids of the nodes of each way.
    paths: tuple[tuple[str, ...], ...]
    truncated: bool


@dataclass(frozen=True, slots=True)
class RunInput:
    """A dataset that a run read."""

    namespace: str
    name: str
    #: None where nothing tells it.
    version: str | None
    #: The run that had written it.
    produced_by: str | None
    #: No version was recorded: it is the last run that wrote before this one started.
    inferred: bool


@dataclass(frozen=True, slots=True)
class UpstreamRun:
    """A run, and how many runs it is away."""

    run_id: str
    job_namespace: str | None
    job_name: str | None
    job_version: str | None
    state: str | None
    started_at: datetime | None
    ended_at: datetime | None
    inputs: tuple[RunInput, ...]
    distance: int


def _column_box(node: ColumnNode) -> Box:
    if node.field is None:
        return Box(node.id, "dataset", node.dataset, node.namespace)
    return Box(node.id, "datasetField", node.field, node.dataset)


def _networkx() -> nx.DiGraph:
    # Imported here: it need not be installed.
    import networkx as nx

    return nx.DiGraph()


def _attributes(node: LineageNode | ColumnNode) -> Json:
    """What is told of a node beside its id."""
    return {row.name: getattr(node, row.name) for row in fields(node) if row.name != "id"}
