"""Times, durations and sizes as a person reads them."""

from __future__ import annotations


def moment(written: str | None) -> str:
    """A time of JSON, to the second: `2026-01-01 10:00:00`; nothing for None."""
    return "" if written is None else written[:19].replace("T", " ")


def duration(seconds: float | None) -> str:
    """`0.06 s`, `12 s`, `3 min 5 s`, `2 h 10 min`; nothing for None."""
    if seconds is None:
        return ""
    if seconds < 0:
        return f"-{duration(-seconds)}"
    if seconds < 10:
        return f"{seconds:.2f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes == 0:
        return f"{rest} s"
    hours, rest_of_hour = divmod(minutes, 60)
    return f"{hours} h {rest_of_hour} min" if hours else f"{minutes} min {rest} s"


def size(byte_count: int | None) -> str:
    """`512 B`, `1.5 KiB`, `20.0 GiB`; nothing for None."""
    if byte_count is None:
        return ""
    if byte_count < 1024:
        return f"{byte_count} B"
    amount = float(byte_count)
    for unit in ("KiB", "MiB", "GiB"):
        amount /= 1024
        if amount < 1024:
            return f"{amount:.1f} {unit}"
    return f"{amount / 1024:.1f} TiB"


def count(number: int | None) -> str:
    """`1,234`; nothing for None."""
    return "" if number is None else f"{number:,}"
