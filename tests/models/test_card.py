"""The card of a version: how it was made, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from tests.models.story import (
    MODEL,
    REGISTRY,
    facet,
    features,
    model,
    ran,
    run_id,
    story,
    told,
    training,
)

if TYPE_CHECKING:
    from tests.conftest import Client

Json = dict[str, Any]

AT = f"/api/v1/models/{quote(REGISTRY, safe='')}/{MODEL}"


@pytest.fixture
async def client(client: Client) -> Client:
    await client.accept(*story())
    return client


async def card(client: Client, version: str) -> Json:
    found: Json = await client.get(f"{AT}/versions/{version}")
    return found


async def test_what_went_into_a_version_is_on_one_page(client: Client) -> None:
    found = await card(client, "2")

    assert found["id"] == f"model:{REGISTRY}:{MODEL}"
    assert found["training"]["runId"] == run_id(3)
    assert [
        (one["name"], one["role"], one["version"], one["grade"], one["feeds"], one["rowCount"])
        for one in found["inputs"]
    ] == [
        ("shop.features", "training", "f-9", "recorded", True, 900),
        ("shop.holdout", "test", "h-1", "recorded", False, 500),
    ]
    assert found["training"]["code"]["codeVersion"] == "2" * 40
    assert found["training"]["code"]["isDirty"] is False
    assert found["training"]["environment"]["lockfileSha256"] == "a" * 64
    assert found["artifactSha256"] == "c" * 64
    assert [(one["metric"], one["value"], one["pointCount"]) for one in found["metrics"]] == [
        ("accuracy", 0.9, 1),
        ("loss", 0.3, 2),
    ]
    assert found["model"]["description"] == "Who will leave."
    assert found["model"]["owners"] == [{"name": "team:growth", "type": "OWNER"}]


async def test_the_level_is_told_with_the_checks_that_keep_from_the_next(client: Client) -> None:
    first, second = await card(client, "1"), await card(client, "2")

    assert (first["level"], first["levelName"], first["keptFromNextBy"]) == (2, "traceable", ["D2"])
    assert (second["level"], second["levelName"]) == (3, "reproducible")
    [missing] = [one for one in first["findings"] if one["checkId"] == "D2"]
    assert "shop.features" in missing["message"]
    assert run_id(1) in missing["message"]
    assert "MLflow" in missing["fix"]


async def test_the_version_of_data_that_nobody_told_is_inferred_with_its_evidence(
    client: Client,
) -> None:
    [data] = [one for one in (await card(client, "1"))["inputs"] if one["feeds"]]

    assert (data["grade"], data["version"], data["writtenBy"]) == ("inferred", run_id(1), run_id(1))
    assert data["evidence"] == (
        f"Run {run_id(1)} of features was the last that had written it, at 2026-03-01 08:10:00, "
        "before the run began."
    )


async def test_secrets_are_not_told(client: Client) -> None:
    found = await card(client, "2")

    assert {one["parameter"]: one["value"] for one in found["parameters"]} == {
        "db_password": "***",
        "max_depth": "6",
        "random_state": "7",
    }
    assert "hunter2" not in str(found)


async def test_where_a_version_is_served_and_what_alias_it_holds(client: Client) -> None:
    first, second = await card(client, "1"), await card(client, "2")

    assert [(one["runId"], one["isCurrent"]) for one in second["deployments"]] == [
        (run_id(5), True)
    ]
    assert [(one["isCurrent"], one["endedAt"]) for one in first["deployments"]] == [
        (False, "2026-03-04T12:00:00Z")
    ]
    assert [(one["alias"], one["isHeld"]) for one in second["aliases"]] == [("champion", True)]
    assert [(one["alias"], one["isHeld"]) for one in first["aliases"]] == [("champion", False)]


@pytest.mark.parametrize("name", ["champion", "m-2"])
async def test_a_version_goes_by_an_alias_and_by_what_its_tool_calls_it(
    client: Client, name: str
) -> None:
    assert (await card(client, name))["modelVersion"] == "2"


async def test_a_version_that_is_not_known_is_not_found_and_others_are_named(
    client: Client,
) -> None:
    status, answer = await client.request("GET", f"{AT}/versions/9")

    assert (status, answer["near"]) == (
        404,
        [f"model:{REGISTRY}:{MODEL}@2", f"model:{REGISTRY}:{MODEL}@1"],
    )
    status, answer = await client.request("GET", AT.replace(MODEL, "churn-modell"))
    assert (status, answer["near"]) == (404, [f"dataset:{REGISTRY}:{MODEL}"])


async def test_two_runs_that_wrote_one_version_are_both_told(client: Client) -> None:
    await client.accept(*training(7, "06", "2", features("f-11"), bytes_of="d"))

    found = await card(client, "2")
    assert (found["training"]["runId"], found["otherProducers"]) == (run_id(3), [run_id(7)])
    assert (found["level"], found["keptFromNextBy"]) == (0, ["I2"])


async def test_of_a_file_that_was_only_saved_all_that_is_missing_is_listed(client: Client) -> None:
    saved = {"namespace": "s3://models", "name": "saved/model.onnx", "facets": {}}
    kind = facet(processingType="BATCH", integration="NONE", jobType="TRAINING")
    await client.accept(
        ran("COMPLETE", "07T10:00", 8, "save", outputs=[saved], job_facets={"jobType": kind})
    )

    at = f"/api/v1/models/{quote('s3://models', safe='')}/{quote('saved/model.onnx', safe='')}"
    [only] = (await client.get(f"{at}/versions"))["versions"]
    assert (only["modelVersion"], only["isRecorded"], only["level"]) == (run_id(8), False, 0)
    found = await client.get(f"{at}/versions/{run_id(8)}")
    missing = {one["checkId"] for one in found["findings"]}
    assert {"I1", "D1", "C1", "P1", "V1"} <= missing


async def test_a_model_that_was_tuned_names_its_base(client: Client) -> None:
    base = {"namespace": REGISTRY, "name": "base", "version": "4", "relation": "finetune"}
    await client.accept(told("06T10:00", model("2", baseModels=[base], artifact=artifact_of("c"))))

    found = await card(client, "2")
    [tuned] = [one for one in found["inputs"] if one["isModel"]]
    assert (tuned["name"], tuned["version"], tuned["relation"], tuned["feeds"]) == (
        "base",
        "4",
        "finetune",
        True,
    )


def artifact_of(letter: str) -> Json:
    return {"uri": "s3://models/churn", "sha256": letter * 64}


async def test_the_card_is_also_a_page_of_markdown(client: Client) -> None:
    status, page = await client.request(
        "GET", f"{AT}/versions/2", headers={"Accept": "text/markdown"}
    )

    text = page.decode()
    assert status == 200
    assert text.startswith("# churn-model, version 2\n")
    assert "**Level 3 of 5: reproducible.**" in text
    assert "| `postgres://wh:5432` `shop.features` | training | f-9 | recorded | 900 |" in text
