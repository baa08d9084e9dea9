"""Times as producers write them, to UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_ZONE_NAME = re.compile(r"\[[^\]]*\]$")


def utc_time(text: str) -> datetime | None:
    """The moment in UTC, without a zone; None where the text is no date and time.

    Taken beside RFC 3339: no offset (then it is UTC), a date alone, an offset without colon, a
    lower-case t or z, a zone in brackets behind the offset (Java). A leap second is read as the
    second before; digits beyond the microsecond are dropped.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        plain = _ZONE_NAME.sub("", text).upper().replace(":60", ":59")
        try:
            moment = datetime.fromisoformat(plain)
        except ValueError:
            return None
    if moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        # The first or the last hours of the calendar.
        return None


def utc_now() -> datetime:
    """The wall clock, without a zone: the log keeps UTC throughout."""
    return datetime.now(UTC).replace(tzinfo=None)
