"""The SQL files: their text, and the documentation in their headers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Statement:
    """One file of SQL."""

    name: str
    #: First paragraph of the header: what it is, and its grain.
    summary: str
    #: Column to description, in the order of the header.
    columns: dict[str, str]
    text: str
    #: Columns by which one row is found; of a fold, also those that settle together, and texts.
    key: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    #: Relations that it reads by their bare names, which whoever uses it has to provide.
    reads: tuple[str, ...] = ()
    #: What its rows are kept in, where they are; only `table` is known.
    kept: tuple[str, ...] = ()


@cache
def statement(path: str) -> Statement:
    """The statement in `collector/sql/<path>.sql`."""
    text = (files("collector") / "sql" / f"{path}.sql").read_text(encoding="utf-8")
    return read_statement(path.rpartition("/")[2], text)


def read_statement(name: str, text: str) -> Statement:
    """The statement of a file of this name."""
    header = takewhile(lambda line: line.startswith("--"), text.splitlines())
    columns: dict[str, str] = {}
    summary: list[str] = []
    lists: dict[str, tuple[str, ...]] = {}
    last = ""
    for line in (line.removeprefix("--").strip() for line in header):
        word, colon, description = line.partition(": ")
        if colon and word in _LISTS and not columns:
            lists[word] = _names(description)
        elif colon and word.isidentifier() and word.islower():
            columns[word] = description
        elif last in columns:
            columns[last] += f" {line}"
            continue
        elif last in lists:
            lists[last] += _names(line)
            continue
        else:
            summary.append(line)
            continue
        last = word
    return Statement(name, " ".join(summary), columns, text, **lists)


#: Lines of a header that name columns, relations, or what holds the rows.
_LISTS = ("key", "unit", "texts", "reads", "kept")


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def reading(sources: Mapping[str, str], text: str) -> str:
    """A select whose sources go by these names."""
    named = ", ".join(f"{name} as ({source})" for name, source in sources.items())
    return f"with {named} from ({text})"


def sql(path: str) -> str:
    """The text of `collector/sql/<path>.sql`."""
    return statement(path).text
