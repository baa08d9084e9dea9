"""What the audit found as Markdown: for a comment on a change, or a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collector.audit.gate import is_waived

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    Json = dict[str, Any]


def markdown(versions: Sequence[tuple[Json, list[str]]], now: datetime) -> str:
    """Versions with their faults, one section each."""
    return "\n".join(line for version in versions for line in _section(*version, now)) + "\n"


def _section(version: Json, faults: list[str], now: datetime) -> Iterator[str]:
    name = f"{version['name']}@{version['version'] or '?'}"
    yield f"## {_plain(name)}: level {version['level']}, {version['levelName']}\n"
    yield f"{_code(version['namespace'])}\n"
    if faults:
        yield f"**Not passed.** {_plain(' '.join(faults))}\n"
    if version["keptFromNextBy"]:
        kept = ", ".join(map(_plain, version["keptFromNextBy"]))
        yield f"Kept from level {version['level'] + 1} by {kept}.\n"
    if not version["findings"]:
        yield "Nothing was found.\n"
        return
    yield "| check | severity | guards | | what was found | how to record it |"
    yield "|---|---|---|---|---|---|"
    for one in version["findings"]:
        message = _plain(one["message"])
        if is_waived(one, now):
            message += f" *Waived: {_plain(one['waivedBecause'])}*"
        guards = "risk" if one["guards"] is None else f"level {one['guards']}"
        cells = (_plain(one["checkId"]), one["severity"], guards, one["outcome"], message)
        yield f"| {' | '.join(cells)} | {_fix(one['fix'])} |"
    yield ""


def _plain(text: str) -> str:
    """Text whose characters mean nothing in a table."""
    line = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in r"\`*_{}[]<>|#" else letter for letter in line)


def _fix(text: str) -> str:
    """It has code in it, between backticks."""
    return " ".join(text.split()).replace("|", r"\|").replace("<", "&lt;")


def _code(text: str) -> str:
    return f"`{text.replace('`', chr(39))}`"
