"""The routes of Marquez' API on one screen; those of lineage and search stand with our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from collector.web import events as own
from collector.web.guard import guarded
from collector.web.marquez import datasets, events, jobs, namespaces, runs, stats, tags

if TYPE_CHECKING:
    from collector.web.guard import Handler

_V1 = "/api/v1"
_NAMESPACE = f"{_V1}/namespaces/{{namespace}}"
_DATASET = f"{_NAMESPACE}/datasets/{{dataset}}"
_JOB = f"{_NAMESPACE}/jobs/{{job}}"
_RUN = f"{_V1}/jobs/runs/{{run_id}}"


def _read(path: str, handler: Handler) -> web.RouteDef:
    return web.get(path, guarded("read", handler))


def _written(handler: Handler) -> Handler:
    """Ingest suffices to say anything by an event; what comes back is there to be read."""
    return guarded("ingest", guarded("read", handler))


ROUTES: tuple[web.RouteDef, ...] = (
    _read(f"{_V1}/namespaces", namespaces.list_namespaces),
    _read(_NAMESPACE, namespaces.get_namespace),
    _read(f"{_V1}/sources", namespaces.list_sources),
    _read(f"{_V1}/sources/{{source}}", namespaces.get_source),
    _read(f"{_NAMESPACE}/datasets", datasets.list_datasets),
    _read(_DATASET, datasets.get_dataset),
    _read(f"{_DATASET}/versions", datasets.list_dataset_versions),
    _read(f"{_DATASET}/versions/{{version}}", datasets.get_dataset_version),
    _read(f"{_V1}/jobs", jobs.list_jobs),
    _read(f"{_NAMESPACE}/jobs", jobs.list_jobs),
    _read(_JOB, jobs.get_job),
    _read(f"{_JOB}/versions", jobs.list_job_versions),
    _read(f"{_JOB}/versions/{{version}}", jobs.get_job_version),
    _read(f"{_JOB}/runs", runs.list_job_runs),
    _read(_RUN, runs.get_run),
    _read(f"{_RUN}/facets", runs.get_run_facets),
    _read(f"{_V1}/events", events.list_events),
    _read(f"{_V1}/events/lineage", events.list_lineage_events),
    _read(f"{_V1}/events/{{key}}/raw", own.get_raw_event),
    # marquez-python does not encode the slashes of a namespace.
    _read(f"{_V1}/events/{{key:.+}}", events.list_events_of_namespace),
    _read(f"{_V1}/stats/lineage-events", stats.count_events),
    _read(f"{_V1}/stats/{{relation}}", stats.count_known),
    _read(f"{_V1}/tags", tags.list_tags),
    web.put(f"{_V1}/tags/{{tag}}", _written(tags.describe_tag)),
    web.post(f"{_DATASET}/tags/{{tag}}", _written(tags.tag_dataset)),
    web.delete(f"{_DATASET}/tags/{{tag}}", _written(tags.untag_dataset)),
    web.post(f"{_DATASET}/fields/{{field}}/tags/{{tag}}", _written(tags.tag_dataset)),
    web.delete(f"{_DATASET}/fields/{{field}}/tags/{{tag}}", _written(tags.untag_dataset)),
    web.post(f"{_JOB}/tags/{{tag}}", _written(tags.tag_job)),
    web.delete(f"{_JOB}/tags/{{tag}}", _written(tags.untag_job)),
)
