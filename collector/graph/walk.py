"""Walks over a graph: which nodes are up and down from one, and how they hang together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

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
    #: Nodes that one hop more would reach.
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
    found = {
        direction: _distances(seen, place, direction, _hops(reach.depth + 1, reach, start))
        for direction in _directions(reach)
    }
    distances: Distances = {}
    for nodes in found.values():
        for node, distance in nodes.items():
            distances[node] = min(distance, distances.get(node, distance))
    most = _hops(reach.depth, reach, start)
    within = [node for node, distance in distances.items() if distance <= most]
    names = dict(zip(within, graph.named(within), strict=True))
    by_name = sorted(within, key=names.__getitem__)
    nearest = sorted(by_name, key=lambda node: (node != place, distances[node]))
    shown = {node: names[node] for node in nearest[: max(1, reach.limit)]}
    links, hidden = _links(seen, shown)
    up, down = (found.get(direction, {}) for direction in _DIRECTED)
    return Walk(
        start,
        tuple(
            Reached(
                name,
                node,
                up.get(node),
                down.get(node),
                distances[node],
                *hidden[node],
            )
            for node, name in shown.items()
        ),
        tuple(links),
        len(within) - len(shown),
        len(distances) - len(within),
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
    return _Seen(graph, bytes(is_shown), bytes(is_within))


def _mask(of: pa.ChunkedArray) -> bytearray:
    mask = bytearray()
    for chunk in of.cast(pa.uint8()).chunks:
        mask += memoryview(chunk.buffers()[1])[chunk.offset : chunk.offset + len(chunk)]
    return mask


def _distances(seen: _Seen, start: int, direction: str, most: int) -> Distances:
    """Hops to each node that is reached; what is not shown is no hop."""
    step, nodes = _steps(seen.graph, direction)
    known = {start}
    distances = {start: 0}
    frontier = [start]
    for distance in range(1, most + 1):
        found: list[int] = []
        while frontier:
            for place in step(frontier.pop()):
                if place in known:
                    continue
                known.add(place)
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
    return distances


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
    between: dict[tuple[int, int], set[int]] = {}
    for node in shown:
        after = _beyond(seen, node, "downstream")
        before = _beyond(seen, node, "upstream")
        hidden[node] = (len(before.keys() - shown), len(after.keys() - shown))
        between |= {(node, other): via for other, via in after.items() if other in shown}
    ways = list(set().union(*between.values()))
    names = dict(zip(ways, seen.graph.named(ways), strict=True))
    links = [
        Link(shown[node], shown[other], ORIGINS[3:], tuple(sorted(names[way] for way in via)))
        for (node, other), via in between.items()
    ]
    return _sorted(links), hidden


def _direct_links(
    graph: Graph, shown: dict[int, Node]
) -> tuple[list[Link], dict[int, tuple[int, int]]]:
    links: list[Link] = []
    hidden: dict[int, tuple[int, int]] = {}
    forward = graph.forward
    for node, name in shown.items():
        begin, end = forward.offsets[node], forward.offsets[node + 1]
        after = forward.targets[begin:end]
        links += [
            Link(name, shown[other], _origins(said))
            for other, said in zip(after, forward.said[begin:end], strict=True)
            if other in shown
        ]
        hidden[node] = (
            sum(other not in shown for other in graph.backward.of(node)),
            sum(other not in shown for other in after),
        )
    return _sorted(links), hidden


def _sorted(links: list[Link]) -> list[Link]:
    return sorted(links, key=attrgetter("origin", "destination"))


def _beyond(seen: _Seen, start: int, direction: str) -> dict[int, set[int]]:
    """The next nodes that are shown, and what lies between, first of all."""
    step, nodes = _steps(seen.graph, direction)
    found: dict[int, set[int]] = {}
    known = {start}
    ways = [(place, nodes[place]) for place in step(start)]
    while ways:
        place, via = ways.pop()
        node = nodes[place]
        if seen.is_shown[node]:
            if node != start:
                found.setdefault(node, set()).update({via} - {node})
        elif place not in known:
            known.add(place)
            ways += [(after, via) for after in step(place)]
    return found


@cache
def _origins(said: int) -> tuple[str, ...]:
    return tuple(origin for bit, origin in enumerate(ORIGINS) if said >> bit & 1)
