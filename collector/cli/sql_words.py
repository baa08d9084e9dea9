"""The text of a SQL session: where statements end, and what the word at the cursor may become."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    #: A relation as /api/v1/sql/schema has it.
    Relation = Mapping[str, Any]

#: A quoted text, a quoted name, a comment, a semicolon; what is not closed goes to the end.
_PIECES = re.compile(
    r"""
      '(?:[^']|'')*(?:'|\Z)
    | "(?:[^"]|"")*(?:"|\Z)
    | \$(?P<tag>\w*)\$(?:.*?\$(?P=tag)\$|.*\Z)
    | --[^\n]*
    | /\*(?:.*?\*/|.*\Z)
    | (?P<end>;)
    """,
    re.DOTALL | re.VERBOSE,
)

#: The word before the cursor, with the name of a relation and a point before it.
_WORD = re.compile(r'(?:(?P<relation>\w+)"?\.)?"?(?P<word>\w*)$')

#: After these words stands a relation.
_BEFORE_RELATION = re.compile(
    r"\b(from|join|table|describe|summarize|\.schema)\s+\"?\w*$", re.IGNORECASE
)

KEYWORDS = (
    *("select", "distinct", "from", "where", "group by", "having", "qualify", "order by", "limit"),
    *("join", "inner join", "left join", "full join", "cross join", "asof join", "lateral"),
    *("semi join", "anti join", "on", "using", "with", "recursive", "as", "union", "union all"),
    *("intersect", "except", "exclude", "replace", "and", "or", "not", "in", "like", "ilike"),
    *("between", "is null", "is not null", "exists", "any", "all", "case", "when", "then", "else"),
    *("end", "cast", "try_cast", "asc", "desc", "nulls first", "nulls last", "offset", "filter"),
    *("over", "partition by", "rows", "range", "window", "interval", "timestamp", "date", "null"),
    *("true", "false", "values", "table", "describe", "summarize", "show tables", "pivot"),
    *("unpivot", "tablesample", "unnest", "count", "sum", "avg", "min", "max", "median", "list"),
    *("arg_max", "arg_min", "first", "last", "coalesce", "now()", "date_trunc", "epoch", "round"),
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may stand instead of the last characters before the cursor."""

    text: str
    #: How many of them.
    length: int
    #: What it is.
    kind: str


def split_statements(text: str) -> tuple[list[str], str]:
    """The statements that a semicolon ends, without it, and what stands after the last one."""
    statements = []
    start = 0
    for piece in _PIECES.finditer(text):
        if piece["end"]:
            statements.append(text[start : piece.start()].strip())
            start = piece.end()
    rest = text[start:].strip()
    return [statement for statement in statements if statement], rest


def is_complete(text: str) -> bool:
    """Whether a text can be run: a command, nothing, or statements that are ended."""
    return text.lstrip().startswith(".") or not split_statements(text)[1]


def suggestions(
    before: str, relations: Sequence[Relation], commands: Iterable[str]
) -> Iterator[Suggestion]:
    """What the word at the end of a text may become, the most likely first."""
    if re.fullmatch(r"\s*\.\w*", before):
        written = before.lstrip()
        yield from _starting(written, ((command, "command") for command in commands))
        return
    found = _WORD.search(before)
    word, relation = (found["word"], found["relation"]) if found else ("", None)
    if relation:
        named = [item for item in relations if item["name"] == relation.lower()]
        # An alias may stand for any.
        yield from _starting(word, _columns(named or relations))
    elif _BEFORE_RELATION.search(before):
        yield from _starting(word, _names(relations))
    elif word:
        words = (*_columns(relations), *_names(relations), *((word, "") for word in KEYWORDS))
        yield from _starting(word, words)


def _starting(word: str, texts: Iterable[tuple[str, str]]) -> Iterator[Suggestion]:
    for text, kind in texts:
        if text.startswith(word.lower()) and text != word.lower():
            yield Suggestion(text, len(word), kind)


def _names(relations: Sequence[Relation]) -> list[tuple[str, str]]:
    return [(relation["name"], relation["kind"]) for relation in relations]


def _columns(relations: Sequence[Relation]) -> list[tuple[str, str]]:
    """Each name once, with its type where that is the same everywhere."""
    types: dict[str, set[str]] = {}
    for relation in relations:
        for column in relation["columns"]:
            types.setdefault(column["name"], set()).add(column["type"].lower())
    return [
        (name, " or ".join(sorted(found)) if len(found) < 3 else "column")
        for name, found in types.items()
    ]
