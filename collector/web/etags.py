"""ETags: who asks again for JSON that says the same gets 304 and no body."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import hdrs, web

from collector.digest import digest_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

#: Routes that say how it is this moment, to those who never ask for anything else.
WITHOUT = frozenset({"/livez", "/readyz", "/metrics"})

JSON_TYPES = frozenset({"application/json", "application/schema+json"})

#: Bytes from which on a digest is made in a thread: it takes milliseconds.
_LARGE = 1 << 17


@web.middleware
async def tag_answers(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Give answers of JSON an ETag by their bytes, and 304 in their place to who has them."""
    response = await handler(request)
    body = response.body if isinstance(response, web.Response) else None
    if not (isinstance(body, bytes) and _is_tagged(request, response)):
        return response
    tag = await asyncio.to_thread(digest_of, body) if len(body) > _LARGE else digest_of(body)
    if _has(request, tag):
        response = web.Response(status=304)
    response.etag = tag
    # Kept where it was read, and asked for again each time.
    response.headers[hdrs.CACHE_CONTROL] = "no-cache"
    return response


def _is_tagged(request: web.Request, response: web.StreamResponse) -> bool:
    return (
        request.method in {hdrs.METH_GET, hdrs.METH_HEAD}
        and response.status == 200
        and response.content_type in JSON_TYPES
        and request.path not in WITHOUT
    )


def _has(request: web.Request, tag: str) -> bool:
    """Whether the client says that it has these bytes; a tag that was made weak counts too."""
    return any(known.value in {tag, "*"} for known in request.if_none_match or ())
