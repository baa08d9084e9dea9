"""POST /lineage: decode, validate, append, acknowledge."""

from __future__ import annotations

import asyncio
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import hdrs, web

from collector.batch import receive_all
from collector.decode import decompress, split_array, split_lines
from collector.errors import CollectorError, InvalidEvent, Malformed, TooLarge, Unsupported
from collector.event import Event, Rejection
from collector.receive import (
    EVENT_TYPES,
    LINES_TYPES,
    media_type,
    receive,
    refuse,
)
from collector.web.answers import json_response
from collector.web.body import read_body
from collector.web.freshness import note_acknowledged
from collector.web.lifecycle import CLIENT, METRICS, SERVICE, SETTINGS, STORE, VALIDATOR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from collector.store.writer import Receipt

#: Bytes of a body that is decoded while no other large one is.
LARGE = 1 << 20

#: Refused events of a batch that are told with their errors, and not with their reason alone.
MOST_EXPLAINED = 1_000


@dataclass(slots=True)
class _Body:
    """A request body on its way to plain bytes."""

    content: bytes
    content_type: str
    #: Set as long as `content` is compressed.
    content_encoding: str

    def decompress(self, limit: int) -> None:
        self.content = decompress(self.content, self.content_encoding, limit)
        self.content_encoding = ""

    def refuse(self, error: CollectorError, *, is_batch: bool) -> Rejection:
        return refuse(
            error,
            self.content,
            content_type=self.content_type,
            content_encoding=self.content_encoding,
            is_batch=is_batch,
        )


async def receive_event(request: web.Request) -> web.Response:
    """One event: 200 when it is on disk."""
    with _timed(request.app):
        return await _receive_event(request)


async def receive_batch(request: web.Request) -> web.Response:
    """Many events: 200 with a report when all that are good are on disk."""
    with _timed(request.app):
        return await _receive_batch(request)


async def append_own(request: web.Request, content: bytes) -> Receipt:
    """Store an event that a route of ours says on behalf of its client."""
    with request.app[SERVICE].request():
        [receipt] = await _store(request, [receive(content, request.app[VALIDATOR])])
    return receipt


@contextmanager
def _timed(app: web.Application) -> Iterator[None]:
    """Around an ingest request; raises Busy while stopping."""
    started = time.perf_counter()
    try:
        with app[SERVICE].request():
            yield
    finally:
        app[METRICS].observe_acknowledgement(time.perf_counter() - started)


async def _receive_event(request: web.Request) -> web.Response:
    app = request.app
    body = await _read(request)
    try:
        media_type(body.content_type, EVENT_TYPES)
        body.decompress(app[SETTINGS].ingest.max_body_bytes)
        if len(body.content) > LARGE:
            # One at a time, and others between two of them: each may take a second.
            async with app[SERVICE].large_bodies:
                await asyncio.sleep(0)
                event = receive(body.content, app[VALIDATOR])
        else:
            event = receive(body.content, app[VALIDATOR])
    except (Malformed, Unsupported, InvalidEvent) as error:
        await _store(request, [body.refuse(error, is_batch=False)])
        raise
    [receipt] = await _store(request, [event])
    return json_response(
        {
            "status": "accepted",
            "digest": event.digest,
            "seq": receipt.seq,
            "duplicate": receipt.duplicate,
            "violations": [asdict(violation) for violation in event.violations],
        }
    )


async def _receive_batch(request: web.Request) -> web.Response:
    body = await _read(request)
    try:
        kind = media_type(body.content_type, EVENT_TYPES | LINES_TYPES)
        body.decompress(request.app[SETTINGS].ingest.max_body_bytes)
        texts = (split_lines if kind in LINES_TYPES else split_array)(body.content)
    except (Malformed, Unsupported) as error:
        await _store(request, [body.refuse(error, is_batch=True)])
        raise
    most = request.app[SETTINGS].ingest.max_batch_events
    if len(texts) > most:
        raise TooLarge(f"The batch has {len(texts)} events; at most {most} are taken at once.")
    entries = await receive_all(texts, request.app[VALIDATOR])
    receipts = await _store(request, entries) if entries else []
    return json_response(batch_report(entries, receipts))


async def _read(request: web.Request) -> _Body:
    wire = await read_body(request)
    request.app[METRICS].count_bytes(len(wire), 0)
    return _Body(wire, _header(request, hdrs.CONTENT_TYPE), _header(request, hdrs.CONTENT_ENCODING))


def _header(request: web.Request, name: str) -> str:
    """A header as text that can be stored: bytes that are no UTF-8 become question marks."""
    return request.headers.get(name, "").encode(errors="replace").decode()


async def _store(request: web.Request, entries: Sequence[Event | Rejection]) -> list[Receipt]:
    client = request.get(CLIENT)
    receipts = await request.app[STORE].append(entries, client)
    note_acknowledged(request, receipts)
    metrics = request.app[METRICS]
    for entry, receipt in zip(entries, receipts, strict=True):
        if isinstance(entry, Rejection):
            metrics.count_event("unknown", "rejected", client)
            continue
        metrics.count_event(entry.kind, "duplicate" if receipt.duplicate else "accepted", client)
        metrics.count_violations(entry.violations)
    metrics.count_bytes(0, sum(len(entry.body) for entry in entries))
    return receipts


def batch_report(
    entries: Sequence[Event | Rejection], receipts: Sequence[Receipt]
) -> dict[str, object]:
    """The report of the OpenLineage batch route, and beside it what our single route tells."""
    failed: list[dict[str, Any]] = [
        {
            "index": index,
            "reason": entry.message,
            "retriable": False,
            "errors": [],
        }
        for index, entry in enumerate(entries)
        if isinstance(entry, Rejection)
    ]
    for failure in failed[:MOST_EXPLAINED]:
        failure["errors"] = [asdict(one) for one in entries[failure["index"]].violations]
    return {
        "status": "partial_success" if failed else "success",
        "summary": {
            "received": len(entries),
            "successful": len(entries) - len(failed),
            "failed": len(failed),
            "retriable": 0,
            "non_retriable": len(failed),
            "duplicates": sum(receipt.duplicate for receipt in receipts),
        },
        "last_seq": _last_seq(entries, receipts),
        "failed_events": failed,
        "violations": [
            {"index": index, **asdict(violation)}
            for index, entry in enumerate(entries)
            if isinstance(entry, Event)
            for violation in entry.violations
        ],
    }


def _last_seq(entries: Sequence[Event | Rejection], receipts: Sequence[Receipt]) -> int | None:
    """The number of the last event that is new."""
    pairs = zip(reversed(entries), reversed(receipts), strict=True)
    new = (receipt.seq for entry, receipt in pairs if isinstance(entry, Event))
    return next((seq for seq in new if seq is not None), None)
