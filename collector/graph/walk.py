"""Walks over a graph: which nodes are up and down from one, and how they hang together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from collector.graph.ways import behind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from collector.graph.adjacency import Directed, Graph
    from collector.graph.node import Node
    from collector.graph.reach import Reach

    #: Place to hops from the start.
    Distances = dict[int, int]

#: What says a link, by the bits of its number.
ORIGINS = ("explicit", "column", "product", "boundary")


@dataclass(frozen=True, slots=True)
class Reached:
    """A node that a walk came to."""

    node: Node
    #: Its place in the graph; None where the graph has nothing of it.
    place: int | None
    #: Hops from the start; None in a direction that the walk did not go, or did not find it in.
    upstream: int | None
    downstream: int | None
    #: Hops in whatever direction.
    distance: int
    #: Neighbours that are not shown.
    hidden_upstream: int
    hidden_downstream: int


@dataclass(frozen=True, slots=True)
class Link:
    """Data flows from one node to another, by way of others where only one kind is shown."""

    origin: Node
    destination: Node
    #: What says so; see `ORIGINS`.
    origins: tuple[str, ...]
    via: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Walk:
    """The nodes that were reached, nearest first, and the links between them."""

    start: Node
    nodes: tuple[Reached, ...]
    links: tuple[Link, ...]
    #: Nodes within the depth that are more than the limit allows.
    over_limit: int
    #: Nodes beyond the depth that are next to the others: that a longer walk comes to first.
    over_depth: int

    @property
    def is_truncated(self) -> bool:
        """There is more than is shown."""
        return bool(self.over_limit or self.over_depth)


def walk(graph: Graph, start: Node, number: int, reach: Reach) -> Walk:
    """The walk from a dataset or job, whose number this is."""
    place = graph.place(number)
    if place is None:
        upstream, downstream = (0 if name in _directions(reach) else None for name in _DIRECTED)
        return Walk(start, (Reached(start, None, upstream, downstream, 0, 0, 0),), (), 0, 0)
    seen = _seen(graph, place, reach)
    walks = {
        direction: _walked(seen, place, direction, _hops(reach.hops(direction), reach, start))
        for direction in _directions(reach)
    }
    within: Distances = {}
    for walked in walks.values():
        for node, distance in walked.distances.items():
            within[node] = min(distance, within.get(node, distance))
    more = _hops(1, reach, start) - _hops(0, reach, start)
    over_depth: set[int] = set()
    for walked in walks.values():
        over_depth |= _over_depth(seen, walked, within, more)
    names = dict(zip(within, graph.named(within), strict=True))
    by_name = sorted(within, key=names.__getitem__)
    nearest = sorted(by_name, key=lambda node: (node != place, within[node]))
    shown = {node: names[node] for node in nearest[: max(1, reach.limit)]}
    links, hidden = _links(seen, shown)
    up, down = (_distances(walks.get(direction)) for direction in _DIRECTED)
    return Walk(
        start,
        tuple(
            Reached(
                name,
                node,
                up.get(node),
                down.get(node),
                within[node],
                *hidden[node],
            )
            for node, name in shown.items()
        ),
        tuple(links),
        len(within) - len(shown),
        len(over_depth),
    )


_DIRECTED = ("upstream", "downstream")


def _directions(reach: Reach) -> tuple[str, ...]:
    return _DIRECTED if reach.direction == "both" else (reach.direction,)


def _hops(depth: int, reach: Reach, start: Node) -> int:
    """Hops from node to node of a walk of this depth."""
    if reach.direction != "connected" or reach.granularity != "all":
        return depth
    # From job to job, and to the datasets of the last jobs; first of all to the jobs of a dataset.
    return 2 * depth + (1 if start.kind == "job" else 2)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a walk sees of a graph; both masks have a byte for each job and dataset."""

    graph: Graph
    #: Of the kind that is shown, or the start.
    is_shown: bytes
    #: Of the namespaces that are asked for, or the start.
    is_within: bytes
    granularity: str


def _seen(graph: Graph, start: int, reach: Reach) -> _Seen:
    names = graph.names
    is_shown = bytearray(b"\1" * len(names))
    if reach.granularity != "all":
        is_shown = _mask(pc.equal(names["kind"], reach.granularity))
    is_within = bytearray(b"\1" * len(names))
    if reach.namespaces:
        inside = pc.is_in(names["namespace"], pa.array(reach.namespaces, names["namespace"].type))
        # Namespaces of datasets do not bound the jobs, nor those of jobs the datasets.
        kinds = pc.unique(names["kind"].filter(inside))
        bounded = pc.is_in(names["kind"], kinds) if len(kinds) == 1 else pa.scalar(value=True)
        is_within = _mask(pc.or_(inside, pc.invert(bounded)))
    is_shown[start] = is_within[start] = 1
    return _Seen(graph, bytes(is_shown), bytes(is_within), reach.granularity)


def _mask(of: pa.ChunkedArray) -> bytearray:
    mask = bytearray()
    for chunk in of.cast(pa.uint8()).chunks:
        mask += memoryview(chunk.buffers()[1])[chunk.offset : chunk.offset + len(chunk)]
    return mask


