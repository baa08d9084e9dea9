"""Runs that a run comes from: by the versions that were recorded, else by time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.graph.story import NAMESPACE, dataset, ran

if TYPE_CHECKING:
    from tests.graph.story import World

Json = dict[str, Any]


def upstream(world: World, run: str, **query: object) -> Json:
    return world.ask("runlineage/upstream", runId=f"{NAMESPACE} {run}", **query)


def told(answer: Json) -> str:
    """The runs, in their order."""
    return ", ".join(str(run["run"]["id"]).partition(" ")[2] for run in answer["runs"])


def inputs(answer: Json) -> list[tuple[str, str | None, bool]]:
    """What the run itself read, and from which run."""
    return [
        (
            read["name"],
            read["producedByRunId"] and read["producedByRunId"].partition(" ")[2],
            read["inferred"],
        )
        for read in answer["runs"][0]["inputs"]
    ]


def version(name: str, number: str) -> Json:
    return dataset(name, version={"datasetVersion": number})


def test_where_no_version_was_recorded_the_last_writer_before_the_start_is_inferred(
    world: World,
) -> None:
    world.accept(
        ran("W", (), "a", at="08:00"),
        ran("W", (), "a", at="09:00"),
        ran("R", "a", "b", at="10:00"),
        ran("W", (), "a", at="11:00"),
    )

    answer = upstream(world, "R 10:00")
    assert told(answer) == "R 10:00, W 09:00"
    assert inputs(answer) == [("a", "W 09:00", True)]


def test_the_writer_of_the_version_that_was_recorded_goes_before_later_ones(world: World) -> None:
    world.accept(
        ran("W", (), [version("a", "1")], at="08:00"),
        ran("W", (), [version("a", "2")], at="09:00"),
        ran("R", [version("a", "1")], "b", at="10:00"),
    )

    answer = upstream(world, "R 10:00")
    assert inputs(answer) == [("a", "W 08:00", False)]
    assert answer["runs"][0]["inputs"][0]["version"] == "1"


def test_a_recorded_version_that_nobody_wrote_is_not_replaced_by_the_latest(world: World) -> None:
    world.accept(
        ran("W", (), "a", at="09:00"),
        ran("R", [version("a", "unknown")], "b", at="10:00"),
    )

    answer = upstream(world, "R 10:00")
    assert (told(answer), inputs(answer)) == ("R 10:00", [("a", None, False)])


def test_a_run_that_failed_or_has_not_ended_has_written_nothing(world: World) -> None:
    world.accept(
        ran("W", (), "a", at="07:00"),
        ran("W", (), "a", at="08:00", state="FAIL"),
        ran("W", (), "a", at="09:00", state="START"),
        ran("R", "a", "b", at="10:00"),
    )

    assert inputs(upstream(world, "R 10:00")) == [("a", "W 07:00", True)]


def test_a_failed_run_itself_has_what_it_read(world: World) -> None:
    world.accept(ran("W", (), "a", at="08:00"), ran("R", "a", "b", at="10:00", state="FAIL"))

    answer = upstream(world, "R 10:00")
    assert (told(answer), answer["runs"][0]["run"]["status"]) == ("R 10:00, W 08:00", "FAILED")


def test_runs_go_on_to_the_runs_before_them(world: World) -> None:
    world.accept(
        ran("A", (), "a", at="07:00"),
        ran("B", "a", "b", at="08:00"),
        ran("C", "a", "c", at="08:00"),
        ran("D", "b c", "d", at="09:00"),
    )

    answer = upstream(world, "D 09:00")
    assert told(answer) == "D 09:00, B 08:00, C 08:00, A 07:00"
    assert [run["distance"] for run in answer["runs"]] == [0, 1, 1, 2]
    near = upstream(world, "D 09:00", depth=1)
    assert (told(near), near["truncated"]) == ("D 09:00, B 08:00, C 08:00", True)
    assert told(upstream(world, "D 09:00", depth=0)) == "D 09:00"
    few = upstream(world, "D 09:00", limit=2)
    assert (told(few), few["truncated"]) == ("D 09:00, B 08:00", True)
    assert told(upstream(world, "D 09:00", limit=0)) == "D 09:00"


def test_runs_that_read_what_they_wrote_before_end_somewhere(world: World) -> None:
    world.accept(
        ran("J", "a", "a", at="08:00"),
        ran("J", "a", "a", at="09:00"),
        ran("J", "a", "a", at="10:00"),
    )

    assert told(upstream(world, "J 10:00")) == "J 10:00, J 09:00, J 08:00"


def test_runs_that_recorded_each_others_versions_are_told_once(world: World) -> None:
    world.accept(
        ran("A", [version("b", "1")], [version("a", "1")]),
        ran("B", [version("a", "1")], [version("b", "1")]),
    )

    assert told(upstream(world, "A 10:00")) == "A 10:00, B 10:00"


def test_what_the_job_does_no_longer_is_upstream_of_the_run_that_did_it(world: World) -> None:
    world.accept(
        ran("W", (), "old", at="08:00"),
        ran("R", "old", "b", at="09:00"),
        ran("R", "new", "b", at="10:00"),
    )

    assert told(upstream(world, "R 09:00")) == "R 09:00, W 08:00"


def test_a_run_has_the_keys_of_marquez(world: World) -> None:
    world.accept(ran("W", (), "a", at="08:00"), ran("R", "a", at="09:00"))

    [run, _] = upstream(world, "R 09:00")["runs"]
    version = run["job"].pop("version")
    assert version
    assert run == {
        "job": {"namespace": NAMESPACE, "name": "R"},
        "run": {
            "id": f"{NAMESPACE} R 09:00",
            "start": "2026-01-01T09:00:00Z",
            "end": "2026-01-01T09:00:00Z",
            "status": "COMPLETED",
        },
        "inputs": [
            {
                "namespace": NAMESPACE,
                "name": "a",
                "version": f"{NAMESPACE} W 08:00",
                "producedByRunId": f"{NAMESPACE} W 08:00",
                "inferred": True,
            }
        ],
        "distance": 0,
    }
