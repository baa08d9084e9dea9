"""POST /lineage: decode, validate, append, acknowledge."""

from __future__ import annotations

import asyncio
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from aiohttp import hdrs, web

from collector.decode import decompress, split_array, split_lines
from collector.errors import CollectorError, InvalidEvent, Malformed, Unsupported
from collector.event import Event, Rejection
from collector.receive import (
    EVENT_TYPES,
    LINES_TYPES,
    media_type,
    receive,
    receive_or_refuse,
    refuse,
)
from collector.web.answers import json_response
from collector.web.body import read_body
from collector.web.lifecycle import CLIENT, METRICS, SERVICE, SETTINGS, STORE, VALIDATOR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from collector.store.writer import Receipt

#: Bytes of a batch that are validated before others get their turn: about 10 ms.
BYTES_A_TURN = 1 << 20


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
        event = receive(body.content, app[VALIDATOR])
    except (Malformed, Unsupported, InvalidEvent) as error:
        await _store(request, [body.refuse(error, is_batch=False)])
        raise
    [receipt] = await _store(request, [event])
    return json_response(
        {
            "status": "accepted",
            "digest": event.digest,
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
    entries = await _receive_all(request, texts)
    receipts = await _store(request, entries) if entries else []
    return json_response(batch_report(entries, receipts))


async def _read(request: web.Request) -> _Body:
    wire = await read_body(request)
    request.app[METRICS].count_bytes(len(wire), 0)
    return _Body(wire, _header(request, hdrs.CONTENT_TYPE), _header(request, hdrs.CONTENT_ENCODING))


def _header(request: web.Request, name: str) -> str:
    """A header as text that can be stored: bytes that are no UTF-8 become question marks."""
    return request.headers.get(name, "").encode(errors="replace").decode()


async def _receive_all(request: web.Request, texts: Sequence[bytes]) -> list[Event | Rejection]:
    validator = request.app[VALIDATOR]
    entries: list[Event | Rejection] = []
    size = 0
    for text in texts:
        entries.append(receive_or_refuse(text, validator))
        size += len(text)
        if size > BYTES_A_TURN:
            size = 0
            await asyncio.sleep(0)
    return entries


async def _store(request: web.Request, entries: Sequence[Event | Rejection]) -> list[Receipt]:
    client = request.get(CLIENT)
    receipts = await request.app[STORE].append(entries, client)
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
    failed = [
        {
            "index": index,
            "reason": entry.message,
            "retriable": False,
            "errors": [asdict(violation) for violation in entry.violations],
        }
        for index, entry in enumerate(entries)
        if isinstance(entry, Rejection)
    ]
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
        "failed_events": failed,
        "violations": [
            {"index": index, **asdict(violation)}
            for index, entry in enumerate(entries)
            if isinstance(entry, Event)
            for violation in entry.violations
        ],
    }
