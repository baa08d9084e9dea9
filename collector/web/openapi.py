"""The OpenAPI document: the file beside this one, with the version and the classes of events."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import orjson

from collector import __version__

if TYPE_CHECKING:
    from collector.schema_files import Json


def document(core: Json) -> Json:
    """The whole document; `core` is the core schema, whose classes become components."""
    written: dict[str, Any] = orjson.loads((files("collector.web") / "openapi.json").read_bytes())
    written["info"]["version"] = __version__
    written["components"]["schemas"].update(_components(core["$defs"]))
    return written


def _components(node: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """The schema, with its references led to where its classes stand in the document."""
    if isinstance(node, dict):
        return {key: _components(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_components(item) for item in node]
    if isinstance(node, str):
        return node.replace("#/$defs/", "#/components/schemas/")
    return node
