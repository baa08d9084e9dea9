"""The ways between two nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.graph.story import columns, dataset, flows, node, ran, short

if TYPE_CHECKING:
    from tests.graph.story import World

Json = dict[str, Any]

#: Two ways from a to d, one of them shorter.
FORK = (
    ran("A", "a", "b"),
    ran("B", "b", "d"),
    ran("C", "a", "c"),
    ran("D", "c", "e"),
    ran("E", "e", "d"),
)


def paths(world: World, start: str, end: str, **query: object) -> Json:
    return world.ask("paths", **{"from": node(start), "to": node(end)}, **query)


def told(answer: Json) -> list[str]:
    return [">".join(short(step) for step in path) for path in answer["paths"]]


def test_all_ways_are_told_the_shortest_first(world: World) -> None:
    world.accept(*FORK)

    answer = paths(world, "a", "d")
    assert told(answer) == ["a>A>b>B>d", "a>C>c>D>e>E>d"]
    assert (answer["origin"], answer["destination"]) == (node("a"), node("d"))
    assert answer["truncated"] is False


def test_where_data_flows_the_other_way_the_ends_are_told_so(world: World) -> None:
    world.accept(*FORK)

    answer = paths(world, "b", "A")
    assert told(answer) == ["A>b"]
    assert (answer["origin"], answer["destination"]) == (node("A"), node("b"))


def test_where_no_data_flows_there_is_no_way(world: World) -> None:
    world.accept(*FORK)

    answer = paths(world, "b", "c")
    assert (answer["paths"], answer["truncated"]) == ([], False)
    assert (answer["origin"], answer["destination"]) == (node("b"), node("c"))


def test_a_way_does_not_pass_a_job_to_what_does_not_come_of_it(world: World) -> None:
    world.accept(ran("J", "a b", "x y", lineage=flows(x="a", y="b")))

    assert told(paths(world, "a", "x")) == ["a>J>x"]
    assert told(paths(world, "a", "y")) == []
    assert told(paths(world, "J", "y")) == ["J>y"]


def test_depth_and_limit_bound_the_ways(world: World) -> None:
    world.accept(*FORK)

    assert told(paths(world, "a", "d", depth=4)) == ["a>A>b>B>d"]
    few = paths(world, "a", "d", limit=1)
    assert (told(few), few["truncated"]) == (["a>A>b>B>d"], True)


def test_a_cycle_is_not_walked_twice(world: World) -> None:
    world.accept(ran("A", "a", "b"), ran("B", "b", "a"), ran("C", "b", "c"))

    assert told(paths(world, "a", "c")) == ["a>A>b>C>c"]


def test_ways_between_columns_go_over_columns(world: World) -> None:
    b = dataset("b", columnLineage=columns(x="a.x", y="a.x"))
    c = dataset("c", columnLineage=columns(z="b.x b.y"))
    world.accept(ran("A", "a", [b]), ran("B", "b", [c]))

    assert told(paths(world, "a.x", "c.z")) == ["a.x>b.x>c.z", "a.x>b.y>c.z"]
    assert told(paths(world, "c.z", "a.x")) == ["a.x>b.x>c.z", "a.x>b.y>c.z"]


def test_a_column_and_a_dataset_have_no_ways_between_them(world: World) -> None:
    world.accept(ran("A", "a", [dataset("b", columnLineage=columns(x="a.x"))]))

    status, answer = world.answer("paths", **{"from": node("a"), "to": node("b.x")})
    assert (status, answer["title"]) == (400, "Bad Request")


def test_ways_of_another_time_are_those_of_its_lineage(world: World) -> None:
    world.accept(ran("J", "a", "b"), ran("J", "c", "b", at="12:00"))

    assert told(paths(world, "a", "b")) == []
    assert told(paths(world, "a", "b", history="all")) == ["a>J>b"]
    assert told(paths(world, "a", "b", asOf="2026-01-01T11:00:00Z")) == ["a>J>b"]
