"""What keeps the log within its bounds: retention of events, age and size of rejections."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import TYPE_CHECKING

from collector.store.database import quoted
from collector.store.statements import sql

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long and how much is kept."""

    #: Days that events are kept; 0 keeps them for good.
    retain_days: int
    #: Folder that takes a Parquet file of each day before it is removed.
    retain_export: Path | None
    rejection_days: int
    rejection_bytes: int


@dataclass(frozen=True, slots=True)
class ExpiredDay:
    """A day of events whose time is up."""

    day: date
    row_count: int
    byte_count: int
    last_seq: int


@dataclass(frozen=True, slots=True)
class Removal:
    """A row of `removals`, but for its time."""

    relation: str
    reason: str
    row_count: int
    byte_count: int
    last_seq: int
    day: date | None = None
    exported_to: str | None = None


def expired_days(
    cursor: duckdb.DuckDBPyConnection, retain_days: int, now: datetime
) -> list[ExpiredDay]:
    """The days whose events are older than `retain_days` whole days, oldest first."""
    before_day = datetime.combine(now.date() - timedelta(days=retain_days), time())
    cursor.execute(sql("upkeep/expired_days"), {"before_day": before_day})
    return [ExpiredDay(*row) for row in cursor.fetchall()]


def export_day(cursor: duckdb.DuckDBPyConnection, day: date, folder: Path) -> Path:
    """Write the events of a day to `<folder>/events-<day>.parquet`, whole or not at all.

    A day that is there already (its clock was set back since) gets a number behind the date.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = (f"events-{day.isoformat()}{number}.parquet" for number in _numbers())
    target = next(path for path in (folder / name for name in names) if not path.exists())
    unfinished = target.with_suffix(".parquet.tmp")
    cursor.execute(
        f"copy ({sql('upkeep/events_of_day')}) to {quoted(unfinished)} "
        "(format parquet, compression zstd)",
        {"day": day},
    )
    unfinished.replace(target)
    return target


def _numbers() -> Iterator[str]:
    yield ""
    yield from (f"-{number}" for number in count(2))


def remove_day(
    cursor: duckdb.DuckDBPyConnection, expired: ExpiredDay, exported_to: Path | None, now: datetime
) -> None:
    """Take the events of a day out of the log, with their violations, and account for them."""
    cursor.execute(sql("upkeep/without_violations_of_day"), {"day": expired.day})
    cursor.execute(sql("upkeep/without_day"), {"day": expired.day})
    _account(
        cursor,
        Removal(
            "events",
            "retention",
            expired.row_count,
            expired.byte_count,
            expired.last_seq,
            expired.day,
            str(exported_to) if exported_to else None,
        ),
        now,
    )


def trim_rejections(
    cursor: duckdb.DuckDBPyConnection, days: int, keep_bytes: int, now: datetime
) -> int:
    """Take out refused bodies over age, then the oldest over size; returns how many went."""
    over_age = _trim(cursor, "age", {"before": now - timedelta(days=days)}, now)
    over_size = _trim(cursor, "size", {"keep_bytes": keep_bytes}, now)
    return over_age + over_size


def _trim(
    cursor: duckdb.DuckDBPyConnection, reason: str, bound: dict[str, object], now: datetime
) -> int:
    cursor.execute(sql(f"upkeep/rejections_over_{reason}"), bound)
    row_count, byte_count, last_seq = cursor.fetchall()[0]
    if not row_count:
        return 0
    cursor.execute(sql(f"upkeep/without_rejections_over_{reason}"), bound)
    _account(cursor, Removal("rejections", reason, row_count, byte_count, last_seq), now)
    return int(row_count)


def _account(cursor: duckdb.DuckDBPyConnection, removal: Removal, now: datetime) -> None:
    cursor.execute(sql("upkeep/removal"), {**asdict(removal), "removed_at": now})
