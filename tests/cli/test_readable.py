from __future__ import annotations

import pytest

from collector.cli.readable import count, duration, moment, size


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""),
        (0, "0.00 s"),
        (0.0623, "0.06 s"),
        (59.4, "59 s"),
        (59.6, "1 min 0 s"),
        (3599.6, "1 h 0 min"),
        (7800, "2 h 10 min"),
        (-75, "-1 min 15 s"),
    ],
)
def test_a_duration_has_the_two_largest_units(seconds: float | None, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("byte_count", "text"),
    [
        (None, ""),
        (0, "0 B"),
        (1023, "1023 B"),
        (1536, "1.5 KiB"),
        (5 << 30, "5.0 GiB"),
        (3 << 50, "3072.0 TiB"),
    ],
)
def test_a_size_has_the_largest_unit(byte_count: int | None, text: str) -> None:
    assert size(byte_count) == text


def test_a_time_is_told_to_the_second_and_a_number_by_thousands() -> None:
    assert moment("2026-01-01T10:00:00.123456Z") == "2026-01-01 10:00:00"
    assert count(1234567) == "1,234,567"
    assert (moment(None), count(None), count(0)) == ("", "", "0")
