"""Values to responses."""

from __future__ import annotations

from aiohttp import web

from collector.log.answers import json_bytes


def json_response(value: object) -> web.Response:
    """JSON; times without a zone are UTC and get a Z."""
    return web.Response(body=json_bytes(value), content_type="application/json")
