"""Namespaces, sources, datasets, jobs, runs and tags with the members that Marquez gives them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from collector.errors import NotFound
from collector.marquez.composing import rows
from collector.search.near import near

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import duckdb

    from collector.marquez.composing import Row
    from collector.search.near import Kind

    #: An object of the answer.
    Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list."""

    limit: int
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list, and how much there is in all."""

    items: list[Json] = field(default_factory=list)
    total_count: int = 0


#: A page of one, for what is asked for by its name.
ONE = Paging(limit=1)

#: Runs that a job is told with.
MOST_LATEST_RUNS = 10


def namespaces(cursor: duckdb.DuckDBPyConnection, paging: Paging) -> Page:
    """All namespaces by name."""
    return _page(_rows(cursor, "namespaces", paging, namespace=None), "name")


def namespace(cursor: duckdb.DuckDBPyConnection, name: str) -> Json:
    """One namespace; raises NotFound."""
    found = _page(_rows(cursor, "namespaces", ONE, namespace=name), "name")
    return _only(found.items, f"There is no namespace {name!r}.")


def sources(cursor: duckdb.DuckDBPyConnection, paging: Paging) -> Page:
    """All sources by name."""
    return _page(_rows(cursor, "sources", paging, name=None), "name")


def source(cursor: duckdb.DuckDBPyConnection, name: str) -> Json:
    """One source; raises NotFound."""
    found = _page(_rows(cursor, "sources", ONE, name=name), "name")
    return _only(found.items, f"There is no source {name!r}.")


def tags(cursor: duckdb.DuckDBPyConnection, paging: Paging) -> Page:
    """All tags by name."""
    return _page(_rows(cursor, "tags", paging, name=None), "name")


def tag(cursor: duckdb.DuckDBPyConnection, name: str) -> Json:
    """One tag; raises NotFound."""
    found = _page(_rows(cursor, "tags", ONE, name=name), "name")
    return _only(found.items, f"There is no tag {name!r}.")


def datasets(cursor: duckdb.DuckDBPyConnection, namespace: str, paging: Paging) -> Page:
    """The datasets of a namespace by name; none of one that is not known."""
    [page] = _rows(cursor, "page_of_datasets", paging, namespace=namespace)
    return Page(_datasets(cursor, page["page"]), page["total_count"])


def dataset(cursor: duckdb.DuckDBPyConnection, namespace: str, name: str) -> Json:
    """One dataset by any of its names; raises NotFound."""
    found = _datasets(cursor, [{"namespace": namespace, "name": name}])
    return found[0] if found else _refuse(cursor, "dataset", namespace, name)


def dataset_versions(
    cursor: duckdb.DuckDBPyConnection, namespace: str, name: str, paging: Paging
) -> Page:
    """The versions of a dataset, newest first; raises NotFound where there is no such dataset."""
    found = _dataset_versions(cursor, namespace, name, None, paging)
    if not found.total_count:
        dataset(cursor, namespace, name)
    return found


def dataset_version(
    cursor: duckdb.DuckDBPyConnection, namespace: str, name: str, version: str
) -> Json:
    """One version by its identifier, or by the text that was recorded; raises NotFound."""
    found = _dataset_versions(cursor, namespace, name, version, ONE)
    if not found.items:
        dataset(cursor, namespace, name)
    return _only(found.items, f"There is no version {version!r} of the dataset {name!r}.")


def jobs(
    cursor: duckdb.DuckDBPyConnection,
    namespace: str | None,
    states: Sequence[str],
    paging: Paging,
) -> Page:
    """Jobs of a namespace or of all, those that were told of last first.

    With states, those whose latest run is in one of them, or that have none.
    """
    question = "page_of_jobs_in_state" if states else "page_of_jobs"
    [page] = _rows(cursor, question, paging, namespace=namespace, states=list(states))
    return Page(_jobs(cursor, page["page"]), page["total_count"])


def job(cursor: duckdb.DuckDBPyConnection, namespace: str, name: str) -> Json:
    """One job; raises NotFound."""
    found = _jobs(cursor, [{"namespace": namespace, "name": name}])
    return found[0] if found else _refuse(cursor, "job", namespace, name)


def job_versions(
    cursor: duckdb.DuckDBPyConnection, namespace: str, name: str, paging: Paging
) -> Page:
    """The versions of a job, newest first; raises NotFound where there is no such job."""
    found = _job_versions(cursor, namespace, name, None, paging)
    if not found.total_count:
        job(cursor, namespace, name)
    return found


def job_version(cursor: duckdb.DuckDBPyConnection, namespace: str, name: str, version: str) -> Json:
    """One version by its identifier; raises NotFound."""
    found = _job_versions(cursor, namespace, name, version, ONE)
    if not found.items:
        job(cursor, namespace, name)
    return _only(found.items, f"There is no version {version!r} of the job {name!r}.")


def job_runs(cursor: duckdb.DuckDBPyConnection, namespace: str, name: str, paging: Paging) -> Page:
    """The runs of a job, those that started last first; raises NotFound where there is no job."""
    [page] = _rows(cursor, "page_of_runs", paging, namespace=namespace, name=name)
    if not page["total_count"]:
        job(cursor, namespace, name)
    run_ids = page["page"] or []
    found = _runs(cursor, run_ids)
    return Page([found[run_id] for run_id in run_ids], page["total_count"])


def run(cursor: duckdb.DuckDBPyConnection, run_id: str) -> Json:
    """One run; raises NotFound."""
    found = _runs(cursor, [run_id])
    if not found:
        raise NotFound(f"There is no run {run_id!r}.", near=near(cursor, "run", run_id))
    return found[run_id]


def run_facets(cursor: duckdb.DuckDBPyConnection, run_id: str, kind: str) -> Json:
    """The facets of a run, of its job, or of the datasets it lists; raises NotFound."""
    found = rows(cursor, f"facets_of_{kind}", {"asked": [run_id]})
    if not found:
        run(cursor, run_id)
    return {"runId": run_id, "facets": _json(found[0])["facets"] if found else {}}


def growth(
    cursor: duckdb.DuckDBPyConnection, relation: str, bounds: Sequence[datetime]
) -> list[int]:
    """How many jobs, datasets or sources were known at each of these times."""
    [found] = rows(cursor, f"growth_of_{relation}", {"bounds": list(bounds)})
    counts: list[int] = found["counts"]
    return counts


def event_counts(cursor: duckdb.DuckDBPyConnection, bounds: Sequence[datetime]) -> list[Json]:
    """Events of runs between each of these times and the next, by their type."""
    return rows(cursor, "event_counts", {"bounds": list(bounds)})


def _datasets(cursor: duckdb.DuckDBPyConnection, asked: Sequence[Row]) -> list[Json]:
    if not asked:
        return []
    [found] = rows(cursor, "makers", {"asked": asked})
    return _asked(cursor, "datasets", asked, makers=found["makers"] or [])


def _jobs(cursor: duckdb.DuckDBPyConnection, asked: Sequence[Row]) -> list[Json]:
    found = _asked(cursor, "jobs", asked)
    latest = {
        (row["namespace"], row["name"]): row["run_ids"]
        for row in (rows(cursor, "latest_runs", {"asked": asked}) if asked else ())
    }
    runs = _runs(cursor, [run_id for run_ids in latest.values() for run_id in run_ids])
    for one in found:
        of_job = [runs[run_id] for run_id in latest.get((one["namespace"], one["name"]), ())]
        one["latestRun"] = of_job[0] if of_job else None
        one["latestRuns"] = of_job or None
    return found


def _runs(cursor: duckdb.DuckDBPyConnection, run_ids: Sequence[str]) -> dict[str, Json]:
    """Runs by their id."""
    if not run_ids:
        return {}
    return {row["id"]: _json(row) for row in rows(cursor, "runs", {"asked": run_ids})}


def _dataset_versions(
    cursor: duckdb.DuckDBPyConnection,
    namespace: str,
    name: str,
    version: str | None,
    paging: Paging,
) -> Page:
    asked = [{"namespace": namespace, "name": name}]
    found = _rows(cursor, "dataset_versions", paging, asked=asked, version=version)
    return _with_runs(cursor, found, "createdByRun")


def _job_versions(
    cursor: duckdb.DuckDBPyConnection,
    namespace: str,
    name: str,
    version: str | None,
    paging: Paging,
) -> Page:
    named = {"namespace": namespace, "name": name, "version": version}
    found = _rows(cursor, "job_versions", paging, **named)
    return _with_runs(cursor, found, "latestRun")


def _with_runs(cursor: duckdb.DuckDBPyConnection, found: Sequence[Row], member: str) -> Page:
    """Versions with the run that each names as a member."""
    run_ids = [row.pop("run_id") for row in found]
    page = _page(found, "version")
    runs = _runs(cursor, [run_id for run_id in run_ids if run_id is not None])
    for one, run_id in zip(page.items, run_ids, strict=False):
        one[member] = runs.get(run_id)
    return page


def _rows(
    cursor: duckdb.DuckDBPyConnection, question: str, paging: Paging, **parameters: object
) -> list[Row]:
    return rows(cursor, question, {**parameters, "limit": paging.limit, "offset": paging.offset})


def _asked(
    cursor: duckdb.DuckDBPyConnection, question: str, asked: Sequence[Row], **parameters: object
) -> list[Json]:
    """Those of the jobs or datasets that are asked for, in their order."""
    if not asked:
        return []
    places = {(one["namespace"], one["name"]): place for place, one in enumerate(asked)}
    found = [_json(row) for row in rows(cursor, question, {**parameters, "asked": asked})]
    return sorted(found, key=lambda one: places.get((one["namespace"], one["name"]), 0))


def _page(found: Sequence[Row], key: str) -> Page:
    """The rows of a statement that counts; one row without a key stands for none."""
    total_count = found[0]["total_count"]
    for row in found:
        del row["total_count"]
    return Page([_json(row) for row in found if row[key] is not None], total_count)


#: Columns that hold JSON.
_EMBEDDED = ("facets", "args", "inputDatasetVersions", "outputDatasetVersions")


def _json(row: Row) -> Json:
    return {
        name: orjson.Fragment(value) if name in _EMBEDDED else value for name, value in row.items()
    }


def _only(found: Sequence[Json], otherwise: str) -> Json:
    if not found:
        raise NotFound(otherwise)
    return found[0]


def _refuse(cursor: duckdb.DuckDBPyConnection, kind: Kind, namespace: str, name: str) -> Json:
    like = near(cursor, kind, f"{namespace}:{name}")
    raise NotFound(f"There is no {kind} {name!r} in the namespace {namespace!r}.", near=like)
