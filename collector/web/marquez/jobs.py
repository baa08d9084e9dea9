"""GET /jobs and /namespaces/{namespace}/jobs, and their versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.errors import Malformed
from collector.marquez import objects
from collector.web.marquez.asking import listed, named, shown

if TYPE_CHECKING:
    from aiohttp import web

#: States of a run as Marquez calls them.
STATES = ("NEW", "RUNNING", "COMPLETED", "FAILED", "ABORTED")

_BY_STATE = "lastRunStates"


async def list_jobs(request: web.Request) -> web.Response:
    """Jobs of a namespace, or of all; those that were told of last first."""
    states = request.query.getall(_BY_STATE, [])
    unknown = sorted(set(states) - set(STATES))
    if unknown:
        raise Malformed(f"{_BY_STATE} must be one of {', '.join(STATES)}, not {unknown[0][:40]!r}.")
    namespace = request.match_info.get("namespace")
    return await listed(
        request, "jobs", objects.jobs, namespace, states, known=frozenset({_BY_STATE})
    )


async def get_job(request: web.Request) -> web.Response:
    """One job."""
    return await shown(request, objects.job, *named(request, "namespace", "job"))


async def list_job_versions(request: web.Request) -> web.Response:
    """Versions of a job, newest first."""
    names = named(request, "namespace", "job")
    return await listed(request, "versions", objects.job_versions, *names)


async def get_job_version(request: web.Request) -> web.Response:
    """One version, by its identifier."""
    names = named(request, "namespace", "job", "version")
    return await shown(request, objects.job_version, *names)
