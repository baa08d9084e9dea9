"""Ways in any graph: the tree of what is near, and the ways from a start to an end."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

T = TypeVar("T")

#: Beginnings of ways that are kept: a dense graph has more than anybody can wait for.
_MOST_BEGUN = 200_000

#: Beginnings that are followed to see whether they lead anywhere.
_MOST_TRIED = 20


@dataclass(frozen=True, slots=True)
class Near(Generic[T]):
    """How a place is reached: in so many hops, from which one."""

    hops: int
    before: T | None


@dataclass(frozen=True, slots=True)
class Ways(Generic[T]):
    """Ways on which nothing comes twice, the shortest first."""

    ways: tuple[tuple[T, ...], ...]
    #: There are more, or may be.
    is_truncated: bool


def tree(
    step: Callable[[T], Iterable[T]], starts: Iterable[T], most: int | None
) -> dict[T, Near[T]]:
    """Every place within so many hops, or every one at all, the nearest first."""
    found: dict[T, Near[T]] = {start: Near(0, None) for start in starts}
    frontier = list(found)
    for hops in count(1) if most is None else range(1, most + 1):
        reached: list[T] = []
        for place in frontier:
            for near in step(place):
                if near not in found:
                    found[near] = Near(hops, place)
                    reached.append(near)
        if not reached:
            break
        frontier = reached
    return found


def behind(
    step: Callable[[T], Iterable[T]],
    known: Iterable[T],
    edge: Iterable[T],
    is_passed: Callable[[T], bool],
) -> list[T]:
    """The next places behind the edge of what is known, and behind those that are passed."""
    met = set(known)
    frontier = list(edge)
    found: list[T] = []
    while frontier:
        for place in step(frontier.pop()):
            if place not in met:
                met.add(place)
                (frontier if is_passed(place) else found).append(place)
    return found


def way_to(found: Mapping[T, Near[T]], place: T) -> list[T]:
    """One of the shortest ways to a place of a tree."""
    way = [place]
    while (before := found[way[-1]].before) is not None:
        way.append(before)
    return way[::-1]


def ways(
    step: Callable[[T], Iterable[T]],
    starts: Collection[T],
    is_end: Callable[[T], bool],
    *,
    most_hops: int,
    limit: int,
    thing: Callable[[T], object] = lambda place: place,
) -> Ways[T]:
    """Ways from any start to an end; those that pass an end go no further.

    `thing` tells what is at a place: no way meets it twice, at whatever places.
    """
    near = tree(step, starts, None)
    left = _hops_left(step, near, [place for place in near if is_end(place)])
    # By the hops of the whole way; of equal ones the longest beginning, so that one comes to its
    # end before the next is begun; the number keeps the order in which they were begun.
    begun: list[tuple[int, int, int, tuple[T, ...]]] = []
    number = 0
    for start in starts:
        if start in left:
            heappush(begun, (left[start], 0, number, (start,)))
            number += 1
    found: list[tuple[T, ...]] = []
    while begun and len(found) < limit and number < _MOST_BEGUN:
        if begun[0][0] > most_hops:
            return Ways(tuple(found), _lead_on(step, [way for *_, way in begun], left, thing))
        *_, way = heappop(begun)
        if left[way[-1]] == 0:
            found.append(way)
            continue
        met = {thing(place) for place in way}
        for place in step(way[-1]):
            if place in left and thing(place) not in met:
                heappush(begun, (len(way) + left[place], -len(way), number, (*way, place)))
                number += 1
    return Ways(tuple(found), bool(begun))


def _lead_on(
    step: Callable[[T], Iterable[T]],
    begun: Sequence[tuple[T, ...]],
    left: Mapping[T, int],
    thing: Callable[[T], object],
) -> bool:
    """Whether beginnings of ways lead to an end; or may do, where they are many."""
    return len(begun) > _MOST_TRIED or any(_leads_on(step, way, left, thing) for way in begun)


def _leads_on(
    step: Callable[[T], Iterable[T]],
    way: tuple[T, ...],
    left: Mapping[T, int],
    thing: Callable[[T], object],
) -> bool:
    met = {thing(place) for place in way}

    def ahead(place: T) -> Iterator[T]:
        return (near for near in step(place) if near in left and thing(near) not in met)

    return any(left[place] == 0 for place in tree(ahead, way[-1:], None))


def _hops_left(
    step: Callable[[T], Iterable[T]], near: Mapping[T, Near[T]], ends: Iterable[T]
) -> dict[T, int]:
    """Fewest hops to an end, from each place that leads to one."""
    back: defaultdict[T, list[T]] = defaultdict(list)
    for place in near:
        for after in step(place):
            back[after].append(place)
    return {
        place: found.hops for place, found in tree(lambda at: back.get(at, ()), ends, None).items()
    }
