"""Ways in any graph: the tree of what is near, and the ways from a start to an end."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

T = TypeVar("T")

#: Beginnings of ways that are kept: a dense graph has more than anybody can wait for.
_MOST_BEGUN = 200_000


@dataclass(frozen=True, slots=True)
class Near(Generic[T]):
    """How a place is reached: in so many hops, from which one."""

    hops: int
    before: T | None


@dataclass(frozen=True, slots=True)
class Ways(Generic[T]):
    """Ways on which no place comes twice, the shortest first."""

    ways: tuple[tuple[T, ...], ...]
    #: There are more, or may be.
    is_truncated: bool


def tree(step: Callable[[T], Iterable[T]], starts: Iterable[T], most: int) -> dict[T, Near[T]]:
    """Every place within so many hops, the nearest first."""
    found: dict[T, Near[T]] = {start: Near(0, None) for start in starts}
    frontier = list(found)
    for hops in range(1, most + 1):
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
) -> Ways[T]:
    """Ways from any start to an end; those that pass an end go no further."""
    near = tree(step, starts, most_hops)
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
        _, _, _, way = heappop(begun)
        if left[way[-1]] == 0:
            found.append(way)
            continue
        for place in step(way[-1]):
            hops = len(way) + left[place] if place in left else most_hops + 1
            if hops <= most_hops and place not in way:
                heappush(begun, (hops, -len(way), number, (*way, place)))
                number += 1
    return Ways(tuple(found), bool(begun))


def _hops_left(
    step: Callable[[T], Iterable[T]], near: Mapping[T, Near[T]], ends: Iterable[T]
) -> dict[T, int]:
    """Fewest hops to an end, from each place that leads to one."""
    back: defaultdict[T, list[T]] = defaultdict(list)
    for place in near:
        for after in step(place):
            if after in near:
                back[after].append(place)
    return {
        place: found.hops
        for place, found in tree(lambda at: back.get(at, ()), ends, len(near)).items()
    }
