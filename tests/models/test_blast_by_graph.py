"""What a whole table has come into: along the graph to models, and on from these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.models.story import MODEL, REGISTRY, run_id, story, told
from tests.models.walks import (
    as_role,
    blast_radius,
    did,
    grades,
    node,
    tables,
    versions,
    weights,
)

if TYPE_CHECKING:
    from tests.conftest import Client


async def test_every_version_downstream_is_told_those_that_serve_first(client: Client) -> None:
    await client.accept(*story())

    found = await blast_radius(client, node("shop.orders"))

    assert [(one["version"], one["grade"], one["isDeployed"]) for one in found["models"]] == [
        ("2", "recorded", True),
        ("1", "inferred", False),
    ]
    assert found["models"][0]["path"] == [
        node("shop.orders"),
        "job:ml:features",
        node("shop.features"),
        "job:ml:train",
        node(MODEL, REGISTRY),
    ]
    assert (found["totalCount"], found["deployedCount"], found["truncated"]) == (2, 1, False)
    assert [one["tables"] for one in found["models"]] == [[node("shop.predictions")], []]
    assert found["tables"][0]["path"][-2:] == ["job:ml:score", node("shop.predictions")]


async def test_data_that_a_model_was_only_measured_on_is_in_no_version(client: Client) -> None:
    await client.accept(*story())

    found = await blast_radius(client, node("shop.holdout"))

    assert (found["models"], found["tables"], found["totalCount"]) == ([], [], 0)


async def test_the_way_goes_through_models_to_tables_and_from_these_to_models(
    client: Client,
) -> None:
    await client.accept(
        did(1, "01T10:00", ["a"], ["b"]),
        did(2, "02T10:00", ["b"], ["M@1"]),
        did(3, "03T10:00", ["M@1", "x"], ["scores"]),
        did(4, "04T10:00", ["scores"], ["report"]),
        did(5, "05T10:00", ["report"], ["N@1"]),
        # Another version of the model, made of other data.
        did(6, "06T10:00", ["y"], ["M@2"]),
        did(7, "07T10:00", ["M@2"], ["others"]),
    )

    found = await blast_radius(client, node("a"))

    assert versions(found) == ["M@1", "N@1"]
    assert [(one["name"], one["distance"], one["isWritten"]) for one in found["tables"]] == [
        ("scores", 6, True),
        ("report", 8, False),
    ]
    assert found["models"][1]["path"] == [
        *(node("a"), "job:ml:job-1", node("b"), "job:ml:job-2", node("M", REGISTRY)),
        *("job:ml:job-3", node("scores"), "job:ml:job-4", node("report")),
        *("job:ml:job-5", node("N", REGISTRY)),
    ]
    assert versions(await blast_radius(client, node("y"))) == ["M@2"]


async def test_what_is_beyond_the_depth_and_the_limit_is_counted(client: Client) -> None:
    await client.accept(
        did(1, "01T10:00", ["a"], ["M@1", "M@2", "b"]),
        did(2, "02T10:00", ["b"], ["N@1"]),
        did(3, "02T10:00", ["M@1"], ["scores"]),
    )

    found = await blast_radius(client, node("a"), depth=2, limit=1)

    assert (versions(found), found["totalCount"], found["tableCount"]) == (["M@1"], 2, 0)
    assert found["hidden"] == {"overLimit": 1, "overDepth": 2}


async def test_circles_are_walked_once(client: Client) -> None:
    await client.accept(
        did(1, "01T10:00", ["a"], ["M@1"]),
        did(2, "02T10:00", ["M@1"], ["a"]),
        did(3, "03T10:00", ["a", "M@1"], ["M@2"], job="job-1"),
        did(4, "04T10:00", ["M@2"], ["M@2"]),
    )

    found = await blast_radius(client, node("a"), depth=1_000)

    assert (versions(found), tables(found)) == (["M@1", "M@2"], ["a"])


async def test_models_that_were_tuned_go_by_way_of_their_base(client: Client) -> None:
    base = {"namespace": REGISTRY, "name": "BASE", "version": "1", "relation": "finetune"}
    await client.accept(
        did(1, "02T10:00", [as_role("training", "a")], ["BASE@1"]),
        did(2, "02T11:00", ["b"], ["BASE@2"]),
        did(3, "03T10:00", ["c"], [weights("TUNED", "1")]),
        told("03T11:00", weights("TUNED", "1", baseModels=[base])),
        did(4, "03T10:00", ["BASE@2", "c"], ["TUNED@2"]),
        did(5, "04T10:00", ["TUNED@1"], ["scores"]),
    )

    found = await blast_radius(client, node("a"))

    assert grades(found) == {"BASE@1": "recorded", "TUNED@1": "recorded"} | {"BASE@1": "missing"}
    assert tables(found) == ["scores"]
    assert versions(await blast_radius(client, f"model:{REGISTRY}:BASE")) == [
        *("BASE@1", "BASE@2", "TUNED@1", "TUNED@2"),
    ]


async def test_names_of_registries_stand_for_those_of_tools(client: Client) -> None:
    await client.accept(
        did(1, "01T10:00", ["a"], [weights("M", "m-7", modelId="m-7")]),
        told("02T10:00", weights("M", "3", modelId="m-7")),
        did(2, "03T10:00", ["M@3"], ["scores"]),
        did(3, "04T10:00", ["a"]),
        told("05T10:00", weights("N", "1", sourceRunId=run_id(3))),
    )

    found = await blast_radius(client, node("a"))

    assert (versions(found), tables(found)) == (["M@3", "N@1"], ["scores"])


async def test_the_current_graph_leaves_out_what_jobs_do_no_longer(client: Client) -> None:
    await client.accept(
        did(1, "01T10:00", ["a"], ["b"], job="make-b"),
        did(2, "01T11:00", ["b"], ["M@1"], job="train"),
        did(3, "02T10:00", ["z"], ["b"], job="make-b"),
        did(4, "02T11:00", ["b"], ["M@2"], job="train"),
    )

    assert versions(await blast_radius(client, node("a"))) == ["M@1", "M@2"]
    assert versions(await blast_radius(client, node("a"), history="current")) == []
    # By what the runs read, the second version was not made of it.
    assert versions(await blast_radius(client, f"run:{run_id(1)}")) == ["M@1"]


async def test_a_table_without_models_downstream_has_none(client: Client) -> None:
    await client.accept(did(1, "01T10:00", ["a"], ["b"]))

    found = await blast_radius(client, node("a"))

    assert (found["models"], found["tables"], found["truncated"]) == ([], [], False)
