"""Parameters of a query string: typed, bounded, and named when they are wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.errors import Malformed
from collector.times import utc_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_LARGEST = 2**63 - 1


def only(query: Mapping[str, str], known: frozenset[str]) -> None:
    """Raise Malformed for a parameter that the route does not have."""
    unknown = sorted(set(query) - known)
    if unknown:
        raise Malformed(
            f"There is no parameter {unknown[0]!r} here; there are {', '.join(sorted(known))}."
        )


def integer(query: Mapping[str, str], name: str, default: int, most: int = _LARGEST) -> int:
    """A whole number from 0 to `most`."""
    text = query.get(name)
    if text is None:
        return default
    # Python converts no more than 4,300 digits, zeros in front among them.
    digits = text.lstrip("0")[:20] or "0"
    if not (text.isascii() and text.isdecimal()) or int(digits) > most:
        raise Malformed(f"{name} must be a whole number from 0 to {most}, not {text[:40]!r}.")
    return int(digits)


def choice(query: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """One of the choices; the first when the parameter is absent."""
    text = query.get(name, choices[0])
    if text not in choices:
        raise Malformed(f"{name} must be one of {', '.join(choices)}, not {text[:40]!r}.")
    return text


def flag(query: Mapping[str, str], name: str) -> bool:
    """True or false, in capitals as Python clients write them or not; false when it is absent."""
    text = query.get(name, "false").lower()
    if text not in {"true", "false"}:
        raise Malformed(f"{name} must be true or false, not {query[name][:40]!r}.")
    return text == "true"


def text(query: Mapping[str, str], name: str) -> str:
    """A text that has to be there and is not empty."""
    if not query.get(name):
        raise Malformed(f"{name} must be given.")
    return query[name]


def moment(query: Mapping[str, str], name: str) -> datetime | None:
    """A date, or a date and time, as UTC without a zone; without an offset it is UTC already."""
    text = query.get(name)
    if text is None:
        return None
    value = utc_time(text)
    if value is None:
        raise Malformed(f"{name} must be an ISO 8601 date and time, not {text[:40]!r}.")
    return value
