"""The ladder over findings, apart from the database; `test_run.py` climbs it there."""

from __future__ import annotations

from collector.audit.ladder import level_of, level_told
from tests.audit.answered import finding

UNKNOWN = {"outcome": "unknown"}


def test_what_fails_on_the_lowest_level_counts() -> None:
    assert level_of([finding("C1", 3), finding("D1", 2), finding("D7")]) == 1


def test_risks_keep_from_no_level() -> None:
    assert level_of([finding("D7"), finding("S1")]) == 5


def test_what_is_unknown_keeps_from_the_levels_4_and_5_alone() -> None:
    assert level_of([finding("D4", 2, **UNKNOWN)]) == 5
    assert level_of([finding("U1", 4, **UNKNOWN)]) == 3
    assert level_of([finding("R1", 5, **UNKNOWN)]) == 4


def test_it_is_told_what_keeps_from_the_next_level() -> None:
    findings = [
        finding("D2", 3),
        finding("D2", 3),
        finding("I4", 3, **UNKNOWN),
        finding("E1", 4),
    ]

    assert level_told(2, findings) == {"levelName": "traceable", "keptFromNextBy": ["D2"]}
    assert level_told(None, findings) == {"levelName": None, "keptFromNextBy": []}
