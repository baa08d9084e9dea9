from __future__ import annotations

from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx

from collector.client.lineages import (
    Hidden,
    Lineage,
    LineageEdge,
    LineageNode,
)

EVIL = "dataset:a:<script>alert(1)</script>"


def node(node_id: str, **members: Any) -> LineageNode:
    kind, namespace, name = node_id.split(":", 2)
    usual = LineageNode(node_id, kind, namespace, name, 1, None, None, 0, 0, {})
    return replace(usual, **members)


def edge(origin: str, destination: str) -> LineageEdge:
    return LineageEdge(origin, destination, ("explicit",), ())


FLOW = Lineage(
    "dataset:a:t",
    (node("dataset:a:t", distance=0), node("job:a:j"), node(EVIL)),
    (edge(EVIL, "job:a:j"), edge("job:a:j", "dataset:a:t")),
    truncated=False,
    hidden=Hidden(0, 0),
)


def test_a_notebook_shows_a_picture_that_nobody_can_steer() -> None:
    shown = FLOW._repr_html_()

    assert "<script" not in shown
    root = ET.fromstring(shown)
    titles = [title.text for title in root.iter("{http://www.w3.org/2000/svg}title")]
    assert titles == ["dataset:a:t", "job:a:j", EVIL]
    assert FLOW.to_svg() in shown


def test_of_a_large_picture_it_is_told_what_is_not_drawn() -> None:
    many = replace(FLOW, nodes=tuple(node(f"dataset:a:{number}") for number in range(1500)))

    assert "1,200 more are not drawn" in many._repr_html_()
    assert "not drawn" not in FLOW._repr_html_()


def test_it_becomes_texts_and_a_graph_of_networkx() -> None:
    assert FLOW.to_mermaid().startswith("flowchart LR\n")
    assert '"job:a:j" -> "dataset:a:t";' in FLOW.to_dot()
    graph = FLOW.to_networkx()
    assert nx.ancestors(graph, "dataset:a:t") == {"job:a:j", EVIL}
    assert graph.nodes["job:a:j"]["kind"] == "job"
    assert graph.edges["job:a:j", "dataset:a:t"]["origins"] == ("explicit",)
