"""What a change would affect: a flat list, with ways and owners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.graph.story import NAMESPACE, columns, dataset, flows, node, ran, schema, short

if TYPE_CHECKING:
    from tests.graph.story import World

Json = dict[str, Any]

OWNED = dataset("c", ownership={"owners": [{"name": "team:sales"}, {"name": "me"}]})
CHAIN = (ran("A", "a", "b"), ran("B", "b", [OWNED], ownership={"owners": [{"name": "you"}]}))


def impact(world: World, start: str, **query: object) -> Json:
    return world.ask("impact", nodeId=node(start), **query)


def affected(answer: Json) -> str:
    return " ".join(short(found["nodeId"]) for found in answer["affected"])


def test_everything_downstream_is_listed_the_nearest_first(world: World) -> None:
    world.accept(*CHAIN)

    answer = impact(world, "a")
    assert affected(answer) == "A b B c"
    assert [found["distance"] for found in answer["affected"]] == [1, 2, 3, 4]
    assert (answer["nodeId"], answer["totalCount"], answer["truncated"]) == (node("a"), 4, False)


def test_each_has_one_of_the_shortest_ways_and_its_owners(world: World) -> None:
    world.accept(*CHAIN)

    assert impact(world, "b")["affected"] == [
        {
            "nodeId": node("B"),
            "kind": "job",
            "namespace": NAMESPACE,
            "name": "B",
            "field": None,
            "distance": 1,
            "path": [node("b"), node("B")],
            "owners": ["you"],
            "isModel": False,
        },
        {
            "nodeId": node("c"),
            "kind": "dataset",
            "namespace": NAMESPACE,
            "name": "c",
            "field": None,
            "distance": 2,
            "path": [node("b"), node("B"), node("c")],
            "owners": ["team:sales", "me"],
            "isModel": False,
        },
    ]


def test_depth_and_limit_bound_the_list_and_tell_of_what_is_beyond(world: World) -> None:
    world.accept(*CHAIN)

    near = impact(world, "a", depth=2)
    assert (affected(near), near["totalCount"], near["truncated"]) == ("A b", 2, True)
    assert near["hidden"] == {"overLimit": 0, "overDepth": 1}
    few = impact(world, "a", limit=1)
    assert (affected(few), few["totalCount"], few["truncated"]) == ("A", 4, True)
    assert few["hidden"] == {"overLimit": 3, "overDepth": 0}
    assert impact(world, "a", limit=0)["totalCount"] == 4


def test_what_is_behind_a_node_that_is_listed_is_over_the_depth(world: World) -> None:
    # J is met at once, and by c again, where it goes on to z.
    world.accept(ran("J", "s c", "x z", lineage=flows(x="s", z="c")), ran("C", "s", "c"))

    near = impact(world, "s", depth=2)
    assert (affected(near), near["truncated"]) == ("C J c x", True)
    assert near["hidden"] == {"overLimit": 0, "overDepth": 1}
    datasets = impact(world, "s", depth=0, granularity="dataset")
    assert (datasets["truncated"], datasets["hidden"]["overDepth"]) == (True, 2)


def test_one_kind_alone_is_listed_with_ways_over_both(world: World) -> None:
    world.accept(*CHAIN)

    assert affected(impact(world, "a", granularity="job")) == "A B"
    answer = impact(world, "a", granularity="dataset")
    assert affected(answer) == "b c"
    assert [short(step) for step in answer["affected"][1]["path"]] == ["a", "A", "b", "B", "c"]


def test_what_does_not_flow_there_is_not_affected(world: World) -> None:
    world.accept(ran("J", "a b", "x y", lineage=flows(x="a", y="b")))

    assert affected(impact(world, "b")) == "J y"
    assert affected(impact(world, "J")) == "x y"


def test_a_node_is_not_affected_by_itself_through_a_cycle(world: World) -> None:
    world.accept(ran("A", "a", "b"), ran("B", "b", "a"))

    assert affected(impact(world, "a")) == "A b B"


def test_of_a_column_the_columns_are_affected_with_the_owners_of_their_datasets(
    world: World,
) -> None:
    owned = dataset(
        "c", ownership={"owners": [{"name": "me"}]}, columnLineage=columns(z="b.y", w="b.other")
    )
    b = dataset("b", schema=schema("y"), columnLineage=columns(y="a.x"))
    world.accept(ran("A", "a", [b]), ran("B", "b", [owned]))

    answer = impact(world, "a.x")
    assert affected(answer) == "b.y c.z"
    last = answer["affected"][-1]
    assert (last["kind"], last["field"], last["owners"]) == ("datasetField", "z", ["me"])
    assert last["path"] == [node("a.x"), node("b.y"), node("c.z")]
    assert impact(world, "a.x", depth=1)["hidden"]["overDepth"] == 1


def test_nothing_is_affected_by_what_nothing_reads(world: World) -> None:
    world.accept(ran("J", (), "a"))

    answer = impact(world, "a")
    assert (answer["affected"], answer["totalCount"], answer["truncated"]) == ([], 0, False)


def test_what_was_read_once_is_affected_with_all_history(world: World) -> None:
    world.accept(ran("J", "a", "b"), ran("J", "c", "b", at="12:00"))

    assert affected(impact(world, "a")) == ""
    assert affected(impact(world, "a", history="all")) == "J b"
    assert affected(impact(world, "a", asOf="2026-01-01T11:00:00Z")) == "J b"
