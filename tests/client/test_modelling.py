"""Questions about models, of a collector and of a file."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from collector.client import AsyncClient, Client
from collector.errors import NotFound
from tests.models.story import MODEL, REGISTRY, run_id, story, write_story

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Server


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A file that nobody serves."""
    with Client(write_story(tmp_path_factory.mktemp("story"))) as client:
        yield client


def test_models_and_their_versions_are_listed(file: Client) -> None:
    [only] = file.models("churn")
    assert (only.namespace, only.name, only.version_count) == (REGISTRY, MODEL, 2)
    assert (only.latest_version, only.latest_level) == ("2", 3)

    versions = list(file.model_versions(MODEL))
    assert [(one.version, one.level, one.run_id) for one in versions] == [
        ("2", 3, run_id(3)),
        ("1", 2, run_id(2)),
    ]
    assert versions[0].created_at == datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
    assert [one.version for one in file.model_versions(MODEL, finding="D2")] == ["1"]
    assert [one.version for one in file.model_versions(MODEL, limit=1)] == ["2"]
    assert list(file.models(max_level=2)) == []


def test_the_card_of_a_version_says_how_it_was_made(file: Client) -> None:
    card = file.model_version(MODEL, "1")

    assert (card.version.level, card.level_name, card.kept_from_next_by) == (
        2,
        "traceable",
        ("D2",),
    )
    [data] = [one for one in card.inputs if one.feeds]
    assert (data.name, data.version, data.grade, data.row_count) == (
        "shop.features",
        run_id(1),
        "inferred",
        500,
    )
    assert card.parameters["max_depth"] == "5"
    assert [(one.metric, one.value, one.point_count) for one in card.metrics] == [
        ("accuracy", 0.8, 1),
        ("loss", 0.3, 2),
    ]
    assert [one.check_id for one in card.findings if one.guards == 3] == ["D2"]
    assert [(one.version, one.is_current) for one in card.deployments] == [("1", False)]
    assert card.markdown.startswith("# churn-model, version 1\n")


def test_two_versions_are_compared(file: Client) -> None:
    found = file.compare_versions(MODEL, "1", "champion")

    assert (found.before.version, found.after.version) == ("1", "2")
    assert (found.differs_in, found.unknown) == (("code", "parameters"), ("data",))
    assert not found.is_same_recipe


def test_what_the_audit_found_is_told_of_all_versions_or_of_one(file: Client) -> None:
    assert [(one.version, one.level) for one in file.audit()] == [("1", 2), ("2", 3)]
    [first] = file.audit(MODEL, "1")
    assert (first.level_name, first.kept_from_next_by) == ("traceable", ("D2",))
    assert "shop.features" in next(one.message for one in first.findings if one.check_id == "D2")
    [failed] = file.audit(check="D2")
    assert (failed.version, [one.check_id for one in failed.findings]) == ("1", ["D2"])
    assert file.audit(min_level=4) == []


def test_who_held_champion_and_was_served_is_known_for_every_time(file: Client) -> None:
    [held] = file.model_aliases(MODEL, at="2026-03-03T12:00:00")
    assert (held.alias, held.version) == ("champion", "1")
    assert [one.version for one in file.model_deployments(MODEL)] == ["2", "1"]
    assert [one.version for one in file.model(MODEL).deployments] == ["2"]


def test_what_is_not_there_is_not_found(file: Client) -> None:
    with pytest.raises(NotFound, match="no version '9'"):
        file.model_version(MODEL, "9")
    with pytest.raises(NotFound, match="nothing"):
        file.model("nothing")


async def test_a_collector_answers_as_a_file_does(
    server: Server, file: Client, tmp_path: Path
) -> None:
    with Client(server.url) as client:
        for event in story():
            client.emit(event)
        for version in ("1", "2"):
            assert client.model_version(MODEL, version) == file.model_version(MODEL, version)
        assert client.compare_versions(MODEL, "1", "2") == file.compare_versions(MODEL, "1", "2")
        assert list(client.models()) == list(file.models())
        assert client.audit() == file.audit()
        assert client.model_aliases(MODEL) == file.model_aliases(MODEL)
    async with AsyncClient(server.url) as client_of_loop:
        found = await client_of_loop.model_version(MODEL, "2")
        assert [one.name async for one in client_of_loop.models()] == [MODEL]
    assert found == file.model_version(MODEL, "2")
