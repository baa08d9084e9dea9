"""Statements made of each other say the same as the relations, in every case of those."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from collector.marquez import objects
from collector.marquez.composing import composed
from collector.marquez.objects import Paging
from tests.relations.folded import Folded
from tests.relations.test_cases import CASES, _events

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.relations.test_cases import Case

#: Those that differ in what the statements here derive anew.
ABOUT = ("dataset_versions", "jobs", "tags")

EVERYTHING = Paging(limit=1_000)


@pytest.fixture(scope="module")
def folded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folded]:
    database = Folded(tmp_path_factory.mktemp("marquez") / "folded.duckdb")
    yield database
    database.close()


@pytest.mark.parametrize("case", [one for one in CASES if one.relation in ABOUT], ids=str)
def test_what_is_asked_for_by_name_is_what_the_relations_say(case: Case, folded: Folded) -> None:
    folded.empty(case.identity)
    folded.fold(_events(case))
    cursor = folded._cursor

    datasets = folded.rows("datasets", None)
    namespaces = {one["namespace"]: None for one in datasets}
    pages = [objects.datasets(cursor, namespace, EVERYTHING) for namespace in namespaces]
    told = [one for page in pages for one in page.items]
    assert in_order(told, TOLD_OF_DATASETS) == in_order(datasets, OF_DATASETS)
    alone = [objects.dataset(cursor, *names_of(one)) for one in told]
    assert orjson.dumps(alone) == orjson.dumps(told)
    versions = [
        {**version, "run_id": (version["createdByRun"] or {"id": None})["id"]}
        for one in told
        for version in objects.dataset_versions(cursor, *names_of(one), EVERYTHING).items
    ]
    written = folded.rows("dataset_versions", None)
    assert in_order(versions, TOLD_OF_VERSIONS) == in_order(written, OF_VERSIONS)

    jobs = folded.rows("jobs", None)
    told_jobs = objects.jobs(cursor, None, (), EVERYTHING).items
    assert in_order(told_jobs, TOLD_OF_JOBS) == in_order(jobs, OF_JOBS)
    alone = [objects.job(cursor, *names_of(one)) for one in told_jobs]
    assert orjson.dumps(alone) == orjson.dumps(told_jobs)

    tags = tags_of("job", told_jobs) | tags_of("dataset", told)
    things = {("job", *names_of(one)) for one in told_jobs}
    things |= {("dataset", *names_of(one)) for one in told}
    # A user may have tagged what is not there yet.
    said = {
        (one["kind"], *names_of(one), one["field"] or "", label_of(one))
        for one in folded.rows("tags", "kind != 'run'")
        if (one["kind"], *names_of(one)) in things
    }
    # Of the columns, Marquez tells those of the present schema alone.
    assert {one for one in tags if not one[3]} == {one for one in said if not one[3]}
    assert tags <= said


def names_of(told: dict[str, Any]) -> tuple[str, str]:
    return told["namespace"], told["name"]


def tags_of(kind: str, things: list[dict[str, Any]]) -> set[tuple[str, ...]]:
    """What is tagged, and the name of the tag; the column is empty for the whole."""
    parts = [
        (names_of(one), field["name"] if field else "", field or one)
        for one in things
        for field in (None, *one.get("fields", ()))
    ]
    return {(kind, *names, field, tag) for names, field, part in parts for tag in part["tags"]}


def label_of(tag: dict[str, Any]) -> str:
    return tag["key"] if tag["value"] in {"true", None} else f"{tag['key']}:{tag['value']}"


TOLD_OF_DATASETS = (
    *("namespace", "name", "createdAt", "updatedAt", "description", "datasetType"),
    *("currentVersionText", "lastModifiedAt", "lastLifecycleState", "deleted"),
)
OF_DATASETS = (
    *("namespace", "name", "first_seen", "last_seen", "description", "type"),
    *("version", "last_written_at", "lifecycle_state", "is_deleted"),
)

TOLD_OF_VERSIONS = (
    *("namespace", "name", "versionText", "run_id", "createdAt", "lifecycleState"),
    "schemaVersionText",
)
OF_VERSIONS = (
    *("namespace", "name", "version", "run_id", "created_at", "lifecycle_state"),
    "schema_version",
)

TOLD_OF_JOBS = (
    *("namespace", "name", "createdAt", "updatedAt", "description", "location"),
    *("parentJobName", "parentJobNamespace", "jobType", "integration"),
)
OF_JOBS = (
    *("namespace", "name", "first_seen", "last_seen", "description", "location_url"),
    *("parent_name", "parent_namespace", "job_type", "integration"),
)


def in_order(found: list[dict[str, Any]], columns: tuple[str, ...]) -> list[list[str]]:
    return sorted([str(one[column]) for column in columns] for one in found)


def test_every_statement_can_be_composed() -> None:
    for file in (files("collector") / "sql" / "marquez").iterdir():
        for is_of_one in (False, True):
            assert "select" in composed(file.name.removesuffix(".sql"), is_of_one=is_of_one)
