"""The spans that statistics count in: hours of a day, or days of a week."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from collector.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Sequence

Period: TypeAlias = Literal["DAY", "WEEK"]

_UTC = ZoneInfo("UTC")


def zone(name: str) -> ZoneInfo:
    """A time zone by its name in the IANA list; raises Malformed."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Malformed(
            f"timezone must be one such as Europe/Berlin, not {name[:40]!r}."
        ) from error


def bounds(period: Period, now: datetime, where: ZoneInfo) -> Sequence[datetime]:
    """Where the spans begin, oldest first, and where the last one ends, as UTC without a zone.

    Of a day the last 24 hours, of a week the last seven days, each with the one that it is now;
    days are those of the zone, which have 23 to 25 hours. `now` is UTC without a zone.
    """
    local = now.replace(tzinfo=_UTC).astimezone(where)
    if period == "DAY":
        hour = now.replace(minute=0, second=0, microsecond=0)
        return [hour + timedelta(hours=number) for number in range(-23, 2)]
    days = [local.date() + timedelta(days=number) for number in range(-6, 2)]
    return [
        datetime.combine(day, time(), where).astimezone(_UTC).replace(tzinfo=None) for day in days
    ]
