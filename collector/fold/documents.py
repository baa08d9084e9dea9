"""What is folded of an event: the value that was validated, without facets that failed."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import orjson

from collector.decode import parse, unescape

if TYPE_CHECKING:
    from collections.abc import Iterable

_FACETS = frozenset({"facets", "inputFacets", "outputFacets"})


def document(body: str, violated: Iterable[str] = ()) -> str:
    """The event as JSON that every parser reads alike, keys sorted.

    `violated` are pointers into facets that their schemas refuse; those facets are left out.
    """
    value = parse(body.encode()).value
    for pointer in violated:
        _leave_out(value, [unescape(step) for step in pointer.split("/")[1:]])
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _leave_out(value: object, path: list[str]) -> None:
    """Take the facet away that the path leads into."""
    for step, following in pairwise(path):
        value = _member(value, step)
        if step in _FACETS and isinstance(value, dict):
            value.pop(following, None)
            return


def _member(value: object, step: str) -> object:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
        return value[int(step)]
    return None
