"""What a version, a part or a run has come into: by what each run read and wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.models.story import MODEL, REGISTRY, facet, run_id, story, told
from tests.models.walks import (
    as_role,
    blast_radius,
    did,
    grades,
    node,
    part_of,
    tables,
    versions,
    weights,
)

if TYPE_CHECKING:
    from tests.conftest import Client


async def test_a_bad_version_of_a_table_is_in_the_model_that_was_trained_on_it_and_in_no_other(
    client: Client,
) -> None:
    await client.accept(*story())

    found = await blast_radius(client, node("shop.features"), version="f-9")

    assert grades(found) == {f"{MODEL}@2": "recorded"}
    [reached] = found["models"]
    assert reached["path"] == [
        node("shop.features"),
        f"run:{run_id(3)}",
        node(MODEL, REGISTRY),
    ]
    assert (reached["distance"], reached["runId"], reached["isDeployed"]) == (2, run_id(3), True)
    assert [one["endpoint"] for one in reached["deployments"]] == ["https://churn.example.com"]
    assert reached["tables"] == [node("shop.predictions")]
    assert tables(found) == ["shop.predictions"]


async def test_a_run_is_in_what_read_its_write_before_the_next_one(client: Client) -> None:
    await client.accept(
        did(1, "01T10:00", [], ["a"]),
        did(2, "02T10:00", ["a"], ["M@1"]),
        did(3, "03T10:00", [], ["a"]),
        did(4, "04T10:00", ["a"], ["M@2"]),
    )

    assert grades(await blast_radius(client, f"run:{run_id(1)}")) == {"M@1": "inferred"}
    assert grades(await blast_radius(client, f"run:{run_id(3)}")) == {"M@2": "inferred"}


async def test_who_names_another_version_did_not_read_the_write(client: Client) -> None:
    await client.accept(
        did(1, "01T10:00", [], ["a@1"]),
        did(2, "02T10:00", [], ["a@2"]),
        did(3, "03T10:00", ["a@1"], ["M@1"]),
        did(4, "03T11:00", ["a@2"], ["M@2"]),
    )

    assert grades(await blast_radius(client, f"run:{run_id(1)}")) == {"M@1": "recorded"}
    assert grades(await blast_radius(client, f"run:{run_id(2)}")) == {"M@2": "recorded"}


async def test_the_grade_is_that_of_the_weakest_link_on_the_way(client: Client) -> None:
    await client.accept(
        did(1, "01T10:00", ["raw@7"], ["a"]),
        did(2, "02T10:00", ["a"], ["b@1"]),
        did(3, "03T10:00", ["b@1"], ["M@1"]),
        did(4, "04T10:00", ["b@9"], ["M@2"]),
        did(5, "04T10:00", ["a@3"], ["M@3"]),
    )

    found = await blast_radius(client, node("raw"), version="7")

    # Nobody is known to have written a@3: it may be this write, or none that was told of. What
    # was written as b@1 is not b@9.
    assert grades(found) == {"M@1": "inferred", "M@3": "missing"}


async def test_what_a_failed_run_left_may_have_been_read(client: Client) -> None:
    await client.accept(
        did(1, "01T10:00", [], ["a"], state="FAIL"),
        did(2, "02T10:00", ["a"], ["M@1"]),
    )

    assert grades(await blast_radius(client, f"run:{run_id(1)}")) == {"M@1": "missing"}


async def test_a_version_that_nobody_named_goes_by_the_run_that_wrote_it(client: Client) -> None:
    await client.accept(
        did(1, "01T10:00", [], ["a"]),
        did(2, "02T10:00", ["a"], ["M"]),
        did(3, "03T10:00", [], ["a"]),
        did(4, "04T10:00", ["a"], ["M"]),
    )

    found = await blast_radius(client, node("a"), version=run_id(1))

    assert versions(found) == [f"M@{run_id(2)}"]


async def test_of_a_partition_readers_of_others_are_left_out_and_those_of_none_are_possible(
    client: Client,
) -> None:
    await client.accept(
        did(1, "01T10:00", [], ["a"]),
        did(2, "02T10:00", [part_of("a", day="1", country="de")], ["M@1"]),
        did(3, "02T10:00", [part_of("a", day="2", country="de")], ["M@2"]),
        did(4, "02T10:00", ["a"], ["M@3"]),
    )

    found = await blast_radius(client, node("a"), partition=["day=1", "country=de"])

    assert {one["version"]: one["isPossible"] for one in found["models"]} == {"1": False, "3": True}
    assert found["partition"] == {"day": "1", "country": "de"}


async def test_a_version_and_a_partition_of_it_go_together(client: Client) -> None:
    await client.accept(
        did(1, "01T10:00", [], ["a@1"]),
        did(2, "02T10:00", [part_of("a@1", day="1")], ["M@1"]),
        did(3, "02T10:00", [part_of("a@1", day="2")], ["M@2"]),
        did(4, "02T10:00", [part_of("a@2", day="1")], ["M@3"]),
    )

    found = await blast_radius(client, node("a"), version="1", partition="day=1")

    assert versions(found) == ["M@1"]


async def test_a_circle_of_tables_is_walked_once(client: Client) -> None:
    await client.accept(
        did(1, "01T10:00", ["b"], ["a"]),
        did(2, "02T10:00", ["a"], ["b"]),
        did(3, "03T10:00", ["b"], ["a"]),
        did(4, "04T10:00", ["a"], ["b", "M@1"]),
    )

    found = await blast_radius(client, f"run:{run_id(1)}", depth=1_000)

    assert grades(found) == {"M@1": "inferred"}
    assert found["models"][0]["distance"] == 7


async def test_test_data_shapes_no_model(client: Client) -> None:
    await client.accept(
        did(1, "01T10:00", [], ["a"]),
        did(2, "02T10:00", [as_role("test", "a"), as_role("training", "b")], ["M@1"]),
    )

    assert versions(await blast_radius(client, f"run:{run_id(1)}")) == []


async def test_what_the_lineage_facet_says_of_a_model_counts(client: Client) -> None:
    entry = {"namespace": REGISTRY, "name": "M", "type": "DATASET"}
    source = {"namespace": "postgres://wh:5432", "name": "b", "type": "DATASET"}
    said = {"entries": [{**entry, "inputs": [source]}]}
    await client.accept(
        did(1, "01T10:00", [], ["a"]),
        did(2, "01T10:00", [], ["b"]),
        did(3, "02T10:00", [as_role("training", "a"), "b"], ["M@1"], lineage=said),
    )

    assert versions(await blast_radius(client, f"run:{run_id(1)}")) == []
    assert versions(await blast_radius(client, f"run:{run_id(2)}")) == ["M@1"]


async def test_a_model_that_was_tuned_is_reached_by_way_of_its_base(client: Client) -> None:
    base = {"namespace": REGISTRY, "name": "BASE", "version": "1", "relation": "finetune"}
    await client.accept(
        did(1, "01T10:00", [], ["a"]),
        did(2, "02T10:00", ["a"], ["BASE@1"]),
        did(3, "02T11:00", ["b"], ["BASE@2"]),
        did(4, "03T10:00", ["c"], [weights("TUNED", "1", baseModels=[base])]),
        did(5, "03T10:00", ["BASE@2", "c"], ["TUNED@2"]),
    )

    found = await blast_radius(client, f"run:{run_id(1)}")

    assert grades(found) == {"BASE@1": "inferred", "TUNED@1": "inferred"}
    assert found["models"][1]["path"][-3:] == [
        node("BASE", REGISTRY),
        f"run:{run_id(4)}",
        node("TUNED", REGISTRY),
    ]


async def test_tables_that_were_made_with_a_model_and_what_is_made_of_these_are_told(
    client: Client,
) -> None:
    await client.accept(
        did(1, "01T10:00", [], ["a@1"]),
        did(2, "02T10:00", ["a@1"], ["M@1"]),
        did(3, "03T10:00", ["M@1", "a@1"], ["scores@1"], job="score"),
        did(4, "04T10:00", ["scores@1"], ["report"]),
        did(5, "05T10:00", ["report"], ["N@1"]),
        did(6, "06T10:00", ["M@2", "x"], ["others"]),
    )

    found = await blast_radius(client, node("a"), version="1")

    assert [
        (one["name"], one["distance"], one["isWritten"], one["grade"]) for one in found["tables"]
    ] == [("scores", 4, True, "recorded"), ("report", 6, False, "recorded")]
    assert grades(found) == {"M@1": "recorded", "N@1": "inferred"}
    assert found["tables"][1]["path"] == [
        node("a"),
        f"run:{run_id(2)}",
        node("M", REGISTRY),
        f"run:{run_id(3)}",
        node("scores"),
        f"run:{run_id(4)}",
        node("report"),
    ]


async def test_of_a_version_of_a_model_it_is_told_where_it_serves_and_what_it_wrote(
    client: Client,
) -> None:
    await client.accept(*story())

    first, second = [
        await blast_radius(client, f"model:{REGISTRY}:{MODEL}", version=version)
        for version in ("1", "2")
    ]

    assert (grades(first), first["models"][0]["isDeployed"]) == ({f"{MODEL}@1": "recorded"}, False)
    [replaced] = first["models"][0]["deployments"]
    assert (replaced["startedAt"], replaced["endedAt"]) == (
        "2026-03-03T12:00:00Z",
        "2026-03-04T12:00:00Z",
    )
    assert (second["models"][0]["distance"], second["deployedCount"]) == (0, 1)
    assert tables(second) == ["shop.predictions"]


async def test_a_version_that_a_registry_named_later_is_told_by_that_name(client: Client) -> None:
    await client.accept(
        did(1, "01T10:00", [], ["a@1"]),
        did(2, "02T10:00", ["a@1"], [weights("M", "m-7", modelId="m-7")]),
        told("03T10:00", weights("M", "3", modelId="m-7")),
        did(3, "04T10:00", ["M@3"], ["scores"]),
    )

    found = await blast_radius(client, node("a"), version="1")

    assert (versions(found), tables(found)) == (["M@3"], ["scores"])


async def test_a_version_that_a_registry_says_to_be_of_a_run_is_reached_by_that_run(
    client: Client,
) -> None:
    await client.accept(
        did(1, "01T10:00", [], ["a@1"]),
        did(2, "02T10:00", ["a@1"]),
        told("03T10:00", weights("M", "3", sourceRunId=run_id(2))),
    )

    assert versions(await blast_radius(client, node("a"), version="1")) == ["M@3"]


async def test_what_is_beyond_the_bounds_is_counted(client: Client) -> None:
    await client.accept(
        did(1, "01T10:00", [], ["a@1"]),
        did(2, "02T10:00", ["a@1"], ["b@1", "M@1", "N@1"]),
        did(3, "03T10:00", ["b@1"], ["M@2"]),
    )

    found = await blast_radius(client, node("a"), version="1", depth=2, limit=1)

    assert (versions(found), found["totalCount"], found["truncated"]) == (["M@1"], 2, True)
    assert found["hidden"] == {"overLimit": 1, "overDepth": 1}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"version": "9"}, 404),
        ({"partition": "day"}, 400),
        ({"partition": "=1"}, 400),
        ({"version": ""}, 400),
    ],
)
async def test_what_cannot_be_asked_is_refused(
    client: Client, query: dict[str, str], status: int
) -> None:
    await client.accept(did(1, "01T10:00", [], ["a@1"]), did(2, "02T10:00", ["a"], ["M@1"]))

    path = "/api/v1/blast-radius"
    answer = await client.request("GET", path, params={"nodeId": node("a"), **query})
    assert answer[0] == status, answer


async def test_a_run_has_no_version(client: Client) -> None:
    await client.accept(did(1, "01T10:00", [], ["a@1"]))

    query = {"nodeId": f"run:{run_id(1)}", "version": "1"}
    assert (await client.request("GET", "/api/v1/blast-radius", params=query))[0] == 400


async def test_facets_that_were_deleted_say_nothing(client: Client) -> None:
    gone = {**part_of("a", day="2")}
    gone["inputFacets"] = {"subset": facet(_deleted=True)}
    await client.accept(did(1, "01T10:00", [], ["a"]), did(2, "02T10:00", [gone], ["M@1"]))

    found = await blast_radius(client, node("a"), partition="day=1")

    assert [one["isPossible"] for one in found["models"]] == [True]


async def test_a_run_that_renews_a_table_hands_on_what_was_in_it(client: Client) -> None:
    await client.accept(
        did(1, "01T10:00", [], ["a@1"]),
        did(2, "02T10:00", ["a@1", "new"], ["a@2"]),
        did(3, "03T10:00", ["a@2"], ["M@1"]),
    )

    assert grades(await blast_radius(client, f"run:{run_id(1)}")) == {"M@1": "recorded"}


async def test_each_version_that_a_run_wrote_is_reached(client: Client) -> None:
    await client.accept(
        did(1, "01T10:00", [], ["a@1"]),
        did(2, "02T10:00", ["a@1"], ["M@epoch-1"], state="RUNNING"),
        did(2, "02T10:01", ["a@1"], ["M@epoch-2"]),
        did(3, "03T10:00", ["M@epoch-1"], ["scores"]),
    )

    for query in ({}, {"version": "1"}):
        found = await blast_radius(client, node("a"), **query)
        assert versions(found) == ["M@epoch-1", "M@epoch-2"]
        assert [one["tables"] for one in found["models"]] == [[node("scores")], []]
