"""Walks from a dataset or job: which way, how far, and over what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.graph.story import (
    NAMESPACE,
    columns,
    dataset,
    edges,
    flows,
    node,
    nodes,
    ran,
    short,
)
from tests.relations.folded import body_of

if TYPE_CHECKING:
    from tests.graph.story import World

Json = dict[str, Any]

#: A > b > B > c > C > d, and E, that reads c too.
CHAIN = (
    ran("A", "a", "b"),
    ran("B", "b", "c"),
    ran("C", "c", "d"),
    ran("E", "c", "e"),
)


def told(answer: Json, member: str) -> dict[str, Any]:
    """One member of each node."""
    return {short(found["id"]): found[member] for found in answer["graph"]}


def via(answer: Json) -> str:
    """What the edges are by way of."""
    return " ".join(short(way) for edge in answer["edges"] for way in edge["via"])


def test_a_walk_from_a_job_counts_from_job_to_job_and_has_their_datasets(
    world: World,
) -> None:
    world.accept(*CHAIN)

    assert nodes(world.lineage("A", depth=0)) == "A a b"
    assert nodes(world.lineage("A", depth=1)) == "A B a b c"
    assert nodes(world.lineage("A", depth=2)) == "A B C E a b c d e"
    assert nodes(world.lineage("A")) == "A B C E a b c d e"


def test_a_walk_from_a_dataset_begins_at_its_jobs_with_all_their_datasets(
    world: World,
) -> None:
    world.accept(*CHAIN)

    assert nodes(world.lineage("b", depth=0)) == "A B a b c"
    assert nodes(world.lineage("b", depth=1)) == "A B C E a b c d e"


def test_what_reads_the_same_dataset_is_connected(world: World) -> None:
    world.accept(*CHAIN)

    assert "E" in nodes(world.lineage("C", depth=1))
    assert "E" not in nodes(world.lineage("C", direction="both"))


def test_a_walk_in_a_direction_counts_every_node_as_a_hop(world: World) -> None:
    world.accept(*CHAIN)

    assert nodes(world.lineage("c", direction="upstream", depth=0)) == "c"
    assert nodes(world.lineage("c", direction="upstream", depth=1)) == "B c"
    assert nodes(world.lineage("c", direction="upstream", depth=2)) == "B b c"
    assert nodes(world.lineage("c", direction="upstream")) == "A B a b c"
    assert nodes(world.lineage("c", direction="downstream", depth=1)) == "C E c"
    assert nodes(world.lineage("c", direction="downstream")) == "C E c d e"
    assert nodes(world.lineage("c", direction="both", depth=1)) == "B C E c"


def test_hops_up_and_down_are_bounded_each_on_its_own(world: World) -> None:
    world.accept(*CHAIN)

    answer = world.lineage("c", up=2, down=1)
    assert nodes(answer) == "B C E b c"
    assert told(answer, "upstream") == {"B": 1, "C": None, "E": None, "b": 2, "c": 0}
    # A upstream, d and e downstream.
    assert (answer["truncated"], answer["hidden"]) == (True, {"overLimit": 0, "overDepth": 3})
    assert told(answer, "hiddenDownstream") == {"B": 0, "C": 1, "E": 1, "b": 0, "c": 0}
    assert world.lineage("c", up=2, down=2) == world.lineage("c", direction="both", depth=2)
    assert world.lineage("c", up=2) == world.lineage("c", direction="upstream", depth=2)
    assert world.lineage("c", down=1) == world.lineage("c", direction="downstream", depth=1)
    assert nodes(world.lineage("c", up=0, down=1)) == "C E c"
    assert nodes(world.lineage("c", up=1, down=9, granularity="dataset")) == "b c d e"


def test_what_is_near_enough_in_one_direction_is_shown_though_it_is_nearer_in_the_other(
    world: World,
) -> None:
    world.accept(ran("A", "a", "b"), ran("B", "b", "c"), ran("C", "c", "a"))

    answer = world.lineage("a", up=1, down=4)
    assert nodes(answer) == "A B C a b c"
    assert told(answer, "distance") == {"A": 1, "B": 3, "C": 1, "a": 0, "b": 2, "c": 4}
    assert told(answer, "upstream")["c"] is None


def test_nodes_tell_hops_in_each_direction_that_was_walked(world: World) -> None:
    world.accept(*CHAIN)

    both = world.lineage("c", direction="both", depth=2)
    up = world.lineage("c", direction="upstream", depth=2)
    connected = world.lineage("B", depth=0)
    assert told(both, "upstream") == {"B": 1, "b": 2, "c": 0, "C": None, "E": None} | {
        "d": None,
        "e": None,
    }
    assert told(both, "downstream") == {"B": None, "b": None, "c": 0, "C": 1, "E": 1} | {
        "d": 2,
        "e": 2,
    }
    assert told(up, "downstream") == {"B": None, "b": None, "c": None}
    assert told(connected, "distance") == {"B": 0, "b": 1, "c": 1}
    assert told(connected, "upstream") == {"B": None, "b": None, "c": None}


def test_a_walk_does_not_pass_a_job_from_what_does_not_flow_there(world: World) -> None:
    world.accept(ran("J", "a b", "x y", lineage=flows(x="a", y="b")), ran("K", "x", "z"))

    assert nodes(world.lineage("b", direction="downstream")) == "J b y"
    assert nodes(world.lineage("a", direction="downstream")) == "J K a x z"
    assert nodes(world.lineage("z", direction="upstream")) == "J K a x z"
    assert nodes(world.lineage("y", direction="upstream")) == "J b y"


def test_a_walk_that_starts_at_a_job_goes_to_all_it_reads_and_writes(world: World) -> None:
    world.accept(ran("J", "a b", "x y", lineage=flows(x="a", y="b")), ran("K", "x", "z"))

    assert nodes(world.lineage("J", direction="downstream")) == "J K x y z"
    assert nodes(world.lineage("J", direction="upstream")) == "J a b"


def test_an_input_that_flows_nowhere_is_read_and_leads_no_further(world: World) -> None:
    world.accept(ran("J", "a b", "x", lineage=flows(x="a")))

    assert nodes(world.lineage("b", direction="downstream")) == "J b"
    assert nodes(world.lineage("x", direction="upstream")) == "J a x"


def test_what_column_lineage_says_is_passed_as_what_the_job_says(world: World) -> None:
    x = dataset("x", columnLineage=columns(id="a.id"))
    world.accept(ran("J", "a b", [x, "y"]))

    assert nodes(world.lineage("b", direction="downstream")) == "J b y"
    assert nodes(world.lineage("a", direction="downstream")) == "J a x y"


def test_edges_tell_what_says_them(world: World) -> None:
    x = dataset("x", columnLineage=columns(id="a.id"))
    world.accept(ran("J", "a b", [x, "y"]))

    answer = world.lineage("J")
    assert {
        f"{short(edge['origin'])}>{short(edge['destination'])}": edge["origins"]
        for edge in answer["edges"]
    } == {
        "a>J": ["column", "product", "boundary"],
        "b>J": ["product", "boundary"],
        "J>x": ["column", "boundary"],
        "J>y": ["product", "boundary"],
    }


def test_a_source_that_only_column_lineage_names_is_a_node(world: World) -> None:
    x = dataset("x", columnLineage=columns(id="unlisted.id"))
    world.accept(ran("J", (), [x]))

    answer = world.lineage("x", direction="upstream")
    assert edges(answer) == "J>x unlisted>J"
    assert told(answer, "data")["unlisted"]["fields"] == []


def test_a_cycle_ends(world: World) -> None:
    world.accept(ran("A", "a", "b"), ran("B", "b", "a"))

    for direction in ("connected", "both", "upstream", "downstream"):
        answer = world.lineage("a", direction=direction)
        assert edges(answer) == "A>b B>a a>A b>B"
        assert answer["truncated"] is False
    assert told(world.lineage("a", direction="upstream"), "distance") == {
        "a": 0,
        "B": 1,
        "b": 2,
        "A": 3,
    }


def test_a_dataset_that_a_job_reads_and_writes_is_on_both_sides_of_it(
    world: World,
) -> None:
    world.accept(ran("J", "a", "a b"))

    answer = world.lineage("a", direction="both")
    assert edges(answer) == "J>a J>b a>J"
    assert nodes(world.lineage("b", direction="upstream")) == "J a b"


def test_a_job_without_datasets_is_one_node(world: World) -> None:
    world.accept(ran("J"))

    answer = world.lineage("J")
    assert (nodes(answer), edges(answer), answer["truncated"]) == ("J", "", False)
    assert told(world.lineage("J", direction="upstream"), "downstream") == {"J": None}


def test_a_dataset_that_only_an_event_about_it_names_is_one_node(world: World) -> None:
    world.accept(body_of({"dataset": {"namespace": NAMESPACE, "name": "a"}}))

    assert nodes(world.lineage("a")) == "a"


def test_flow_that_an_event_about_a_dataset_says_has_no_job_between(world: World) -> None:
    said = {"namespace": NAMESPACE, "name": "b", "facets": {"columnLineage": columns(x="a.x")}}
    world.accept(body_of({"dataset": said}))

    answer = world.lineage("a", direction="downstream")
    assert edges(answer) == "a>b"
    assert answer["edges"][0]["origins"] == ["column"]


def test_a_renamed_dataset_comes_from_its_former_name(world: World) -> None:
    former = {"namespace": NAMESPACE, "name": "old"}
    renamed = {"lifecycleStateChange": "RENAME", "previousIdentifier": former}
    new = dataset("new", lifecycleStateChange=renamed)
    world.accept(ran("A", "a", "old"), ran("R", (), [new], at="11:00"))

    assert nodes(world.lineage("new", direction="upstream")) == "A R a new old"


def test_jobs_that_hand_on_to_each_other_are_next_to_each_other(world: World) -> None:
    entry = {
        "namespace": NAMESPACE,
        "name": "K",
        "type": "JOB",
        "inputs": [{"namespace": NAMESPACE, "name": "J", "type": "JOB"}],
    }
    world.accept(ran("J", "a", lineage={"entries": [entry]}), ran("K", (), "z", at="11:00"))

    assert nodes(world.lineage("a", direction="downstream")) == "J K a z"
    assert nodes(world.lineage("z", direction="upstream")) == "J K a z"


def test_only_datasets_are_linked_by_way_of_their_jobs(world: World) -> None:
    world.accept(*CHAIN)

    answer = world.lineage("b", direction="downstream", granularity="dataset")
    assert (nodes(answer), edges(answer)) == ("b c d e", "b>c c>d c>e")
    assert told(answer, "distance") == {"b": 0, "c": 1, "d": 2, "e": 2}
    assert [[short(way) for way in edge["via"]] for edge in answer["edges"]] == [
        ["B"],
        ["C"],
        ["E"],
    ]


def origins(answer: Json) -> dict[str, list[str]]:
    """What says each edge."""
    return {
        f"{short(edge['origin'])}>{short(edge['destination'])}": edge["origins"]
        for edge in answer["edges"]
    }


def test_edges_between_datasets_tell_what_says_that_one_comes_of_the_other(world: World) -> None:
    x = dataset("x", columnLineage=columns(id="a.id"))
    world.accept(
        ran("J", "a b", [x, "y"]),
        ran("K", "y", "z", lineage=flows(z="y")),
    )

    said = {"a>x": ["column"], "a>y": ["product"], "b>y": ["product"], "y>z": ["explicit"]}
    answer = world.lineage("J", granularity="dataset", direction="both")
    assert origins(answer) == {
        "J>x": ["column", "boundary"],
        "J>y": ["product", "boundary"],
        "a>J": ["column", "product", "boundary"],
        "b>J": ["product", "boundary"],
        "y>z": ["explicit"],
    }
    sides = [world.lineage("z", granularity="dataset", direction="upstream")]
    sides += [world.lineage("x", granularity="dataset", direction="upstream")]
    assert origins(sides[0]) | origins(sides[1]) == said
    rows = world.sql(
        f"""
        select source_name || '>' || target_name as edge, origin
        from edges
        where source_kind = 'dataset' and target_kind = 'dataset'
            and job_namespace = '{NAMESPACE}' and is_current
        """
    )
    assert {row["edge"]: [row["origin"]] for row in rows} == said


def test_edges_between_jobs_tell_what_says_that_one_writes_what_the_other_reads(
    world: World,
) -> None:
    x = dataset("x", columnLineage=columns(id="unlisted.id"))
    world.accept(ran("J", "a", "b"), ran("K", "b"), ran("U", (), ["unlisted"]), ran("L", (), [x]))

    jobs = world.lineage("J", granularity="job", direction="downstream")
    assert origins(jobs) == {"J>K": ["product", "boundary"]}
    unlisted = world.lineage("L", granularity="job", direction="upstream")
    assert origins(unlisted) == {"U>L": ["column", "boundary"]}


def test_only_jobs_are_linked_by_way_of_their_datasets(world: World) -> None:
    world.accept(*CHAIN)

    answer = world.lineage("A", direction="downstream", granularity="job")
    assert (nodes(answer), edges(answer)) == ("A B C E", "A>B B>C B>E")
    assert [[short(way) for way in edge["via"]] for edge in answer["edges"]] == [
        ["b"],
        ["c"],
        ["c"],
    ]


def test_a_start_of_the_other_kind_is_shown_all_the_same(world: World) -> None:
    world.accept(*CHAIN)

    answer = world.lineage("B", direction="both", depth=1, granularity="dataset")
    assert (nodes(answer), edges(answer)) == ("B b c", "B>c b>B")


def test_depth_counts_what_is_shown(world: World) -> None:
    world.accept(*CHAIN)

    answer = world.lineage("a", direction="downstream", depth=2, granularity="dataset")
    assert nodes(answer) == "a b c"
    assert answer["hidden"] == {"overLimit": 0, "overDepth": 2}


def test_datasets_do_not_flow_together_through_a_job_that_keeps_them_apart(
    world: World,
) -> None:
    world.accept(ran("J", "a b", "x y", lineage=flows(x="a", y="b")))

    answer = world.lineage("a", direction="both", granularity="dataset")
    assert (nodes(answer), edges(answer)) == ("a x", "a>x")


def test_a_walk_keeps_to_the_namespaces_of_datasets(world: World) -> None:
    out = dataset("o", namespace="out")
    world.accept(ran("A", "a", [out, "b"]), ran("B", [out], "c"), ran("C", "b", "d"))

    inside = world.lineage("a", direction="downstream", namespace=NAMESPACE)
    assert nodes(inside) == "A C a b d"
    both = world.lineage("a", direction="downstream", namespace=[NAMESPACE, "out"])
    assert len(both["graph"]) == 8


def test_namespaces_of_datasets_do_not_bound_jobs(world: World) -> None:
    wh = [dataset(name, namespace="wh") for name in "abc"]
    world.accept(ran("A", wh[:1], wh[1:2]), ran("B", wh[1:2], [wh[2], "elsewhere"]))

    answer = world.lineage("A", direction="downstream", namespace="wh")
    assert [found["id"] for found in answer["graph"]] == [
        "dataset:wh:b",
        "dataset:wh:c",
        node("A"),
        node("B"),
    ]


def test_a_namespace_with_nothing_in_it_leaves_the_start_alone(world: World) -> None:
    world.accept(*CHAIN)

    assert nodes(world.lineage("b", namespace="nothing")) == "b"


def test_the_nearest_are_shown_and_the_others_counted(world: World) -> None:
    world.accept(*CHAIN)

    answer = world.lineage("c", direction="both", limit=4)
    assert nodes(answer) == "B C E c"
    assert answer["truncated"] is True
    assert answer["hidden"] == {"overLimit": 5, "overDepth": 0}
    assert edges(answer) == "B>c c>C c>E"


def test_the_start_is_shown_whatever_the_limit(world: World) -> None:
    world.accept(*CHAIN)

    answer = world.lineage("c", direction="both", limit=0)
    assert (nodes(answer), answer["hidden"]["overLimit"]) == ("c", 8)


def test_what_one_hop_more_would_reach_is_counted(world: World) -> None:
    world.accept(*CHAIN)

    answer = world.lineage("c", direction="downstream", depth=1)
    assert (answer["truncated"], answer["hidden"]) == (True, {"overLimit": 0, "overDepth": 2})
    whole = world.lineage("c", direction="downstream", depth=2)
    assert (whole["truncated"], whole["hidden"]) == (False, {"overLimit": 0, "overDepth": 0})
    # From job to job: C and E, with what they write.
    connected = world.lineage("B", depth=0)
    assert connected["hidden"] == {"overLimit": 0, "overDepth": 6}


def test_each_node_counts_its_neighbours_that_are_not_shown(world: World) -> None:
    world.accept(*CHAIN)

    answer = world.lineage("B", depth=0)
    assert told(answer, "hiddenUpstream") == {"B": 0, "b": 1, "c": 0}
    assert told(answer, "hiddenDownstream") == {"B": 0, "b": 0, "c": 2}
    alone = world.lineage("c", direction="upstream", depth=1, granularity="dataset")
    assert told(alone, "hiddenUpstream") == {"b": 1, "c": 0}
    assert told(alone, "hiddenDownstream") == {"b": 0, "c": 2}


def test_nodes_of_equal_distance_are_cut_by_their_names(world: World) -> None:
    world.accept(ran("J", (), "d c b a"))

    answer = world.lineage("J", limit=3)
    assert nodes(answer) == "J a b"


@pytest.mark.parametrize("direction", ["upstream", "downstream"])
def test_one_direction_has_no_node_of_the_other(world: World, direction: str) -> None:
    world.accept(*CHAIN)

    answer = world.ask("lineage", nodeId=node("c"), direction=direction)
    other = {"upstream": "d", "downstream": "b"}[direction]
    assert other not in nodes(answer).split()


#: s, y > A > x > B > s: what is up from A is three hops up, and A itself one hop down.
ROUND = (ran("A", "s y", "x"), ran("B", "x", "s"))


def test_what_is_behind_a_node_that_is_shown_is_over_the_depth(world: World) -> None:
    world.accept(*ROUND)

    answer = world.lineage("s", direction="both", depth=2)
    assert (nodes(answer), answer["truncated"]) == ("A B s x", True)
    assert answer["hidden"] == {"overLimit": 0, "overDepth": 1}
    assert told(answer, "hiddenUpstream")["A"] == 1
    # A is too far upstream to be there, and near enough downstream.
    assert told(answer, "upstream") == {"A": None, "B": 1, "s": 0, "x": 2}
    whole = world.lineage("s", direction="both", depth=4)
    assert (nodes(whole), whole["truncated"]) == ("A B s x y", False)


def test_what_is_behind_a_job_that_was_met_by_another_way_is_over_the_depth(
    world: World,
) -> None:
    # From s J is met at once, and by c again, where it goes on to z.
    world.accept(
        ran("J", "s c", "x z", lineage=flows(x="s", z="c")),
        ran("C", "s", "c"),
    )

    answer = world.lineage("s", direction="downstream", depth=2)
    assert (nodes(answer), answer["truncated"]) == ("C J c s x", True)
    assert answer["hidden"] == {"overLimit": 0, "overDepth": 1}
    datasets = world.lineage("s", direction="downstream", depth=1, granularity="dataset")
    assert (nodes(datasets), datasets["hidden"]["overDepth"]) == ("c s x", 1)


def test_a_whole_cycle_that_is_shown_is_not_truncated(world: World) -> None:
    world.accept(*ROUND)

    answer = world.lineage("x", up=2, down=2, namespace=NAMESPACE)
    assert (nodes(answer), answer["truncated"]) == ("A B s x y", False)
