"""The SQL files: their text, and the documentation in their headers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Statement:
    """One file of SQL."""

    name: str
    #: First paragraph of the header: what it is, and its grain.
    summary: str
    #: Column to description, in the order of the header.
    columns: dict[str, str]
    text: str


@cache
def statement(path: str) -> Statement:
    """The statement in `collector/sql/<path>.sql`."""
    text = (files("collector") / "sql" / f"{path}.sql").read_text(encoding="utf-8")
    header = [line.removeprefix("--").strip() for line in text.splitlines() if line[:2] == "--"]
    columns: dict[str, str] = {}
    summary: list[str] = []
    for line in header:
        name, colon, description = line.partition(": ")
        if colon and name.isidentifier() and name.islower():
            columns[name] = description
        else:
            summary.append(line)
    return Statement(path.rpartition("/")[2], " ".join(summary), columns, text)


def sql(path: str) -> str:
    """The text of `collector/sql/<path>.sql`."""
    return statement(path).text
