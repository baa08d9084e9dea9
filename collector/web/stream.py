"""GET /stream: what happens, as server-sent events that can be resumed."""

from __future__ import annotations

import asyncio
import re
import time
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from aiohttp import hdrs, web

from collector.errors import Malformed
from collector.log.answers import event_answer, json_bytes
from collector.store import changes
from collector.web import queries
from collector.web.lifecycle import STARTED, STORE
from collector.web.tail import Tail

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

    from collector.store.changes import Entry
    from collector.store.store import Store

TAIL = web.AppKey("tail", Tail)

#: Seconds after which something is sent at the latest, so that everybody on the way keeps the
#: connection, and whoever has left is noticed.
HEARTBEAT = 15.0

#: Seconds between looks whether a reader is still there while nothing is sent.
_LOOK_INTERVAL = 1.0

#: Seconds in which a reader has to take what was written.
_PATIENCE = 60.0

#: Milliseconds after which a browser connects again.
_RETRY = 1_000

#: Bytes of bodies that are read at once for a stream that embeds them.
_BODY_BYTES = 4 << 20

TYPES = ("event", "run", "violation")

_FILTERS = (
    "kind",
    "event_type",
    "run_id",
    "job_namespace",
    "job_name",
    "dataset_namespace",
    "dataset_name",
    "producer",
    "client",
)

_KNOWN = frozenset({*_FILTERS, "types", "body", "after"})

#: Of an event, what its run and its violations are told with.
_RUN_COLUMNS = ("seq", "run_id", "job_namespace", "job_name", "event_time")
_VIOLATION_COLUMNS = (
    *("seq", "digest", "kind", "run_id", "job_namespace", "job_name"),
    *("dataset_namespace", "dataset_name"),
)

_ID = re.compile(r"(\d{1,18})(?:-(\d{1,9}))?", re.ASCII)


class Position(NamedTuple):
    """What a reader has had: all messages up to this part of an entry; all parts where it is None.

    The parts of an entry are the same whatever is asked for: 0 the event, 1 the run, then the
    violations.
    """

    seq: int
    part: int | None = None


class Frame(NamedTuple):
    """One message."""

    part: int
    type: str
    content: bytes


async def tail(app: web.Application) -> AsyncIterator[None]:
    """The end of the log, as long as the store."""
    app[TAIL] = Tail(app[STORE])
    reading = asyncio.create_task(app[TAIL].run_forever())
    yield
    reading.cancel()
    await asyncio.wait([reading])


async def end_streams(app: web.Application) -> None:
    """Let the streams come to an end; without, the server would wait for them."""
    app[TAIL].close()


async def follow(request: web.Request) -> web.StreamResponse:
    """Accepted events, changes of the states of runs, and violations, from now or a number on."""
    query = request.query
    queries.only(query, _KNOWN)
    wanted = {name: query[name] for name in _FILTERS if name in query}
    types = _types(query)
    has_bodies = queries.flag(query, "body")
    asked = _asked_position(request)
    end = request.app[TAIL]
    with end.reader() as now:
        position = asked or Position(now)
        if position.seq > now:
            await _require_entry(request.app[STORE], position.seq)
        response = web.StreamResponse(
            headers={
                hdrs.CONTENT_TYPE: "text/event-stream",
                hdrs.CACHE_CONTROL: "no-cache",
                "X-Accel-Buffering": "no",
            }
        )
        await response.prepare(request)
        request[STARTED] = response
        if request.method == hdrs.METH_HEAD:
            return response
        # From the first moment on, a reader that is cut off knows where it was.
        await _send(response, b"retry: %d\n%s" % (_RETRY, _beat(position)))
        sent_at = time.monotonic()
        while not end.is_closed:
            rest = sent_at + HEARTBEAT - time.monotonic()
            # Of an entry that was not had whole, the rest is still to come.
            after = position.seq if position.part is None else position.seq - 1
            entries, last = await end.after(after, max(min(rest, _LOOK_INTERVAL), 0))
            if request.transport is None or request.transport.is_closing():
                raise ConnectionResetError
            chosen = [entry for entry in entries if _matches(entry, wanted)]
            for part in _portions(chosen) if has_bodies else [chosen]:
                content = await _content(request.app[STORE], part, types, position, has_bodies)
                if content:
                    await _send(response, content)
                    sent_at = time.monotonic()
            if last >= position.seq:
                position = Position(last)
            if time.monotonic() - sent_at >= HEARTBEAT:
                await _send(response, _beat(position))
                sent_at = time.monotonic()
        await response.write_eof()
    return response


