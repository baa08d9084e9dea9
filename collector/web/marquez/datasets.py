"""GET /namespaces/{namespace}/datasets, and their versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.marquez import objects
from collector.web.marquez.asking import listed, named, shown

if TYPE_CHECKING:
    from aiohttp import web


async def list_datasets(request: web.Request) -> web.Response:
    """Datasets of a namespace, by name."""
    return await listed(request, "datasets", objects.datasets, *named(request, "namespace"))


async def get_dataset(request: web.Request) -> web.Response:
    """One dataset, by any of its names."""
    return await shown(request, objects.dataset, *named(request, "namespace", "dataset"))


async def list_dataset_versions(request: web.Request) -> web.Response:
    """Versions of a dataset, newest first."""
    names = named(request, "namespace", "dataset")
    return await listed(request, "versions", objects.dataset_versions, *names)


async def get_dataset_version(request: web.Request) -> web.Response:
    """One version, by its identifier or its text."""
    names = named(request, "namespace", "dataset", "version")
    return await shown(request, objects.dataset_version, *names)
