"""GET /rejections and their replay: what was refused, and another try."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from aiohttp import web

from collector.errors import Malformed
from collector.log.answers import rejection_answer, replay_answer
from collector.store import questions
from collector.store.questions import RejectionFilter
from collector.web import queries
from collector.web.answers import json_response
from collector.web.body import read_json
from collector.web.freshness import note_acknowledged
from collector.web.lifecycle import SETTINGS, STORE, VALIDATOR

if TYPE_CHECKING:
    from collector.store.questions import Record

_FILTERS = frozenset(field.name for field in fields(RejectionFilter))

_LARGEST_SEQ = 2**63 - 1

#: Rejections tried again in one request.
MOST_AT_ONCE = 1000


async def list_rejections(request: web.Request) -> web.Response:
    """Refused bodies that match, oldest first, without the bodies."""
    query = request.query
    queries.only(query, _FILTERS | {"after", "limit"})
    wanted = RejectionFilter(**{name: query.get(name) for name in _FILTERS})
    after = queries.integer(query, "after", default=0)
    limit = queries.integer(query, "limit", default=100, most=1000)
    store = request.app[STORE]
    found = await store.ask(questions.rejections, wanted, after, limit)
    return json_response(
        {
            "rejections": found,
            "totalCount": await store.ask(questions.rejection_count, wanted),
            "next": found[-1]["seq"] if limit and len(found) == limit else None,
        }
    )


async def get_rejection(request: web.Request) -> web.Response:
    """One refused body, with its text where it is UTF-8."""
    return json_response(rejection_answer(await _find(request)))


async def get_raw_rejection(request: web.Request) -> web.Response:
    """The bytes of a refused body."""
    record = await _find(request)
    return web.Response(
        body=record["body"],
        content_type="application/octet-stream",
        headers={"X-Content-Type-Options": "nosniff"},
    )


async def replay_rejections(request: web.Request) -> web.Response:
    """Try refused bodies again; each that is accepted now leaves the rejections."""
    app = request.app
    limit = app[SETTINGS].ingest.max_body_bytes
    results = [
        await replay_answer(app[STORE], seq, app[VALIDATOR], limit)
        for seq in _seqs(await read_json(request))
    ]
    note_acknowledged(request)
    return json_response({"results": results})


def _seqs(instructions: dict[str, object]) -> list[int]:
    seqs = instructions.get("seqs")
    if not isinstance(seqs, list) or not 0 < len(seqs) <= MOST_AT_ONCE:
        raise Malformed(f'"seqs" must be a list of 1 to {MOST_AT_ONCE} numbers of rejections.')
    if not all(type(seq) is int and 0 <= seq <= _LARGEST_SEQ for seq in seqs):
        raise Malformed('"seqs" must hold whole numbers only.')
    return list(dict.fromkeys(seqs))


async def _find(request: web.Request) -> Record:
    digits = request.match_info["seq"].lstrip("0") or "0"
    return await request.app[STORE].ask(questions.rejection, int(digits[:20]))
