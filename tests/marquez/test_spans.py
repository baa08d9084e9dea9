"""Spans of statistics, where the clocks change too."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest

from collector.errors import Malformed
from collector.marquez.spans import bounds, zone

NOW = datetime(2026, 10, 27, 12, 34, 56)
BERLIN = zone("Europe/Berlin")


def test_a_day_is_24_hours_that_end_with_the_one_of_now() -> None:
    found = bounds("DAY", NOW, BERLIN)
    assert (len(found), found[0], found[-1]) == (
        25,
        datetime(2026, 10, 26, 13),
        datetime(2026, 10, 27, 13),
    )


def test_a_week_is_seven_days_of_the_zone_also_where_its_clocks_change() -> None:
    found = bounds("WEEK", NOW, BERLIN)
    hours = [(end - start).total_seconds() / 3600 for start, end in pairwise(found)]
    assert hours == [24, 24, 24, 24, 25, 24, 24]
    assert found[0] == datetime(2026, 10, 20, 22)


def test_the_day_of_now_is_that_of_the_zone() -> None:
    late = datetime(2026, 1, 1, 23, 30)
    assert bounds("WEEK", late, BERLIN)[-2] == datetime(2026, 1, 1, 23)
    assert bounds("WEEK", late, zone("UTC"))[-2] == datetime(2026, 1, 1)


@pytest.mark.parametrize("name", ["", "Nowhere", "../x", "\0", "Europe", "x" * 300])
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(Malformed, match="timezone must be one such as"):
        zone(name)
