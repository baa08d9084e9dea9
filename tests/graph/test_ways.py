"""Trees and ways, in graphs as mappings."""

from __future__ import annotations

import time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from collector.graph.ways import Near, Ways, tree, way_to, ways

Graph = dict[int, list[int]]

DIAMOND: Graph = {0: [1, 2], 1: [3], 2: [3], 3: [4]}

GRAPHS = st.dictionaries(
    st.integers(0, 6), st.lists(st.integers(0, 6), unique=True, max_size=4), max_size=7
)


def all_ways(graph: Graph, way: tuple[int, ...], end: int) -> list[tuple[int, ...]]:
    """Every way on which no place comes twice, and that ends where it first comes to the end."""
    if way[-1] == end:
        return [way]
    nexts = [place for place in graph.get(way[-1], ()) if place not in way]
    return [longer for place in nexts for longer in all_ways(graph, (*way, place), end)]


def test_a_tree_has_the_hops_to_each_place_and_one_of_the_shortest_ways() -> None:
    near = tree(lambda place: DIAMOND.get(place, ()), [0], 10)
    assert near[4] == Near(3, 3)
    assert way_to(near, 4) == [0, 1, 3, 4]
    assert set(tree(lambda place: DIAMOND.get(place, ()), [0], 1)) == {0, 1, 2}


def test_ways_come_the_shortest_first() -> None:
    graph = DIAMOND | {0: [1, 2, 4]}
    assert ways(
        lambda place: graph.get(place, ()), [0], lambda place: place == 4, most_hops=5, limit=5
    ).ways == ((0, 4), (0, 1, 3, 4), (0, 2, 3, 4))


def test_a_limit_that_leaves_some_out_says_so() -> None:
    few = ways(lambda at: DIAMOND.get(at, ()), [0], lambda at: at == 4, most_hops=5, limit=1)
    assert (few.ways, few.is_truncated) == (((0, 1, 3, 4),), True)


def test_a_dense_graph_gives_its_first_ways_at_once() -> None:
    wide = 200

    def step(place: tuple[int, int]) -> list[tuple[int, int]]:
        layer, _ = place
        return [(layer + 1, number) for number in range(wide)] if layer < 20 else []

    begun = time.perf_counter()
    first = ways(step, [(0, 0)], lambda place: place == (20, 7), most_hops=50, limit=10)
    assert (len(first.ways), first.is_truncated) == (10, True)
    assert time.perf_counter() - begun < 5


@given(graph=GRAPHS, start=st.integers(0, 6), end=st.integers(0, 6))
def test_every_way_is_found_once(graph: Graph, start: int, end: int) -> None:
    made = ways(
        lambda place: graph.get(place, ()),
        [start],
        lambda place: place == end,
        most_hops=7,
        limit=10_000,
    )
    expected = all_ways(graph, (start,), end)
    assert sorted(made.ways) == sorted(expected)
    assert all(len(one) <= len(other) for one, other in pairwise(made.ways))
    assert not made.is_truncated


def test_ways_that_are_longer_are_not_told_but_that_there_are_some() -> None:
    graph: Graph = {0: [1, 2], 1: [3], 2: [4], 4: [3]}

    def found(most: int) -> tuple[tuple[tuple[int, ...], ...], bool]:
        made = ways(lambda at: graph.get(at, ()), [0], lambda at: at == 3, most_hops=most, limit=9)
        return made.ways, made.is_truncated

    assert found(1) == ((), True)
    assert found(2) == (((0, 1, 3),), True)
    assert found(3) == (((0, 1, 3), (0, 2, 4, 3)), False)


def test_where_nothing_leads_there_no_way_is_left_out() -> None:
    made = ways(lambda at: DIAMOND.get(at, ()), [4], lambda at: at == 0, most_hops=1, limit=9)
    assert made == Ways((), is_truncated=False)


def test_a_way_does_not_meet_twice_what_has_several_places() -> None:
    # 1 and 11 are places of one thing: 0 > 1 > 2 > 11 > 3 would meet it twice.
    graph: Graph = {0: [1], 1: [2, 3], 2: [11], 11: [3]}
    made = ways(
        lambda at: graph.get(at, ()),
        [0],
        lambda at: at == 3,
        most_hops=9,
        limit=9,
        thing=lambda at: at % 10,
    )
    assert made == Ways(((0, 1, 3),), is_truncated=False)


@given(graph=GRAPHS, start=st.integers(0, 6), end=st.integers(0, 6), most=st.integers(0, 6))
def test_ways_within_the_hops_are_told_and_others_said_to_be_there(
    graph: Graph, start: int, end: int, most: int
) -> None:
    made = ways(
        lambda place: graph.get(place, ()),
        [start],
        lambda place: place == end,
        most_hops=most,
        limit=10_000,
    )
    expected = all_ways(graph, (start,), end)
    within = [way for way in expected if len(way) <= most + 1]
    assert sorted(made.ways) == sorted(within)
    assert made.is_truncated >= (len(within) < len(expected))
    # Few beginnings are followed to their end.
    assert made.is_truncated == (len(within) < len(expected)) or sum(map(len, graph.values())) > 8
