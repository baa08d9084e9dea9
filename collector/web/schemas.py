"""GET /schemas: the schema files as the process uses them."""

from __future__ import annotations

from aiohttp import web

from collector.web.answers import json_response
from collector.web.lifecycle import SCHEMAS


async def list_schemas(request: web.Request) -> web.Response:
    """The class in force for each position and facet key."""
    facets = request.app[SCHEMAS].facets
    return json_response(
        {
            "schemas": [
                {
                    "position": position,
                    "key": key,
                    "schema_id": facet.schema_id,
                    "version": facet.version,
                    "is_builtin": facet.file.is_builtin,
                }
                for (position, key), facet in sorted(facets.items())
            ]
        }
    )


async def get_schema(request: web.Request) -> web.Response:
    """One file, by its `$id` or the end of it."""
    file = request.app[SCHEMAS].file(request.match_info["path"])
    return web.Response(text=file.text, content_type="application/schema+json")
