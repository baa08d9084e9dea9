"""The table macros of SQL, which walk as the questions do: from any node, as far."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from collector.graph.adjacency import load, number_of
from collector.graph.node import Node, unescaped
from collector.graph.reach import Era, Reach
from collector.graph.walk import walk
from tests.golden.test_golden import CAPTURED, CORPUS, SHARED, accepted
from tests.graph.story import NAMESPACE, dataset, flows, node, ran
from tests.relations.folded import Folded, body_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb

    from collector.graph.reach import Direction
    from tests.graph.story import World

Json = dict[str, Any]

DIRECTIONS: tuple[Direction, ...] = ("upstream", "downstream")

JOBS = "ABCDEFGHIJKL"
DATASETS = "abcdefghijklmn"

#: Of each scenario; a macro takes long to plan.
MOST_STARTS = 6


# What real tools sent


@pytest.fixture
def folded(tmp_path: Path) -> Iterator[Folded]:
    made = Folded(tmp_path / "lineage.duckdb")
    yield made
    made.close()


def by_macro(cursor: duckdb.DuckDBPyConnection, direction: str, node_id: str, depth: int) -> Json:
    """Each node with its distance."""
    rows = cursor.execute(
        f"select kind, namespace, name, distance from {direction}($1, depth := $2)",
        [node_id, depth],
    ).fetchall()
    found = {Node(kind, namespace, name).id: distance for kind, namespace, name, distance in rows}
    assert len(found) == len(rows)
    return found


@pytest.mark.skipif(not SHARED.exists(), reason="the recorded events are not here")
@pytest.mark.parametrize("scenario", [*CAPTURED, *CORPUS])
def test_from_every_node_of_what_tools_sent_a_macro_comes_as_far_as_a_walk(
    scenario: str, folded: Folded
) -> None:
    folded.fold(accepted(scenario))
    cursor = folded.cursor()
    graph = load(cursor, Era())
    starts = [
        *(Node("dataset", row["namespace"], row["name"]) for row in folded.rows("datasets", None)),
        *(Node("job", row["namespace"], row["name"]) for row in folded.rows("jobs", None)),
    ]

    assert starts
    for start in random.Random(scenario).sample(starts, min(MOST_STARTS, len(starts))):
        for direction in DIRECTIONS:
            walked = walk(graph, start, number_of(cursor, start), Reach(direction, 100))
            expected = {reached.node.id: reached.distance for reached in walked.nodes}
            assert by_macro(cursor, direction, start.id, 100) == expected, (start, direction)


# What nobody would send


def _handed_on(chance: random.Random) -> Json:
    """A lineage facet by which jobs hand on to jobs, and datasets come from jobs."""
    other = {"namespace": NAMESPACE, "name": chance.choice(JOBS), "type": "JOB"}
    ends = (
        {"namespace": NAMESPACE, "name": chance.choice(JOBS), "type": "JOB"},
        {"namespace": NAMESPACE, "name": chance.choice(DATASETS), "type": "DATASET"},
    )
    return {"entries": [{**chance.choice(ends), "inputs": [other]}]}


def tangle(seed: int) -> list[bytes]:
    """Runs by chance: cycles, datasets that come from themselves, jobs at the edge of it all."""
    chance = random.Random(seed)

    def some() -> str:
        return " ".join(chance.sample(DATASETS, chance.choice((0, 1, 1, 2, 3))))

    events = []
    for job in JOBS:
        reads, writes = some(), some()
        said: tuple[dict[str, Json], ...] = (
            {},
            {},
            {"lineage": _handed_on(chance)},
            {"lineage": flows(**{name: some() for name in writes.split()})},
            {"lineage": flows(**{name: name for name in writes.split()})},
        )
        facets = chance.choice(said)
        events.append(ran(job, reads, writes, at="10:00", state="COMPLETE", run=None, **facets))
    alone = {"namespace": NAMESPACE, "name": "alone"}
    former = {"namespace": NAMESPACE, "name": chance.choice(DATASETS)}
    renamed = {"lifecycleStateChange": "RENAME", "previousIdentifier": former}
    return [
        *events,
        ran("Idle"),
        ran("Loop", "loop", "loop"),
        ran("R", (), [dataset("renamed", lifecycleStateChange=renamed)]),
        body_of({"dataset": alone}),
    ]


def macro_of(world: World, direction: str, start: str, depth: int) -> Json:
    rows = world.sql(
        f"""
        select concat_ws(':', kind, namespace, name) as id, distance
        from {direction}('{node(start)}', depth := {depth})
        """
    )
    return {row["id"]: row["distance"] for row in rows}


def walk_of(world: World, direction: str, start: str, depth: int) -> Json:
    answer = world.lineage(start, direction=direction, depth=depth)
    return {found["id"]: found["distance"] for found in answer["graph"]}


@pytest.mark.parametrize("seed", range(2))
def test_in_a_tangle_a_macro_comes_as_far_as_a_walk(world: World, seed: int) -> None:
    world.accept(*tangle(seed))

    chance = random.Random(seed)
    starts = ["Idle", "Loop", "R", "alone", "loop", "renamed"]
    starts += chance.sample(JOBS, 6) + chance.sample(DATASETS, 6)
    for start in starts:
        for direction in DIRECTIONS:
            depth = chance.choice((0, 1, 2, 3, 5, 100))
            expected = walk_of(world, direction, start, depth)
            assert macro_of(world, direction, start, depth) == expected, (start, direction, depth)


def test_a_macro_reads_an_id_as_the_walk_does(world: World) -> None:
    same = {"identifiers": [{"namespace": NAMESPACE, "name": "other", "type": "TABLE"}]}
    world.accept(
        ran("J", "a", [dataset("x", symlinks=same)]),
        ran("K", "b", [dataset("c:d"), dataset("d", f"{NAMESPACE}:c")], at="11:00"),
        ran("L", "e", [dataset("d", f"{NAMESPACE}:c")], at="12:00"),
    )

    for start in ("x", "other", "c:d", "c%3Ad", "nothing"):
        status, answer = world.answer("lineage", nodeId=node(start), direction="upstream")
        walked = {unescaped(found["id"]): found["distance"] for found in answer.get("graph", ())}
        assert (status == 404) == (start == "nothing")
        assert macro_of(world, "upstream", start, 20) == walked
