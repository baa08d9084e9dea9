from __future__ import annotations

import pytest

from collector.cli.sketch import PART, Shown, Sketch
from collector.cli.tree import Direction, tree

BOTH: dict[Direction, int] = {"upstream": 9, "downstream": 9}


def node(name: str, *, up: int | None = None, down: int | None = None, **more: object) -> Shown:
    return Shown(name, "dataset", "db", name, upstream=up, downstream=down, **more)  # type: ignore[arg-type]


def nodes(written: str) -> list[Shown]:
    """Nodes downstream, written as `a0 b1`: name and hops."""
    return [node(word[0], down=int(word[1])) for word in written.split()]


def sketch(shown: list[Shown], *flows: str, starts: str = "a") -> Sketch:
    """Flows are written as `a>b`."""
    pairs = ((flow[0], flow[2]) for flow in flows)
    known = {one.id: one for one in shown}
    return Sketch(tuple(starts.split()), known, dict.fromkeys(pairs, ""))


def lines(told: Sketch, width: int | None = None) -> list[str]:
    """The lines of the tree without the note about namespaces."""
    found = [line.plain.rstrip() for line in tree(told, BOTH, width)]
    return found[:-2] if "" in found else found


def test_a_node_alone_is_one_line() -> None:
    assert lines(sketch([node("a", up=0, down=0)])) == ["▤ a   db"]


def test_what_is_upstream_comes_first() -> None:
    told = sketch([node("a", up=0, down=0), node("b", up=1), node("c", down=1)], "b>a", "a>c")

    assert lines(told) == [
        "▤ a   db",
        "├─◀ upstream",
        "│  └─ ▤ b",
        "└─▶ downstream",
        "   └─ ▤ c",
    ]


def test_what_comes_again_is_shown_once_with_what_is_behind_it() -> None:
    told = sketch(
        nodes("a0 b1 c1 d2 e3"),
        *("a>b", "a>c", "b>d", "c>d", "d>e"),
    )

    assert lines(told)[2:] == [
        "   ├─ ▤ b",
        "   │  └─ ▤ d",
        "   │     └─ ▤ e",
        "   └─ ▤ c",
        "      └─ ▤ d  ↩ already shown",
    ]


def test_a_node_stands_at_its_nearest_place() -> None:
    told = sketch(
        nodes("a0 b1 c2 d1 e2"),
        *("a>b", "b>c", "a>d", "c>d", "d>e"),
    )

    assert lines(told)[2:] == [
        "   ├─ ▤ b",
        "   │  └─ ▤ c",
        "   │     └─ ▤ d  ↩ shown below",
        "   └─ ▤ d",
        "      └─ ▤ e",
    ]


def test_a_cycle_is_marked_in_either_direction() -> None:
    told = sketch([node("a", up=0, down=0), node("b", up=1, down=1)], "a>b", "b>a", "b>b")

    assert lines(told)[1:] == [
        "├─◀ upstream",
        "│  └─ ▤ b",
        "│     ├─ ▤ a  ↩ cycle",
        "│     └─ ▤ b  ↩ cycle",
        "└─▶ downstream",
        "   └─ ▤ b",
        "      ├─ ▤ a  ↩ cycle",
        "      └─ ▤ b  ↩ cycle",
    ]


def test_what_a_job_does_with_another_dataset_is_not_shown_behind_this_one() -> None:
    # j makes c of a, and d of b alone, which comes of a by way of k.
    told = sketch(
        nodes("a0 j1 c2 k1 b2 l3 d4"),
        *("a>j", "j>c", "j>d", "a>k", "k>b", "b>l", "l>d"),
    )

    assert lines(told)[2:] == [
        "   ├─ ▤ j",
        "   │  └─ ▤ c",
        "   └─ ▤ k",
        "      └─ ▤ b",
        "         └─ ▤ l",
        "            └─ ▤ d",
    ]


def test_what_is_reached_by_no_nearer_way_is_shown_all_the_same() -> None:
    # As above, but b goes through j itself.
    told = sketch(
        nodes("a0 j1 k1 b2 d4"),
        *("a>j", "j>d", "a>k", "k>b", "b>j"),
    )

    assert lines(told)[2:] == [
        "   ├─ ▤ j",
        "   │  └─ ▤ d",
        "   └─ ▤ k",
        "      └─ ▤ b",
        "         └─ ▤ j  ↩ already shown",
    ]


