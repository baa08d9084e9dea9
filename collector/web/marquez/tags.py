"""Tags: what users say of them is said by events, as everything is."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import orjson
from aiohttp import web

from collector.errors import Malformed
from collector.marquez import objects, tagging
from collector.times import utc_now
from collector.web import queries
from collector.web.body import read_json
from collector.web.freshness import MOST_PATIENCE, WAIT
from collector.web.lifecycle import STORE
from collector.web.marquez.asking import listed, named, shown
from collector.web.receive import append_own

if TYPE_CHECKING:
    from typing import Any

    from collector.marquez.tagging import Kind

#: One word after the other: each is told what the one before it said.
TAGGING = web.AppKey("tagging", asyncio.Lock)


async def list_tags(request: web.Request) -> web.Response:
    """Tags by name."""
    return await listed(request, "tags", objects.tags)


async def describe_tag(request: web.Request) -> web.Response:
    """Say what a tag means; that makes it, where there is none."""
    queries.only(request.query, frozenset({WAIT}))
    instructions = await read_json(request)
    description = instructions.get("description")
    if description is not None and not isinstance(description, str):
        raise Malformed('"description" must be a text or null.')
    [name] = named(request, "tag")
    async with request.app[TAGGING]:
        await say(request, tagging.described(name, description, utc_now()))
    return await shown(request, objects.tag, name)


async def tag_dataset(request: web.Request) -> web.Response:
    """Add a tag to a dataset, or to a column of it."""
    await _add(request, "dataset")
    return await shown(request, objects.dataset, *named(request, "namespace", "dataset"))


async def untag_dataset(request: web.Request) -> web.Response:
    """Remove a tag from a dataset, or from a column of it."""
    await _remove(request, "dataset")
    return await shown(request, objects.dataset, *named(request, "namespace", "dataset"))


async def tag_job(request: web.Request) -> web.Response:
    """Add a tag to a job."""
    await _add(request, "job")
    return await shown(request, objects.job, *named(request, "namespace", "job"))


async def untag_job(request: web.Request) -> web.Response:
    """Remove a tag from a job."""
    await _remove(request, "job")
    return await shown(request, objects.job, *named(request, "namespace", "job"))


async def _add(request: web.Request, kind: Kind) -> None:
    async with request.app[TAGGING]:
        subject = await _subject(request, kind)
        if event := tagging.added(subject, request.match_info["tag"], utc_now()):
            await say(request, event)


async def _remove(request: web.Request, kind: Kind) -> None:
    async with request.app[TAGGING]:
        if event := tagging.removed(await _subject(request, kind), utc_now()):
            await say(request, event)


async def _subject(request: web.Request, kind: Kind) -> tagging.Subject:
    queries.only(request.query, frozenset({WAIT}))
    store = request.app[STORE]
    await store.wait_folded(store.last_seq, MOST_PATIENCE)
    namespace, name, label = named(request, "namespace", kind, "tag")
    field = request.match_info.get("field")
    return await store.ask(tagging.subject, kind, namespace, name, field=field, label=label)


async def say(request: web.Request, event: dict[str, Any]) -> None:
    """Send an event of our own the way of all, and wait until the views have it."""
    receipt = await append_own(request, orjson.dumps(event))
    store = request.app[STORE]
    await store.wait_folded(receipt.seq or store.last_seq, MOST_PATIENCE)
