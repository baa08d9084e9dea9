"""What keeps the log within its bounds: retention of events, age and size of rejections."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from collector.store.database import quoted
from collector.store.disk import flush
from collector.store.statements import sql

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import duckdb


#: What a refused body takes beside itself, so that a million small ones count too.
BYTES_BESIDE_A_BODY = 1_000


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


def export_day(cursor: duckdb.DuckDBPyConnection, expired: ExpiredDay, folder: Path) -> Path:
    """Write the events of a day to `<folder>/events-<day>-<last seq>.parquet`, for good.

    The name tells one content: another try replaces the file, and events that come under the same
    day once more (the clock was set back) get a file of their own.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"events-{expired.day.isoformat()}-{expired.last_seq}.parquet"
    unfinished = target.with_suffix(".parquet.tmp")
    cursor.execute(
        f"copy ({sql('upkeep/events_of_day')}) to {quoted(unfinished)} "
        "(format parquet, compression zstd)",
        {"day": expired.day, "last_seq": expired.last_seq},
    )
    flush(unfinished)
    unfinished.replace(target)
    flush(folder)
    return target


def remove_day(
    cursor: duckdb.DuckDBPyConnection, expired: ExpiredDay, exported_to: Path | None, now: datetime
) -> None:
    """Take the events of a day out of the log, with their violations, and account for them."""
    which = {"day": expired.day, "last_seq": expired.last_seq}
    cursor.execute(sql("upkeep/without_violations_of_day"), which)
    cursor.execute(sql("upkeep/without_day"), which)
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
    size = {"keep_bytes": keep_bytes, "bytes_beside": BYTES_BESIDE_A_BODY}
    over_size = _trim(cursor, "size", size, now)
    return over_age + over_size


def _trim(
    cursor: duckdb.DuckDBPyConnection, reason: str, bound: Mapping[str, object], now: datetime
) -> int:
    cursor.execute(sql(f"upkeep/rejections_over_{reason}"), dict(bound))
    row_count, byte_count, last_seq = cursor.fetchall()[0]
    if not row_count:
        return 0
    cursor.execute(sql(f"upkeep/without_rejections_over_{reason}"), dict(bound))
    _account(cursor, Removal("rejections", reason, row_count, byte_count, last_seq), now)
    return int(row_count)


def _account(cursor: duckdb.DuckDBPyConnection, removal: Removal, now: datetime) -> None:
    cursor.execute(sql("upkeep/removal"), {**asdict(removal), "removed_at": now})
