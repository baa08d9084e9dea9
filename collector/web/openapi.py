"""The OpenAPI document: the file beside this one, with the version and the event schemas in it."""

from __future__ import annotations

from importlib.resources import files

import orjson


def _load() -> dict[str, object]:
    text = (files("collector.web") / "openapi.json").read_bytes()
    document: dict[str, object] = orjson.loads(text)
    return document


DOCUMENT = _load()
