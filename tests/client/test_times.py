from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from collector.client.times import moment, utc
from collector.errors import Malformed


def test_a_time_that_was_told_has_its_zone() -> None:
    assert moment("2026-01-01T12:00:00Z") == datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert moment(None) is None


def test_a_time_that_is_asked_for_is_utc_where_no_zone_is_given() -> None:
    east = timezone(timedelta(hours=2))

    assert utc(datetime(2026, 1, 1, 12, tzinfo=east)) == datetime(2026, 1, 1, 10)
    assert utc("2026-01-01T12:00:00") == utc(datetime(2026, 1, 1, 12)) == datetime(2026, 1, 1, 12)
    assert utc(date(2026, 1, 1)) == datetime(2026, 1, 1)
    assert utc(None) is None
    with pytest.raises(Malformed, match="A time is written in ISO 8601, not 'soon'"):
        utc("soon")
