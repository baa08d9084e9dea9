from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from collector.cli.differences import (
    dataset_difference,
    graph_difference,
    job_difference,
    print_graph_difference,
    print_version_difference,
)

if TYPE_CHECKING:
    import pytest

VERSION = {"version": "1", "location_url": None, "location_version": None}


def read(name: str, version: str | None = None) -> dict[str, Any]:
    return {"namespace": "db", "name": name, "version": version}


def test_inputs_come_go_and_are_read_in_another_version() -> None:
    first = {**VERSION, "inputs": [read("a", "1"), read("b"), read("c", "1")]}
    second = {**VERSION, "inputs": [read("a", "2"), read("d"), read("c", "1")]}

    difference = dataset_difference("dataset:db:t", first, second, [])
    assert [(row["name"], row["change"]) for row in difference["inputs"]] == [
        ("a", "another version"),
        ("b", "removed"),
        ("d", "added"),
    ]
    assert (difference["from"], difference["to"]) == (first, second)


def test_what_is_alike_has_no_sign(capsys: pytest.CaptureFixture[str]) -> None:
    first: dict[str, Any] = {**VERSION, "run_count": 1, "inputs": [], "outputs": []}
    second = {**first, "run_count": 2, "outputs": [read("t\x1b")]}

    print_version_difference(job_difference("job:etl:j", first, second))
    assert capsys.readouterr().out.splitlines() == [
        "job:etl:j",
        "            from  to",
        "   version  1     1",
        "~  runs     1     2",
        "",
        "outputs",
        r"  + db:t\x1b",
    ]


def lineage(*flows: str) -> dict[str, Any]:
    return {
        "graph": [{"id": name} for name in sorted(set("".join(flows)))],
        "edges": [{"origin": flow[0], "destination": flow[1]} for flow in flows],
    }


def test_nodes_and_edges_come_and_go(capsys: pytest.CaptureFixture[str]) -> None:
    then, now = datetime(2026, 1, 1), None
    difference = graph_difference("b", (then, lineage("ab", "bc")), (now, lineage("ab", "bd")))

    assert difference["nodes"] == {"added": ["d"], "removed": ["c"]}
    assert difference["edges"] == {
        "added": [{"origin": "b", "destination": "d"}],
        "removed": [{"origin": "b", "destination": "c"}],
    }
    print_graph_difference(difference)
    assert capsys.readouterr().out.splitlines() == [
        "b from 2026-01-01 00:00:00 to now",
        "+ d",
        "- c",
        "+ b → d",
        "- b → c",
    ]


def test_that_nothing_changed_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    then, now = datetime(2026, 1, 1), datetime(2026, 2, 1)
    print_graph_difference(graph_difference("b", (then, lineage("ab")), (now, lineage("ab"))))

    out, err = capsys.readouterr()
    assert (out, err) == (
        "b from 2026-01-01 00:00:00 to 2026-02-01 00:00:00\n",
        "nothing changed\n",
    )
