"""Two versions side by side: what changed in data, code, parameters, environment and results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.models.story import features, story, training
from tests.models.test_card import AT

if TYPE_CHECKING:
    from tests.conftest import Client

Json = dict[str, Any]


@pytest.fixture
async def client(client: Client) -> Client:
    await client.accept(*story())
    return client


async def compared(client: Client, before: str, after: str) -> Json:
    found: Json = await client.get(f"{AT}/compare?before={before}&after={after}")
    return found


async def test_what_changed_is_told_part_by_part(client: Client) -> None:
    found = await compared(client, "1", "2")

    assert found["recipe"] == {
        "differsIn": ["code", "parameters"],
        "unknown": ["data"],
        "isSame": False,
    }
    assert found["verdict"] == (
        "The recipes differ in code and parameters. It is not known whether they differ in data."
    )
    [data, holdout] = found["data"]["inputs"]
    assert (
        data["change"],
        data["versionAfter"],
        data["rowCountBefore"],
        data["rowCountAfter"],
    ) == (
        "changed",
        "f-9",
        500,
        900,
    )
    assert (holdout["name"], holdout["change"]) == ("shop.holdout", "same")
    assert [(one["field"], one["before"], one["after"]) for one in found["data"]["schemas"]] == [
        ("visits", None, "int")
    ]
    assert [
        (one["parameter"], one["change"], one["before"], one["after"])
        for one in found["parameters"]
        if one["change"] != "same"
    ] == [("max_depth", "changed", "5", "6")]
    assert [
        (one["name"], one["before"], one["after"]) for one in found["environment"]["packages"]
    ] == [("numpy", "2.1", "2.2"), ("scipy", None, "1.15")]


async def test_the_repository_shows_what_changed_between_the_commits(client: Client) -> None:
    code = (await compared(client, "1", "2"))["code"]

    assert code["compareUrl"] == (
        f"https://git.example.com/shop/ml/compare/{'1' * 40}...{'2' * 40}"
    )
    assert code["changed"]["codeVersion"] == {"before": "1" * 40, "after": "2" * 40}


async def test_metrics_have_a_delta_and_which_way_is_better_where_that_is_said(
    client: Client,
) -> None:
    accuracy, loss = (await compared(client, "1", "2"))["metrics"]

    assert (accuracy["metric"], round(accuracy["delta"], 6), accuracy["isBetter"]) == (
        "accuracy",
        0.1,
        True,
    )
    assert (loss["metric"], loss["delta"], loss["isBetter"]) == ("loss", 0, None)


async def test_the_same_recipe_with_another_result_is_named_so(client: Client) -> None:
    same: Json = {"commit": "2", "depth": 6, "packages": {"numpy": "2.2", "scipy": "1.15"}}
    data = features("f-9", "age", "plan", "visits", rows=900)
    await client.accept(*training(7, "06", "3", data, accuracy=0.7, bytes_of="d", **same))
    await client.accept(*training(8, "07", "4", data, accuracy=0.9, bytes_of="c", **same))

    other, equal = await compared(client, "2", "3"), await compared(client, "2", "4")
    assert other["recipe"]["isSame"]
    assert other["verdict"] == (
        "The same recipe, and another result: the training is not deterministic."
    )
    assert equal["verdict"] == "The same recipe, and the same result."


async def test_both_versions_have_to_be_named(client: Client) -> None:
    status, answer = await client.request("GET", f"{AT}/compare?before=1")

    assert (status, answer["detail"]) == (400, "after must be given.")
