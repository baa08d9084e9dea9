"""The bytes of a request, within the limits of size and time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import hdrs

from collector.decode import parse
from collector.errors import Malformed, TooLarge, TooSlow
from collector.receive import media_type
from collector.web.lifecycle import HELD, SERVICE, SETTINGS

if TYPE_CHECKING:
    from aiohttp import web


async def read_body(request: web.Request) -> bytes:
    """The body as it was sent, still compressed.

    Raises TooLarge, TooSlow, and Busy when the bodies of all requests together are too large.
    """
    settings = request.app[SETTINGS]
    limit = settings.ingest.max_body_bytes
    if (request.content_length or 0) > limit:
        raise TooLarge(f"The body is larger than {limit} bytes.")
    if request.content.is_eof():
        # All of it is here already, as it is with most events.
        return _held(request, request.content.read_nowait(), 0)
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(settings.server.request_timeout):
            async for part in request.content.iter_any():
                parts.append(_held(request, part, size))
                size += len(part)
    except TimeoutError as error:
        raise TooSlow(
            f"The body did not arrive within {settings.server.request_timeout} seconds."
        ) from error
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _held(request: web.Request, part: bytes, before: int) -> bytes:
    """A part of the body, accounted for; `before` are the bytes that came before it."""
    size = before + len(part)
    limit = request.app[SETTINGS].ingest.max_body_bytes
    if size > limit:
        raise TooLarge(f"The body is larger than {limit} bytes.")
    request.app[SERVICE].hold(len(part))
    request[HELD] = size
    return part


async def read_json(request: web.Request) -> dict[str, object]:
    """A small JSON object with instructions; its media type must be said.

    Raises Unsupported or Malformed. A form of a foreign page cannot send this type.
    """
    media_type(request.headers.get(hdrs.CONTENT_TYPE, ""), frozenset({"application/json"}))
    value = parse(await read_body(request)).value
    if not isinstance(value, dict):
        raise Malformed("The body must be a JSON object.")
    return value