def test_of_several_starts_each_has_a_tree_of_its_own() -> None:
    told = sketch(
        [node("a"), node("b"), node("c"), node("d")],
        *("a>c", "b>d", "d>c"),
        starts="a b",
    )

    assert lines(told) == [
        "▤ a   db",
        "└─▶ downstream",
        "   └─ ▤ c",
        "▤ b   db",
        "└─▶ downstream",
        "   └─ ▤ d",
        "      └─ ▤ c",
    ]
    near = tree(told, {"downstream": 1}, None)
    assert [line.plain for line in near][3:6] == ["▤ b   db", "└─▶ downstream", "   └─ ▤ d"]


def test_a_column_and_its_dataset_are_no_hop_from_each_other() -> None:
    columns = [node("a"), node("x"), node("c"), node("d"), node("e")]
    flows = {("x", "a"): "", ("c", "x"): PART, ("d", "c"): "", ("e", "d"): ""}
    told = Sketch(("a",), {one.id: one for one in columns}, flows)

    assert [line.plain for line in tree(told, {"upstream": 2}, None)][2:5] == [
        "   └─ ▤ x",
        "      └─ ▤ c  as part of it",
        "         └─ ▤ d",
    ]
    assert len(tree(told, {"upstream": 1}, None)) == 6


def test_hidden_neighbours_are_counted_in_the_direction_of_the_branch() -> None:
    far = node("b", up=1, hidden_upstream=1_200, hidden_downstream=3)

    assert lines(sketch([node("a", up=0), far], "b>a"))[-1] == "   └─ ▤ b  (1,200 more upstream)"


def test_a_namespace_is_left_out_where_most_have_it() -> None:
    other = Shown("x", "dataset", "lake", "x", upstream=1)
    job = Shown("j", "job", "etl", "j", upstream=2)
    told = sketch([node("a", up=0), node("b", up=1), other, job], "b>a", "x>a", "j>x")

    assert [line.plain for line in tree(told, BOTH, None)][2:] == [
        "   ├─ ▤ b",
        "   └─ ▤ lake:x",
        "      └─ ⚙ j",
        "",
        "datasets are of db, jobs are of etl, where nothing else is said",
    ]


def test_one_namespace_is_told_once() -> None:
    job = Shown("j", "job", "db", "j", upstream=1)
    told = sketch([node("a", up=0), job, node("b", up=2)], "j>a", "b>j")

    assert tree(told, BOTH, None)[-1].plain == "all are of db, where nothing else is said"


def test_letters_that_would_steer_a_terminal_are_written_out() -> None:
    bad = Shown("b", "job", "db", "b\x1b[31m\n", ("\x07",), upstream=1)

    assert lines(sketch([node("a", up=0), bad], "b>a"))[-1] == r"   └─ ⚙ b\x1b[31m\n  \x07"


@pytest.mark.parametrize("width", [40, 60])
def test_names_are_cut_at_the_beginning_to_fit(width: int) -> None:
    long = Shown("b", "job", "db", f"{'x' * 80}.end", ("✔ 2026",), upstream=1)
    told = sketch([node("a", up=0), long, node("c", up=1)], "b>a", "c>a")

    found = lines(told, width)
    assert found[3].startswith("   └─ ⚙ …x")
    assert found[3].endswith("x.end  ✔ 2026")
    assert len(found[3]) == width
    assert lines(told)[3].count("x") == 80


def test_a_name_keeps_some_letters_however_narrow_it_is() -> None:
    long = Shown("b", "job", "db", "a_name_of_many_letters", upstream=1)

    assert "many_letters" in lines(sketch([node("a", up=0), long], "b>a"), 10)[-1]


def test_a_tree_may_be_deeper_than_python_calls() -> None:
    names = [f"n{number:04}" for number in range(3_000)]
    told = Sketch(
        (names[0],),
        {name: node(name, down=number) for number, name in enumerate(names)},
        {(names[at], names[at + 1]): "" for at in range(len(names) - 1)},
    )

    assert len(lines(told)) == 3_001
