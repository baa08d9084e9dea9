"""Requests as bytes, for what no HTTP client sends."""

from __future__ import annotations

import asyncio
from contextlib import suppress


async def exchange(url: str, *parts: bytes, pause: float = 0.0, end: bool = False) -> bytes:
    """Send the parts with a pause after each; everything that comes back until the end.

    `end` hangs up instead of reading.
    """
    host, port = url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        with suppress(ConnectionError):
            for part in parts:
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(pause)
        if end:
            return b""
        return await asyncio.wait_for(reader.read(), 10)
    except ConnectionError:
        return b""
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


def post(content: bytes, *headers: bytes, path: bytes = b"/api/v1/lineage") -> bytes:
    """A POST after which the server closes the connection."""
    lines = [
        b"POST " + path + b" HTTP/1.1",
        b"Host: localhost",
        b"Connection: close",
        b"Content-Length: %d" % len(content),
        *headers,
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n" + content


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])
