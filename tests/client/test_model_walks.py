"""Walks through models, of a collector and of a file."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from collector.client import AsyncClient, Client
from collector.errors import NotFound
from tests.models.story import MODEL, REGISTRY, WAREHOUSE, run_id, story, write_story

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Server


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A file that nobody serves."""
    with Client(write_story(tmp_path_factory.mktemp("walked"))) as client:
        yield client


def test_the_runs_that_a_version_comes_from_are_values(file: Client) -> None:
    found = file.model_upstream(MODEL, "1")

    assert (found.namespace, found.name, found.version) == (REGISTRY, MODEL, "1")
    assert (found.grade, found.truncated, found.gaps) == ("inferred", False, ())
    assert [(run.distance, run.job_name, run.code_version) for run in found.runs] == [
        (0, "train", "1" * 40),
        (1, "features", None),
    ]
    assert found.runs[1].ended_at == datetime(2026, 3, 1, 8, 10, tzinfo=UTC)
    features, holdout = found.runs[0].inputs
    assert (features.name, features.grade, features.written_by) == (
        "shop.features",
        "inferred",
        run_id(1),
    )
    assert (features.feeds, holdout.feeds, holdout.is_source) == (True, False, True)
    assert [(end.name, end.version) for end in found.sources] == [("shop.orders", "o-17")]
    [gap] = file.model_upstream(MODEL, "champion").gaps
    assert (gap.name, gap.version, gap.grade) == ("shop.features", "f-9", "recorded")


def test_what_data_has_come_into_are_values(file: Client) -> None:
    found = file.blast_radius("shop.orders", limit=1)

    assert (found.total_count, found.deployed_count, found.table_count) == (2, 1, 1)
    assert (found.start, found.truncated) == (f"dataset:{WAREHOUSE}:shop.orders", True)
    [version] = found.models
    assert (version.version, version.distance, version.is_deployed) == ("2", 4, True)
    assert [(one.endpoint, one.version, one.is_current) for one in version.deployments] == [
        ("https://churn.example.com", "2", True)
    ]
    assert version.tables == (f"dataset:{WAREHOUSE}:shop.predictions",)
    assert [(one.name, one.is_written) for one in found.tables] == [("shop.predictions", True)]


def test_a_version_a_partition_or_a_run_may_be_meant(file: Client) -> None:
    by_version = file.blast_radius("shop.features", version="f-9")
    by_part = file.blast_radius("shop.features", partition={"day": "1"})
    by_run = file.blast_radius(f"run:{run_id(2)}")

    assert [one.version for one in by_version.models] == ["2"]
    assert [(one.version, one.is_possible) for one in by_part.models] == [("2", True), ("1", True)]
    assert [one.version for one in by_run.models] == ["1"]
    with pytest.raises(NotFound, match="version '9'"):
        file.blast_radius("shop.features", version="9")


async def test_a_collector_answers_as_a_file_does(file: Client, server: Server) -> None:
    with Client(server.url) as client:
        client.emit_batch(story())
        assert client.model_upstream(MODEL, "1") == file.model_upstream(MODEL, "1")
        for node, query in (
            ("shop.orders", {}),
            ("shop.features", {"version": "f-9"}),
            ("shop.features", {"partition": {"day": "1"}}),
            ("shop.orders", {"history": False, "depth": 2}),
            (f"run:{run_id(1)}", {}),
        ):
            assert client.blast_radius(node, **query) == file.blast_radius(node, **query)
    async with AsyncClient(server.url) as client:
        assert (await client.model_upstream(MODEL, "2")).version == "2"
        assert (await client.blast_radius("shop.orders")).total_count == 2
