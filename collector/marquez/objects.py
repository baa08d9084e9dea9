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
    return _listed(cursor, "namespaces", paging)


def namespace(cursor: duckdb.DuckDBPyConnection, name: str) -> Json:
    """One namespace; raises NotFound."""
    found = _listed(cursor, "namespaces", ONE, name)
    return _only(found.items, f"There is no namespace {name!r}.")


def sources(cursor: duckdb.DuckDBPyConnection, paging: Paging) -> Page:
    """All sources by name."""
    return _listed(cursor, "sources", paging)


def source(cursor: duckdb.DuckDBPyConnection, name: str) -> Json:
    """One source; raises NotFound."""
    found = _listed(cursor, "sources", ONE, name)
    return _only(found.items, f"There is no source {name!r}.")


def tags(cursor: duckdb.DuckDBPyConnection, paging: Paging) -> Page:
    """All tags by name."""
    return _listed(cursor, "tags", paging)


def tag(cursor: duckdb.DuckDBPyConnection, name: str) -> Json:
    """One tag; raises NotFound."""
    found = _listed(cursor, "tags", ONE, name)
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


def _listed(
    cursor: duckdb.DuckDBPyConnection, question: str, paging: Paging, name: str | None = None
) -> Page:
    """Things with one name, by that; without one all of them."""
    return _page(_rows(cursor, question, paging, name=name, namespace=name), "name")


def _datasets(cursor: duckdb.DuckDBPyConnection, asked: Sequence[Row]) -> list[Json]:
    if not asked:
        return []
    named = _named_datasets(cursor, asked)
    lineage = _lineage(cursor, named)
    columns = {(row["namespace"], row["name"]): row.pop("columns") for row in lineage}
    found = rows(cursor, "datasets", {**named, "lineage": lineage})
    for one in found:
        one["columnLineage"] = columns.get((one["namespace"], one["name"]))
    _add_tags(cursor, found, named)
    return _in_order(found, asked)


def _named_datasets(cursor: duckdb.DuckDBPyConnection, asked: Sequence[Row]) -> Row:
    """The parameters by which datasets are asked for."""
    return {"kind": "dataset", "names": rows(cursor, "names_of_datasets", {"asked": asked})}


def _lineage(cursor: duckdb.DuckDBPyConnection, named: Row) -> list[Row]:
    """What lineage facets say of datasets; most stores have none that say anything."""
    [found] = rows(cursor, "makers", named)
    makers = found["makers"]
    return rows(cursor, "lineage_of_datasets", {**named, "makers": makers}) if makers else []


def _add_tags(cursor: duckdb.DuckDBPyConnection, things: Sequence[Row], named: Row) -> None:
    """The tags of jobs, or of datasets and their fields, where any are said: few have any."""
    are_tagged = [one.pop("has_tags") for one in things]
    if not any(are_tagged):
        return
    tags = {
        (row["namespace"], row["name"], row["field"]): row["tags"]
        for row in rows(cursor, "named_tags", named)
    }
    for one in things:
        one["tags"] = tags.get((one["namespace"], one["name"], None), [])
        for part in one.get("fields", ()):
            part["tags"] = tags.get((one["namespace"], one["name"], part["name"]), [])


def _jobs(cursor: duckdb.DuckDBPyConnection, asked: Sequence[Row]) -> list[Json]:
    if not asked:
        return []
    found = _told_jobs(cursor, asked)
    known = {(one["namespace"], one["name"]) for one in found}
    missing = [one for one in asked if (one["namespace"], one["name"]) not in known]
    if linked := rows(cursor, "linked_jobs", {"asked": missing}) if missing else []:
        found += _told_jobs(cursor, missing, linked)
    jobs = _in_order(found, asked)
    _add_latest_runs(cursor, jobs, asked)
    return jobs


def _told_jobs(
    cursor: duckdb.DuckDBPyConnection, asked: Sequence[Row], linked: Sequence[Row] = ()
) -> list[Row]:
    names = [
        {**one, "known_namespace": one["namespace"], "known_name": one["name"]} for one in asked
    ]
    named = {"kind": "job", "names": names}
    found = rows(cursor, "jobs", {**named, "asked": asked, "linked": list(linked)})
    _add_tags(cursor, found, named)
    return found


def _add_latest_runs(
    cursor: duckdb.DuckDBPyConnection, jobs: Sequence[Json], asked: Sequence[Row]
) -> None:
    latest = {
        (row["namespace"], row["name"]): row["run_ids"]
        for row in rows(cursor, "latest_runs", {"asked": asked})
    }
    runs = _runs(cursor, [run_id for run_ids in latest.values() for run_id in run_ids])
    for one in jobs:
        of_job = [runs[run_id] for run_id in latest.get((one["namespace"], one["name"]), ())]
        one["latestRun"] = of_job[0] if of_job else None
        one["latestRuns"] = of_job or None


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
    named = _named_datasets(cursor, [{"namespace": namespace, "name": name}])
    found = _rows(cursor, "dataset_versions", paging, **named, version=version)
    _add_tags(cursor, found, named)
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


def _in_order(found: Sequence[Row], asked: Sequence[Row]) -> list[Json]:
    """The jobs or datasets that were asked for, in their order."""
    places = {(one["namespace"], one["name"]): place for place, one in enumerate(asked)}
    return sorted(map(_json, found), key=lambda one: places.get((one["namespace"], one["name"]), 0))


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
