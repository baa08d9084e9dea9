"""Values to responses."""

from __future__ import annotations

import orjson
from aiohttp import web


def json_response(value: object) -> web.Response:
    """JSON; times without a zone are UTC and get a Z."""
    return web.Response(
        body=orjson.dumps(value, option=orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z),
        content_type="application/json",
    )
