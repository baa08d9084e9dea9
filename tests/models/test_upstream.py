"""What a version comes from, run by run to the sources."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from tests.models.story import MODEL, REGISTRY, run_id, story, told
from tests.models.walks import as_role, blast_radius, did, upstream, weights

if TYPE_CHECKING:
    from tests.conftest import Client

Json = dict[str, Any]


def reads(answer: Json) -> list[tuple[int, str, str | None, str, bool]]:
    return [
        (run["distance"], one["name"], one["version"], one["grade"], one["feeds"])
        for run in answer["runs"]
        for one in run["inputs"]
    ]


async def test_every_read_on_the_way_to_the_sources_has_version_grade_and_writer(
    client: Client,
) -> None:
    await client.accept(*story())

    found = await upstream(client, MODEL, "1")

    assert reads(found) == [
        (0, "shop.features", run_id(1), "inferred", True),
        (0, "shop.holdout", "h-1", "recorded", False),
        (1, "shop.orders", "o-17", "recorded", True),
    ]
    features, holdout = found["runs"][0]["inputs"]
    assert (features["writtenBy"], features["writtenAt"]) == (run_id(1), "2026-03-01T08:10:00Z")
    assert features["evidence"].startswith(f"Run {run_id(1)} of features was the last")
    assert (features["isSource"], holdout["isSource"]) == (False, True)
    assert [(one["name"], one["version"], one["distance"]) for one in found["sources"]] == [
        ("shop.orders", "o-17", 2)
    ]
    assert (found["grade"], found["grades"]) == (
        "inferred",
        {"recorded": 1, "inferred": 1, "missing": 0},
    )
    assert (found["gaps"], found["truncated"], found["hiddenRuns"]) == ([], False, 0)


async def test_a_version_that_nobody_wrote_of_data_that_is_written_is_a_gap(
    client: Client,
) -> None:
    await client.accept(*story())

    found = await upstream(client, MODEL, "champion")

    assert (found["version"], found["sources"]) == ("2", [])
    assert [(one["name"], one["version"], one["runId"]) for one in found["gaps"]] == [
        ("shop.features", "f-9", run_id(3))
    ]


async def test_a_read_without_a_version_or_a_writer_before_it_is_missing(client: Client) -> None:
    await client.accept(
        did(1, "02T10:00", ["a", "b"], ["M@1"]),
        did(2, "03T10:00", [], ["a"]),
    )

    found = await upstream(client, "M", "1")

    assert [(one["name"], one["grade"], one["isSource"]) for one in found["runs"][0]["inputs"]] == [
        ("a", "missing", False),
        ("b", "missing", True),
    ]
    assert found["grade"] == "missing"


async def test_circles_end_and_bounds_are_told(client: Client) -> None:
    await client.accept(
        did(1, "01T10:00", ["b@0"], ["a@1"]),
        did(2, "02T10:00", ["a@1"], ["b@1"]),
        did(3, "03T10:00", ["b@1", "a@1"], ["a@2"]),
        did(4, "04T10:00", ["a@2"], ["M@1"]),
    )

    found = await upstream(client, "M", "1")
    assert [(run["distance"], run["runId"]) for run in found["runs"]] == [
        (0, run_id(4)),
        (1, run_id(3)),
        (2, run_id(1)),
        (2, run_id(2)),
    ]
    nearer = await upstream(client, "M", "1", depth=1)
    assert (len(nearer["runs"]), nearer["truncated"], nearer["hiddenRuns"]) == (2, True, 2)
    fewer = await upstream(client, "M", "1", limit=3)
    assert (len(fewer["runs"]), fewer["truncated"], fewer["hiddenRuns"]) == (3, True, 1)


async def test_only_what_flowed_into_what_was_read_is_walked(client: Client) -> None:
    output = {"namespace": "postgres://wh:5432", "type": "DATASET"}
    entries = [
        {**output, "name": name, "inputs": [{**output, "name": source}]}
        for name, source in (("b", "a"), ("c", "z"))
    ]
    await client.accept(
        did(1, "01T10:00", ["a@1", "z@1"], ["b@1", "c@1"], lineage={"entries": entries}),
        did(2, "02T10:00", [as_role("training", "b@1"), as_role("test", "c@1")], ["M@1"]),
    )

    found = await upstream(client, "M", "1")

    assert reads(found) == [
        (0, "b", "1", "recorded", True),
        (0, "c", "1", "recorded", False),
        (1, "a", "1", "recorded", True),
        (1, "z", "1", "recorded", False),
    ]
    assert [one["name"] for one in found["sources"]] == ["a"]


async def test_a_model_that_was_tuned_comes_from_what_its_base_was_trained_on(
    client: Client,
) -> None:
    base = {"namespace": REGISTRY, "name": "BASE", "version": "1", "relation": "finetune"}
    older = {**base, "name": "OLDEST"}
    await client.accept(
        did(1, "01T10:00", ["a@1"], ["OLDEST@1"]),
        did(2, "02T10:00", ["b@1"], ["BASE@1"]),
        told("02T11:00", weights("BASE", "1", baseModels=[older])),
        did(3, "03T10:00", ["c@1"], [weights("TUNED", "1", baseModels=[base])]),
    )

    found = await upstream(client, "TUNED", "1")

    assert [one["name"] for one in found["sources"]] == ["c", "b", "a"]
    assert [(one["name"], one["isModel"]) for one in found["runs"][0]["inputs"]] == [
        ("BASE", True),
        ("c", False),
    ]


async def test_what_is_not_there_is_not_found_and_near_versions_are_told(client: Client) -> None:
    await client.accept(did(1, "01T10:00", ["a"], ["M@1"]))

    at = "/api/v1/models/mlflow%3A%2F%2Fmlflow%3A5000/M/versions/9/upstream"
    status, answer = await client.request("GET", at)
    assert (status, answer["near"]) == (404, [f"model:{REGISTRY}:M@1"])
    for wrong in ("depth=-1", "limit=10001", "colour=red"):
        assert (await client.request("GET", f"{at}?{wrong}"))[0] == 400


@pytest.mark.parametrize("seed", range(4))
async def test_a_run_is_upstream_of_the_versions_that_are_downstream_of_it(
    client: Client, seed: int
) -> None:
    """Both walks find the same ways, unless a link is missing that only one of them guesses."""
    made = random.Random(seed)
    events = []
    written: dict[str, list[str]] = {}
    for number in range(1, 15):
        sources = made.sample(("a", "b", "c", "d"), 2)
        inputs = [
            f"{name}@{made.choice(written[name])}"
            if made.random() < 0.6 and written.get(name)
            else name
            for name in sources
        ]
        target = made.choice(("a", "b", "c", "d", "M"))
        version = f"v{number}"
        is_named = target == "M" or made.random() < 0.7
        if is_named:
            written.setdefault(target, []).append(version)
        output = f"{target}@{version}" if is_named else target
        events.append(did(number, f"{number:02}T10:00", inputs, [output]))
    await client.accept(*made.sample(events, len(events)))

    up: set[tuple[str, str]] = set()
    for version in written.get("M", ()):
        found = await upstream(client, "M", version)
        up |= {(run["runId"], version) for run in found["runs"]}
    down: set[tuple[str, str]] = set()
    for number in range(1, 15):
        found = await blast_radius(client, f"run:{run_id(number)}", depth=100)
        down |= {
            (run_id(number), one["version"]) for one in found["models"] if one["grade"] != "missing"
        }
    assert written.get("M")
    assert up == down
