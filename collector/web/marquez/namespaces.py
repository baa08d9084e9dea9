"""GET /namespaces and /sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.marquez import objects
from collector.web.marquez.asking import listed, named, shown

if TYPE_CHECKING:
    from aiohttp import web


async def list_namespaces(request: web.Request) -> web.Response:
    """Namespaces of jobs and datasets, by name."""
    return await listed(request, "namespaces", objects.namespaces)


async def get_namespace(request: web.Request) -> web.Response:
    """One namespace."""
    return await shown(request, objects.namespace, *named(request, "namespace"))


async def list_sources(request: web.Request) -> web.Response:
    """Stores that datasets are in, by name."""
    return await listed(request, "sources", objects.sources)


async def get_source(request: web.Request) -> web.Response:
    """One source."""
    return await shown(request, objects.source, *named(request, "source"))
