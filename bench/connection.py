"""One HTTP/1.1 keep-alive connection that sends ready bytes and hands over the answers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Answer:
    #: 0 where the connection ended before the answer was complete.
    status: int
    body: bytes = b""


LOST = Answer(0)


class Connection(asyncio.Protocol):
    """At most one request is under way; `answered` is called once for each `send`."""

    def __init__(self, answered: Callable[[Connection, Answer], None]) -> None:
        self._answered = answered
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._is_waiting = False

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    def send(self, request: bytes) -> None:
        if self._transport is None:
            raise ConnectionError("The connection is not open.")
        self._is_waiting = True
        self._transport.write(request)

    def close(self) -> None:
        self._is_waiting = False
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no subclass of asyncio's.
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        if self._received:
            data = self._received + data
        answer = _parse(data)
        if answer is None:
            self._received = data
            return
        self._received = b""
        self._is_waiting = False
        self._answered(self, answer)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002, asyncio's signature
        self._transport = None
        if self._is_waiting:
            self._is_waiting = False
            self._answered(self, LOST)


def _parse(data: bytes) -> Answer | None:
    """The answer, once all of it is there. Only answers with a Content-Length are read."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return None
    start = data.find(b"Content-Length:")
    if start < 0:
        raise ValueError(f"An answer without Content-Length: {data[:end]!r}")
    length = int(data[start + 15 : data.index(b"\r", start)])
    body = data[end + 4 : end + 4 + length]
    return Answer(int(data[9:12]), body) if len(body) == length else None
