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


def test_ways_that_are_longer_than_the_depth_are_said_to_be_there(world: World) -> None:
    world.accept(*FORK)

    near = paths(world, "a", "d", depth=4)
    assert (told(near), near["truncated"]) == (["a>A>b>B>d"], True)
    none = paths(world, "a", "d", depth=3)
    assert (told(none), none["truncated"]) == ([], True)
    assert (none["origin"], none["destination"]) == (node("a"), node("d"))
    assert paths(world, "a", "d", depth=6)["truncated"] is False


def test_the_other_direction_is_not_told_where_a_longer_way_leads_there(world: World) -> None:
    world.accept(ran("A", "s", "x"), ran("B", "x", "s"))

    answer = paths(world, "s", "B", depth=2)
    assert (told(answer), answer["truncated"]) == ([], True)
    assert answer["origin"] == node("s")
    assert told(paths(world, "s", "B", depth=3)) == ["s>A>x>B"]


def test_columns_have_longer_ways_too(world: World) -> None:
    b = dataset("b", columnLineage=columns(i="a.i"))
    c = dataset("c", columnLineage=columns(i="b.i"))
    d = dataset("d", columnLineage=columns(i="c.i"))
    world.accept(ran("A", "a", [b]), ran("B", "b", [c]), ran("C", "c", [d]))

    answer = paths(world, "a.i", "d.i", depth=1)
    assert (told(answer), answer["truncated"]) == ([], True)
    assert told(paths(world, "d.i", "a.i", depth=3)) == ["a.i>b.i>c.i>d.i"]


def test_a_way_does_not_meet_a_job_twice(world: World) -> None:
    # J keeps apart what comes of a and of c, so that it can be passed from both.
    world.accept(
        ran("J", "a c", "b x", lineage=flows(b="a", x="a c")),
        ran("K", "b", "c"),
    )

    answer = paths(world, "a", "x")
    assert (told(answer), answer["truncated"]) == (["a>J>x"], False)


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
