"""The audit of models: what it found, and what users accept of that for a time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import orjson
from aiohttp import web

from collector.audit.waiving import Waiver, waived, waiver_event
from collector.audit.wanted import WantedVersions
from collector.errors import Malformed
from collector.models.report import report
from collector.policies import HIGHEST_LEVEL, SEVERITIES
from collector.times import utc_now, utc_time
from collector.web import queries
from collector.web.answers import json_response
from collector.web.body import read_json
from collector.web.freshness import MOST_PATIENCE, WAIT, wait_for_audit, wait_for_views
from collector.web.guard import guarded
from collector.web.lifecycle import CLIENT, SETTINGS, STORE
from collector.web.receive import append_own

if TYPE_CHECKING:
    from datetime import datetime

#: One word after the other: each is told when the one before it was said.
WAIVING = web.AppKey("waiving", asyncio.Lock)

_FILTERS = frozenset({"namespace", "name", "version", "minLevel", "maxLevel", "check", "severity"})
_WORDS = frozenset({"namespace", "name", "version", "check", "reason", "until", "by", "withdrawn"})


async def show_audit(request: web.Request) -> web.Response:
    """Versions by model, with their levels and findings."""
    queries.only(request.query, _FILTERS | {"limit", "offset", WAIT})
    wanted = _wanted(request)
    await wait_for_views(request)
    await wait_for_audit(request)
    return await _answer(request, wanted)


async def waive(request: web.Request) -> web.Response:
    """Accept what a check finds in a version for a time, or no longer."""
    queries.only(request.query, frozenset())
    waiver = _waiver(await read_json(request), request.get(CLIENT))
    store = request.app[STORE]
    async with request.app[WAIVING]:
        await store.wait_folded(store.last_seq, MOST_PATIENCE)
        await wait_for_audit(request)
        about = await store.ask(waived, waiver)
        receipt = await append_own(request, orjson.dumps(waiver_event(about, waiver, utc_now())))
        await store.wait_folded(receipt.seq or store.last_seq, MOST_PATIENCE)
    wanted = WantedVersions(
        namespace=about.namespace, name=about.name, version=about.version, check_id=waiver.check_id
    )
    return await _answer(request, wanted)


ROUTES: tuple[web.RouteDef, ...] = (
    web.get("/api/v1/audit", guarded("read", show_audit)),
    web.post("/api/v1/audit/waivers", guarded("admin", waive)),
)


async def _answer(request: web.Request, wanted: WantedVersions) -> web.Response:
    policies = request.app[SETTINGS].audit.policy
    return json_response(await request.app[STORE].ask(report, wanted, policies))


def _wanted(request: web.Request) -> WantedVersions:
    query = request.query
    return WantedVersions(
        queries.integer(query, "limit", default=100, most=1_000),
        queries.integer(query, "offset", default=0),
        query.get("namespace"),
        query.get("name"),
        query.get("version"),
        _level(request, "minLevel"),
        _level(request, "maxLevel"),
        query.get("check"),
        queries.choice(query, "severity", ("", *SEVERITIES)) or None,
    )


def _level(request: web.Request, name: str) -> int | None:
    if name not in request.query:
        return None
    return queries.integer(request.query, name, default=0, most=HIGHEST_LEVEL)


def _waiver(instructions: dict[str, object], client: str | None) -> Waiver:
    if unknown := sorted(set(instructions) - _WORDS):
        known = ", ".join(sorted(_WORDS))
        raise Malformed(f"There is no member {unknown[0]!r} here; there are {known}.")
    is_withdrawn = instructions.get("withdrawn", False)
    if not isinstance(is_withdrawn, bool):
        raise Malformed('"withdrawn" must be true or false.')
    namespace, name, version, check = (
        _text(instructions, word) for word in ("namespace", "name", "version", "check")
    )
    reason = _text(instructions, "reason", is_needed=not is_withdrawn)
    by = _text(instructions, "by", is_needed=False) or client
    until = None if is_withdrawn else _moment(_text(instructions, "until"))
    return Waiver(namespace, name, version, check, reason, until, by)


def _text(instructions: dict[str, object], name: str, *, is_needed: bool = True) -> str:
    value = instructions.get(name, "")
    if not isinstance(value, str) or (is_needed and not value):
        raise Malformed(f'"{name}" must be a text.')
    return value


def _moment(text: str) -> datetime:
    moment = utc_time(text)
    if moment is None:
        raise Malformed(f'"until" must be an ISO 8601 date, or date and time, not {text[:40]!r}.')
    return moment
