from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.graph.drawing import MOST_BOXES, Box, Picture, dot, mermaid, svg

SVG = "{http://www.w3.org/2000/svg}"

FLOW = Picture(
    [
        Box("dataset:a:raw", "dataset", "raw", "a"),
        Box("job:a:load", "job", "load", "a"),
        Box("dataset:a:clean", "dataset", "clean", ""),
        Box("datasetField:a:clean:id", "datasetField", "id", "clean"),
    ],
    [("dataset:a:raw", "job:a:load"), ("job:a:load", "dataset:a:clean")],
    ("job:a:load",),
)


def test_a_flowchart_has_every_node_and_what_flows() -> None:
    assert mermaid(FLOW).splitlines() == [
        "flowchart LR",
        '    n0[("raw<br/>a")]',
        '    n1(["load<br/>a"])',
        '    n2[("clean")]',
        '    n3["id<br/>clean"]',
        "    n0 --> n1",
        "    n1 --> n2",
        "    style n1 stroke-width:3px",
    ]


def test_a_digraph_has_every_node_and_what_flows() -> None:
    assert dot(FLOW).splitlines() == [
        "digraph lineage {",
        "    rankdir=LR;",
        "    node [shape=box];",
        r'    "dataset:a:raw" [label="raw\na", shape=cylinder];',
        r'    "job:a:load" [label="load\na", style=rounded, penwidth=2];',
        '    "dataset:a:clean" [label="clean", shape=cylinder];',
        r'    "datasetField:a:clean:id" [label="id\nclean"];',
        '    "dataset:a:raw" -> "job:a:load";',
        '    "job:a:load" -> "dataset:a:clean";',
        "}",
    ]


def corner(picture: Picture, title: str) -> tuple[int, int]:
    """Where the box of this id is."""
    for group in ET.fromstring(svg(picture)).iter(f"{SVG}g"):
        box = group.find(f"{SVG}rect")
        assert box is not None
        if group.findtext(f"{SVG}title") == title:
            return int(box.attrib["x"]), int(box.attrib["y"])
    raise AssertionError(title)


def test_data_flows_from_left_to_right() -> None:
    places = [corner(FLOW, node)[0] for node in ("dataset:a:raw", "job:a:load", "dataset:a:clean")]

    assert places == sorted(set(places))
    # What hangs together with nothing is beside the start, and on top of nobody.
    assert corner(FLOW, "datasetField:a:clean:id") == (
        places[1],
        corner(FLOW, "job:a:load")[1] + 48,
    )


def test_a_cycle_is_drawn_too() -> None:
    boxes = [Box(name, "job", name, "") for name in "abc"]
    circle = Picture(boxes, [("a", "b"), ("b", "c"), ("c", "a"), ("a", "a")], ("a",))

    assert len({corner(circle, name) for name in "abc"}) == 3


def test_a_large_picture_is_cut() -> None:
    boxes = [Box(str(number), "job", str(number), "") for number in range(2 * MOST_BOXES)]
    drawn = svg(Picture(boxes, [("0", str(2 * MOST_BOXES - 1))]))

    assert drawn.count("<rect") == MOST_BOXES
    assert "<path" not in drawn


def test_nothing_is_an_empty_picture() -> None:
    nothing = Picture((), ())

    assert mermaid(nothing) == "flowchart LR\n"
    assert dot(nothing).endswith("}\n")
    ET.fromstring(svg(nothing))


@pytest.mark.parametrize("text", ['"]; click n0 "javascript:alert(1)"', "end", "`x`", "#quot;"])
def test_a_name_says_nothing_to_mermaid(text: str) -> None:
    lines = mermaid(Picture([Box("x", "", text, "")], ())).splitlines()

    assert len(lines) == 2
    assert re.fullmatch(r'    n0\["[\w .:/,+=@#;-]*"\]', lines[1])
    assert '"' not in lines[1][8:-2]


def test_a_name_says_nothing_to_graphviz() -> None:
    drawn = dot(Picture([Box('a\\" -> b\\', "", 'x"\n\\N&lt;', "")], ()))

    assert r'"a\\\" -> b\\" [label="x\" \\N&amp;lt;"];' in drawn


@given(st.text(), st.text())
def test_any_name_is_a_text_of_a_picture(title: str, subtitle: str) -> None:
    picture = Picture([Box(title, "job", title, subtitle)], [(title, title)], (title,))

    ET.fromstring(svg(picture))
    assert mermaid(picture).count("\n") == 4
    assert dot(picture).startswith("digraph")
