"""GET /jobs/runs/{run_id}, and the runs of a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.marquez import objects
from collector.web import queries
from collector.web.answers import json_response
from collector.web.freshness import WAIT, wait_for_views
from collector.web.lifecycle import STORE
from collector.web.marquez.asking import listed, named, shown

if TYPE_CHECKING:
    from aiohttp import web

_KINDS = ("run", "job", "dataset")


async def list_job_runs(request: web.Request) -> web.Response:
    """Runs of a job, those that started last first."""
    names = named(request, "namespace", "job")
    return await listed(request, "runs", objects.job_runs, *names)


async def get_run(request: web.Request) -> web.Response:
    """One run."""
    return await shown(request, objects.run, *named(request, "run_id"))


async def get_run_facets(request: web.Request) -> web.Response:
    """Facets of a run, of its job, or of what it reads and writes."""
    queries.only(request.query, frozenset({"type", WAIT}))
    queries.text(request.query, "type")
    kind = queries.choice(request.query, "type", _KINDS)
    await wait_for_views(request)
    [run_id] = named(request, "run_id")
    return json_response(await request.app[STORE].ask(objects.run_facets, run_id, kind))
