"""Statements made of each other say the same as the relations, in every case of those."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from collector.marquez.composing import composed, rows
from tests.relations.folded import Folded
from tests.relations.test_cases import CASES, _events

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.relations.test_cases import Case

#: Those that differ in what the statements here derive anew.
ABOUT = ("dataset_versions", "jobs")

EVERYTHING = {"version": None, "limit": 1_000, "offset": 0}


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
    asked = [{"namespace": one["namespace"], "name": one["name"]} for one in datasets]
    if asked:
        [found] = rows(cursor, "makers", {"asked": asked})
        told = rows(cursor, "datasets", {"asked": asked, "makers": found["makers"] or []})
        assert in_order(told, TOLD_OF_DATASETS) == in_order(datasets, OF_DATASETS)
        versions = rows(cursor, "dataset_versions", {"asked": asked, **EVERYTHING})
        written = folded.rows("dataset_versions", None)
        known = [one for one in versions if one["version"] is not None]
        assert in_order(known, TOLD_OF_VERSIONS) == in_order(written, OF_VERSIONS)

    jobs = folded.rows("jobs", None)
    [page] = rows(cursor, "page_of_jobs", {"namespace": None, "limit": 1_000, "offset": 0})
    asked = [{"namespace": one["namespace"], "name": one["name"]} for one in jobs]
    assert in_order(page["page"], ("namespace", "name")) == in_order(jobs, ("namespace", "name"))
    if asked:
        told = rows(cursor, "jobs", {"asked": asked})
        assert in_order(told, TOLD_OF_JOBS) == in_order(jobs, OF_JOBS)


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
        assert "select" in composed(file.name.removesuffix(".sql"))
