"""Where words were found, shown in a few words of what stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Text: TypeAlias = str

#: Places in sql/search/found.sql to what they are called in an answer.
_CALLED = {
    "name": "name",
    "alias": "alias",
    "namespace": "namespace",
    "schema": "column",
    "column": "columnDescription",
    "tags": "tag",
    "collector_tags": "tag",
    "ownership": "owner",
    "documentation": "documentation",
    "sql": "sql",
}

#: Places whose text is a list, one a line.
_LISTS = frozenset({"alias", "schema", "column", "tags", "collector_tags", "ownership"})

#: Letters that are shown before what was found, and of all.
_BEFORE = 40
_SHOWN = 160


def matches(
    words: Sequence[str], places: Sequence[str], texts: Mapping[str, Text]
) -> list[dict[str, str]]:
    """Each place where a word was found, once, with what stands there."""
    found = [
        {"in": _CALLED[place], "text": snippet(word, place, texts)}
        for word, place in zip(words, places, strict=True)
    ]
    return [match for at, match in enumerate(found) if match not in found[:at]]


def snippet(word: str, place: str, texts: Mapping[str, Text]) -> str:
    """The line of a list, or the part of a text, that has the word."""
    text = texts.get(place, "")
    if place not in _LISTS:
        return text if place in {"name", "namespace"} else _around(word, text)
    lines = text.split("\n")
    line = next((line for line in lines if word.lower() in line.lower()), lines[0])
    return _around(word, line)


def _around(word: str, text: str) -> str:
    at = max(text.lower().find(word.lower()), 0)
    start = 0 if at <= _BEFORE else at - _BEFORE
    end = start + _SHOWN
    shown = " ".join(text[start:end].split())
    return ("…" if start else "") + shown + ("…" if end < len(text) else "")
