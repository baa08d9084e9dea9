"""The OpenAPI document: the file beside this one, with the version and the classes of events."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import orjson

from collector import __version__
from collector.web.etags import JSON_TYPES, WITHOUT

if TYPE_CHECKING:
    from collector.schema_files import Json


def document(core: Json) -> Json:
    """The whole document; `core` is the core schema, whose classes become components."""
    written: dict[str, Any] = orjson.loads((files("collector.web") / "openapi.json").read_bytes())
    written["info"]["version"] = __version__
    written["components"]["schemas"].update(_components(core["$defs"]))
    for path, item in written["paths"].items():
        if "get" in item and path not in WITHOUT:
            _tell_etag(item["get"])
    return written


def _tell_etag(operation: dict[str, Any]) -> None:
    """Say of an operation what a middleware does for all answers of JSON."""
    answer = operation["responses"]["200"]
    if not JSON_TYPES.isdisjoint(answer.get("content", ())):
        answer.setdefault("headers", {})["ETag"] = {"$ref": "#/components/headers/ETag"}
        operation["responses"]["304"] = {"$ref": "#/components/responses/NotModified"}
        operation.setdefault("parameters", []).append(
            {"$ref": "#/components/parameters/IfNoneMatch"}
        )


def _components(node: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """The schema, with its references led to where its classes stand in the document."""
    if isinstance(node, dict):
        return {key: _components(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_components(item) for item in node]
    if isinstance(node, str):
        return node.replace("#/$defs/", "#/components/schemas/")
    return node