@dataclass(frozen=True, slots=True)
class _Walked:
    """What a walk in one direction came to."""

    direction: str
    #: Hops to each node that was reached; what is not shown is no hop.
    distances: Distances
    #: The places that it met, and those at which it ended for the depth.
    met: set[int]
    edge: list[int]


def _walked(seen: _Seen, start: int, direction: str, most: int) -> _Walked:
    step, nodes = _steps(seen.graph, direction)
    met = {start}
    distances = {start: 0}
    frontier = [start]
    for distance in range(1, most + 1):
        found: list[int] = []
        while frontier:
            for place in step(frontier.pop()):
                if place in met:
                    continue
                met.add(place)
                node = nodes[place]
                if not seen.is_within[node]:
                    continue
                if seen.is_shown[node]:
                    distances.setdefault(node, distance)
                    found.append(place)
                else:
                    frontier.append(place)
        frontier = found
        if not found:
            break
    return _Walked(direction, distances, met, frontier)


def _distances(walked: _Walked | None) -> Distances:
    return {} if walked is None else walked.distances


def _over_depth(seen: _Seen, walked: _Walked, within: Distances, hops: int) -> set[int]:
    """The next nodes that are not within the depth, so many hops from those that are.

    The way to them may go by nodes that are: reached in the other direction, or by another pass.
    """
    step, nodes = _steps(seen.graph, walked.direction)

    def is_passed(place: int) -> bool:
        return nodes[place] in within or not seen.is_shown[nodes[place]]

    def inside(place: int) -> Iterator[int]:
        return (near for near in step(place) if seen.is_within[nodes[near]])

    places: list[int] = []
    edge = walked.edge
    for _ in range(hops if edge else 0):
        edge = behind(inside, (*walked.met, *places), edge, is_passed)
        places += edge
    return {nodes[place] for place in places}


def _steps(graph: Graph, direction: str) -> tuple[Callable[[int], Iterable[int]], Sequence[int]]:
    """What comes after a place, and the node of each place."""
    if direction == "connected":
        return lambda place: (*graph.forward.of(place), *graph.backward.of(place)), range(
            len(graph.numbers)
        )
    directed: Directed = getattr(graph, direction)
    return directed.steps.of, directed.nodes


def _links(seen: _Seen, shown: dict[int, Node]) -> tuple[list[Link], dict[int, tuple[int, int]]]:
    """The links between what is shown; of each node, how many neighbours are not shown."""
    if 0 not in seen.is_shown:
        return _direct_links(seen.graph, shown)
    hidden: dict[int, tuple[int, int]] = {}
    between: dict[tuple[int, int], _Between] = {}
    for node in shown:
        after = _beyond(seen, node, seen.graph.downstream)
        before = _beyond(seen, node, seen.graph.upstream)
        hidden[node] = (len(before.keys() - shown), len(after.keys() - shown))
        between |= {(node, other): found for other, found in after.items() if other in shown}
    ways = list({way for found in between.values() for way in found.via})
    names = dict(zip(ways, seen.graph.named(ways), strict=True))
    links = [
        Link(
            shown[node],
            shown[other],
            _origins(found.said),
            tuple(sorted(names[way] for way in found.via)),
        )
        for (node, other), found in between.items()
    ]
    return _sorted(links), hidden


def _direct_links(
    graph: Graph, shown: dict[int, Node]
) -> tuple[list[Link], dict[int, tuple[int, int]]]:
    links: list[Link] = []
    hidden: dict[int, tuple[int, int]] = {}
    forward = graph.forward
    for node, name in shown.items():
        links += [
            Link(name, shown[other], _origins(said))
            for other, said in forward.told(node)
            if other in shown
        ]
        hidden[node] = (
            sum(other not in shown for other in graph.backward.of(node)),
            sum(other not in shown for other in forward.of(node)),
        )
    return _sorted(links), hidden


def _sorted(links: list[Link]) -> list[Link]:
    return sorted(links, key=attrgetter("origin", "destination"))


@dataclass(slots=True)
class _Between:
    """What is between two nodes that are shown."""

    #: What a way comes to first of all.
    via: set[int]
    #: What says so, as the graph has it.
    said: int = 0


def _beyond(seen: _Seen, start: int, directed: Directed) -> dict[int, _Between]:
    """The next nodes that are shown, with what is between."""
    nodes = directed.nodes
    found: dict[int, _Between] = {}
    known = {start}
    ways = [(place, nodes[place], said) for place, said in directed.steps.told(start)]
    while ways:
        place, via, said = ways.pop()
        node = nodes[place]
        if seen.is_shown[node]:
            if node != start:
                between = found.setdefault(node, _Between(set()))
                between.via |= {via} - {node}
                between.said |= said
        elif place not in known:
            known.add(place)
            # That a job reads a dataset is said by all that it makes of it: of what goes on from
            # there each says that for itself.
            before = said if seen.granularity == "job" else 0
            ways += [(after, via, before | more) for after, more in directed.steps.told(place)]
    return found


@cache
def _origins(said: int) -> tuple[str, ...]:
    return tuple(origin for bit, origin in enumerate(ORIGINS) if said >> bit & 1)