async def _send(response: web.StreamResponse, content: bytes) -> None:
    try:
        async with asyncio.timeout(_PATIENCE):
            await response.write(content)
    except TimeoutError as error:
        raise ConnectionResetError from error


def _beat(position: Position) -> bytes:
    """A comment, with the position: a reader of what is rare need not begin far back."""
    return b": \nid: %s\n\n" % _id(position).encode()


def _id(position: Position) -> str:
    return f"{position.seq}" if position.part is None else f"{position.seq}-{position.part}"


async def _content(
    store: Store, entries: Sequence[Entry], types: frozenset[str], had: Position, has_bodies: bool
) -> bytes:
    """The messages of some entries that a reader has not had."""
    bodies: Mapping[int, str] = {}
    if has_bodies and entries and "event" in types:
        bodies = await store.ask(changes.bodies, [entry.seq for entry in entries])
    return b"".join(
        frame.content
        for entry in entries
        for frame in (_frames(entry) if not has_bodies else _make(entry, bodies.get(entry.seq)))
        if frame.type in types and _is_new(entry, frame, had)
    )


def _is_new(entry: Entry, frame: Frame, had: Position) -> bool:
    return entry.seq != had.seq or (had.part is not None and frame.part > had.part)


def _portions(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    """Entries in portions whose bodies are not too large together."""
    portion: list[Entry] = []
    size = 0
    for entry in entries:
        if portion and size + entry.event["size"] > _BODY_BYTES:
            yield portion
            portion, size = [], 0
        portion.append(entry)
        size += entry.event["size"]
    yield portion


@lru_cache(maxsize=2_000)
def _frames(entry: Entry) -> tuple[Frame, ...]:
    """All messages of an entry, made once for all readers."""
    return tuple(_make(entry, None))


def _make(entry: Entry, body: str | None) -> Iterator[Frame]:
    event, violations = entry.event, entry.violations
    told = {**event, "violations": len(violations)}
    if body is not None:
        told["event"] = event_answer({"body": body, "violations": violations})["event"]
    yield _frame(entry, 0, "event", told)
    if entry.change is not None:
        before, now = entry.change
        run = {name: event[name] for name in _RUN_COLUMNS}
        yield _frame(entry, 1, "run", {**run, "from": before, "to": now})
    shown = {name: event[name] for name in _VIOLATION_COLUMNS}
    for part, violation in enumerate(violations, 2):
        yield _frame(entry, part, "violation", {**shown, **violation})


def _frame(entry: Entry, part: int, kind: str, value: object) -> Frame:
    head = f"id: {entry.seq}-{part}\nevent: {kind}\ndata: ".encode()
    # Only blanks between members can be line breaks, and they are of the embedded event.
    data = json_bytes(value).replace(b"\r", b" ").replace(b"\n", b" ")
    return Frame(part, kind, head + data + b"\n\n")


def _matches(entry: Entry, wanted: Mapping[str, str]) -> bool:
    return all(entry.event[name] == text for name, text in wanted.items())


def _types(query: Mapping[str, str]) -> frozenset[str]:
    named = query.get("types", ",".join(TYPES)).split(",")
    for name in named:
        queries.choice({"types": name}, "types", TYPES)
    return frozenset(named)


def _asked_position(request: web.Request) -> Position | None:
    """Where to go on: as the header of a reader that was cut off says, else the parameter."""
    text = request.headers.get("Last-Event-ID", "")
    if not text:
        if "after" in request.query:
            return Position(queries.integer(request.query, "after", default=0))
        return None
    found = _ID.fullmatch(text)
    if found is None:
        raise Malformed(f"Last-Event-ID must be the id of a message, not {text[:40]!r}.")
    return Position(int(found[1]), None if found[2] is None else int(found[2]))


async def _require_entry(store: Store, seq: int) -> None:
    """Raise Malformed for a number that the log has not given; it may be ahead of its receipt."""
    last = await store.ask(changes.last_seq)
    if seq > last:
        raise Malformed(f"There is no entry {seq} to go on from; the last one is {last}.")
