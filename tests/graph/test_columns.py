"""Walks from column to column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.graph.story import (
    NAMESPACE,
    column,
    columns,
    dataset,
    edges,
    node,
    nodes,
    ran,
    schema,
    short,
)
from tests.relations.folded import body_of

if TYPE_CHECKING:
    from tests.graph.story import World

Json = dict[str, Any]

#: a.x > b.x > c.x > d.x, and a.y into b.z beside.
CHAIN = (
    ran("A", "a", [dataset("b", columnLineage=columns(x="a.x", z="a.x a.y"))]),
    ran("B", "b", [dataset("c", columnLineage=columns(x="b.x"))]),
    ran("C", "c", [dataset("d", columnLineage=columns(x="c.x"))]),
)


def how(answer: Json, origin: str, destination: str) -> list[Json]:
    """The transformations of one edge."""
    [found] = [
        edge["transformations"]
        for edge in answer["edges"]
        if (short(edge["origin"]), short(edge["destination"])) == (origin, destination)
    ]
    assert isinstance(found, list)
    return found


def test_a_column_comes_from_columns_and_they_from_others(world: World) -> None:
    world.accept(*CHAIN)

    answer = world.column_lineage("c.x")
    assert (nodes(answer), edges(answer)) == ("a.x b.x c.x", "a.x>b.x b.x>c.x")
    assert answer["start"] == [node("c.x")]
    assert {short(found["id"]): found["upstream"] for found in answer["graph"]} == {
        "a.x": 2,
        "b.x": 1,
        "c.x": 0,
    }


def test_depth_counts_from_column_to_column(world: World) -> None:
    world.accept(*CHAIN)

    answer = world.column_lineage("c.x", depth=1)
    assert (nodes(answer), answer["truncated"]) == ("b.x c.x", True)
    assert answer["hidden"] == {"overLimit": 0, "overDepth": 1}
    assert nodes(world.column_lineage("c.x", depth=0)) == ""
    assert world.column_lineage("c.x", depth=2)["truncated"] is False


def test_hops_up_and_down_are_bounded_each_on_its_own(world: World) -> None:
    world.accept(*CHAIN)

    answer = world.column_lineage("b.x", up=0, down=2)
    assert nodes(answer) == "b.x c.x d.x"
    assert answer["hidden"] == {"overLimit": 0, "overDepth": 1}
    assert nodes(world.column_lineage("c.x", up=2, down=0)) == "a.x b.x c.x"
    assert nodes(world.column_lineage("c.x", down=1)) == "c.x d.x"


def test_downstream_is_only_walked_when_it_is_asked_for(world: World) -> None:
    world.accept(*CHAIN)

    assert nodes(world.column_lineage("b.x", withDownstream="False")) == "a.x b.x"
    for asked in ("true", "True"):
        assert nodes(world.column_lineage("b.x", withDownstream=asked)) == "a.x b.x c.x d.x"
    assert nodes(world.column_lineage("b.x", direction="both")) == "a.x b.x c.x d.x"
    assert nodes(world.column_lineage("b.x", direction="downstream")) == "b.x c.x d.x"


def test_a_dataset_is_all_its_columns(world: World) -> None:
    world.accept(*CHAIN)

    answer = world.column_lineage("b")
    assert edges(answer) == "a.x>b.x a.x>b.z a.y>b.z"
    assert [short(start) for start in answer["start"]] == ["b.x", "b.z"]


def test_a_job_is_the_columns_that_it_writes(world: World) -> None:
    world.accept(*CHAIN)

    answer = world.column_lineage("B")
    assert ([short(start) for start in answer["start"]], edges(answer)) == (
        ["c.x"],
        "a.x>b.x b.x>c.x",
    )
    one = world.column_lineage("A", direction="downstream", depth=1)
    assert (edges(one), one["truncated"]) == ("b.x>c.x", True)


def test_the_nearest_columns_are_shown_and_the_others_counted(world: World) -> None:
    world.accept(*CHAIN)

    answer = world.column_lineage("d.x", limit=2)
    assert (nodes(answer), answer["truncated"]) == ("c.x d.x", True)
    assert answer["hidden"] == {"overLimit": 2, "overDepth": 0}


def test_columns_in_no_schema_and_inputs_that_are_not_listed_are_nodes(world: World) -> None:
    b = dataset("b", schema=schema("other"), columnLineage=columns(x="unlisted.x"))
    world.accept(ran("J", (), [b]))

    answer = world.column_lineage("b.x")
    assert edges(answer) == "unlisted.x>b.x"
    assert [short(start) for start in world.column_lineage("b")["start"]] == ["b.other", "b.x"]


def test_transformations_of_both_forms_are_told_with_masking(world: World) -> None:
    new = column(
        "a.x",
        {"type": "DIRECT", "subtype": "TRANSFORMATION", "description": "hash", "masking": True},
        {"type": "INDIRECT", "subtype": "FILTER"},
    )
    old = {
        "x": {
            "inputFields": [column("a.x")],
            "transformationType": "MASKED",
            "transformationDescription": "stars",
        }
    }
    world.accept(
        ran("J", "a", [dataset("b", columnLineage=columns(x=[new]))]),
        ran("K", "a", [dataset("c", columnLineage={"fields": old})]),
    )

    assert how(world.column_lineage("b.x"), "a.x", "b.x") == [
        {
            "type": "DIRECT",
            "subtype": "TRANSFORMATION",
            "description": "hash",
            "masking": True,
            "origin": "column",
        },
        {
            "type": "INDIRECT",
            "subtype": "FILTER",
            "description": None,
            "masking": False,
            "origin": "column",
        },
    ]
    [masked] = how(world.column_lineage("c.x"), "a.x", "c.x")
    assert (masked["type"], masked["masking"]) == ("DIRECT", True)


def test_a_source_of_all_columns_is_a_source_of_each_that_is_known(world: World) -> None:
    joined = column("k.id", {"type": "INDIRECT", "subtype": "JOIN"})
    b = dataset("b", schema=schema("y"), columnLineage=columns(joined, x="a.x"))
    world.accept(
        ran("J", "a k", [b]), ran("K", "b", [dataset("c", columnLineage=columns(z="b.w"))])
    )

    answer = world.column_lineage("b")
    assert edges(answer) == "a.x>b.x k.id>b.w k.id>b.x k.id>b.y"
    assert how(answer, "k.id", "b.y")[0]["subtype"] == "JOIN"
    assert edges(world.column_lineage("k.id", direction="downstream")) == (
        "b.w>c.z k.id>b.w k.id>b.x k.id>b.y"
    )


def test_a_source_of_all_columns_of_a_dataset_without_any_leads_to_it_as_a_whole(
    world: World,
) -> None:
    entry = {
        "namespace": NAMESPACE,
        "name": "b",
        "type": "DATASET",
        "inputs": [{"namespace": NAMESPACE, "name": "a", "type": "DATASET", "field": "x"}],
    }
    world.accept(ran("J", "a", "b", lineage={"entries": [entry]}))

    assert edges(world.column_lineage("a.x", direction="downstream")) == "a.x>b"


def whole(target: str, source: str) -> Json:
    """A lineage facet: a column comes from a dataset as a whole."""
    name, _, field = target.partition(".")
    inputs = [{"namespace": NAMESPACE, "name": source, "type": "DATASET"}]
    entry = {"namespace": NAMESPACE, "name": name, "type": "DATASET"}
    return {"entries": [{**entry, "fields": {field: {"inputs": inputs}}}]}


def test_a_whole_dataset_as_a_source_is_a_node_together_with_its_columns(world: World) -> None:
    world.accept(
        ran("A", "a", [dataset("b", columnLineage=columns(x="a.x", y="a.y"))]),
        ran("B", "b", "c", lineage=whole("c.z", "b")),
    )

    up = world.column_lineage("c.z")
    assert (nodes(up), edges(up)) == ("a.x a.y b b.x b.y c.z", "a.x>b.x a.y>b.y b>c.z")
    assert {short(found["id"]): found["upstream"] for found in up["graph"]} == {
        "c.z": 0,
        "b": 1,
        "b.x": 1,
        "b.y": 1,
        "a.x": 2,
        "a.y": 2,
    }
    down = world.column_lineage("a.x", direction="downstream")
    assert (nodes(down), edges(down)) == ("a.x b b.x c.z", "a.x>b.x b>c.z")
    assert [found["type"] for found in down["graph"]].count("DATASET") == 1


def test_columns_of_a_cycle_are_shown_once(world: World) -> None:
    world.accept(
        ran("A", "a", [dataset("b", columnLineage=columns(x="a.x"))]),
        ran("B", "b", [dataset("a", columnLineage=columns(x="b.x"))]),
        ran("C", "c", [dataset("c", columnLineage=columns(n="c.n"))]),
    )

    assert edges(world.column_lineage("a.x", direction="both")) == "a.x>b.x b.x>a.x"
    assert edges(world.column_lineage("c.n")) == "c.n>c.n"


def test_columns_behind_one_that_is_shown_are_over_the_depth(world: World) -> None:
    world.accept(
        ran("A", "s y", [dataset("x", columnLineage=columns(i="s.i y.i"))]),
        ran("B", "x", [dataset("m", columnLineage=columns(i="x.i"))]),
        ran("C", "m", [dataset("s", columnLineage=columns(i="m.i"))]),
    )

    answer = world.column_lineage("s.i", direction="both", depth=1)
    assert (nodes(answer), answer["truncated"]) == ("m.i s.i x.i", True)
    assert answer["hidden"] == {"overLimit": 0, "overDepth": 1}
    assert world.column_lineage("s.i", direction="both", depth=3)["truncated"] is False
    # A direction that is not walked hides nothing.
    assert world.column_lineage("s.i", direction="downstream", depth=2)["truncated"] is False


def test_only_what_the_last_run_says_holds_unless_all_is_asked_for(world: World) -> None:
    world.accept(
        ran("J", "a", [dataset("b", columnLineage=columns(x="a.x"))], at="10:00"),
        ran("J", "a", [dataset("b", columnLineage=columns(x="a.y"))], at="12:00"),
    )

    assert edges(world.column_lineage("b.x")) == "a.y>b.x"
    assert edges(world.column_lineage("b.x", history="all")) == "a.x>b.x a.y>b.x"
    assert edges(world.column_lineage("b.x", asOf="2026-01-01T11:00:00Z")) == "a.x>b.x"
    assert edges(world.column_lineage("b.x", asOf="2026-01-01T09:00:00Z")) == ""


def test_what_an_event_about_a_dataset_says_of_its_columns_is_lineage(world: World) -> None:
    said = {"namespace": NAMESPACE, "name": "b", "facets": {"columnLineage": columns(x="a.x")}}
    world.accept(body_of({"dataset": said}))

    assert edges(world.column_lineage("b.x")) == "a.x>b.x"
