"""Times as producers write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from collector.times import utc_now, utc_time


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-01-01T10:00:00Z", "2026-01-01T10:00:00"),
        ("2026-01-01T10:00:00z", "2026-01-01T10:00:00"),
        ("2026-01-01t10:00:00Z", "2026-01-01T10:00:00"),
        ("2026-01-01 10:00:00Z", "2026-01-01T10:00:00"),
        ("2026-01-01T10:00:00+02:00", "2026-01-01T08:00:00"),
        ("2026-01-01T10:00:00+0200", "2026-01-01T08:00:00"),
        ("2026-01-01T10:00:00-00:30", "2026-01-01T10:30:00"),
        ("2026-01-01T10:00:00+01:00[Europe/Berlin]", "2026-01-01T09:00:00"),
        ("2026-01-01T10:00:00", "2026-01-01T10:00:00"),
        ("2026-01-01T10:00", "2026-01-01T10:00:00"),
        ("2026-01-01", "2026-01-01T00:00:00"),
        ("2026-01-01T10:00:00.5Z", "2026-01-01T10:00:00.500000"),
        ("2026-01-01T10:00:00.123456789Z", "2026-01-01T10:00:00.123456"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59"),
        ("2017-01-01T00:59:60+01:00", "2016-12-31T23:59:59"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59"),
    ],
)
def test_a_date_and_time_is_read_as_utc_without_a_zone(text: str, utc: str) -> None:
    assert utc_time(text) == datetime.fromisoformat(utc)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-13-01T00:00:00Z",
        "2026-02-30",
        "2026-01-01T24:01:00Z",
        "2026-01-01T10:00:00+25:00",
        "1767261600",
        "2026-01-01T10:00:00ZZ",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "٢٠٢٦-01-01",
        "\udcff",
    ],
)
def test_what_is_no_moment_is_none(text: str) -> None:
    assert utc_time(text) is None


def test_now_is_utc_without_a_zone() -> None:
    now = utc_now()
    assert now.tzinfo is None
    assert abs(now.replace(tzinfo=UTC) - datetime.now(UTC)) < timedelta(seconds=5)
