"""Times as a collector writes them, and as it takes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from collector.errors import Malformed
from collector.times import utc_time


def moment(text: str | None) -> datetime | None:
    """A time that was told, with its zone; None where it is none, or beyond the calendar."""
    found = None if text is None else utc_time(text)
    return None if found is None else found.replace(tzinfo=UTC)


def utc(time: date | str | None) -> datetime | None:
    """A time or a day as UTC without a zone, as it is where none is given; raises Malformed."""
    if time is None:
        return None
    found = utc_time(time if isinstance(time, str) else time.isoformat())
    if found is None:
        raise Malformed(f"A time is written in ISO 8601, not {time!r}.")
    return found
