"""Whether a condition has a partition in it."""

from __future__ import annotations

from typing import Any

import pytest

from collector.models.parts import has_part

Json = dict[str, Any]

ASKED = {"day": "2026-03-02", "country": "de"}


def partition(*parts: Json) -> Json:
    return {"type": "partition", "partitions": [{"dimensions": part} for part in parts]}


def compare(field: str, comparison: str, value: str, *, is_turned: bool = False) -> Json:
    sides = [{"type": "field", "field": field}, {"type": "literal", "value": value}]
    left, right = reversed(sides) if is_turned else sides
    return {"type": "compare", "left": left, "right": right, "comparison": comparison}


def both(operator: str, left: Json, right: Json) -> Json:
    return {"type": "binary", "operator": operator, "left": left, "right": right}


@pytest.mark.parametrize(
    ("condition", "known"),
    [
        (partition(ASKED), True),
        (partition({"day": "2026-03-01", "country": "de"}, ASKED), True),
        (partition({"day": "2026-03-01"}), False),
        (partition({"day": "2026-03-02"}), None),
        (partition({"hour": 7}), None),
        (partition(), None),
        ({"type": "location", "locations": ["/t/day=2026-03-02/country=de/0.parquet"]}, True),
        ({"type": "location", "locations": ["/t/day=2026-03-03/country=de"]}, False),
        ({"type": "location", "locations": ["/t/0.parquet"]}, None),
        (compare("day", "EQUAL", "2026-03-02"), True),
        (compare("day", "EQUAL", "2026-03-03"), False),
        (compare("day", "GREATER_EQUAL_THAN", "2026-03-01"), True),
        (compare("day", "LESS_THAN", "2026-03-01"), False),
        (compare("day", "LESS_THAN", "2026-03-01", is_turned=True), True),
        (compare("city", "EQUAL", "Ulm"), None),
        (compare("day", "LIKE", "2026-03-01"), None),
        (both("AND", partition({"day": "2026-03-02"}), partition({"country": "fr"})), False),
        (both("AND", compare("day", "EQUAL", "2026-03-02"), compare("x", "EQUAL", "1")), None),
        (both("OR", compare("day", "EQUAL", "2026-03-02"), compare("x", "EQUAL", "1")), True),
        (both("OR", compare("day", "EQUAL", "1"), compare("day", "EQUAL", "2")), False),
        ({"type": "sampled"}, None),
        ({}, None),
    ],
)
def test_what_a_condition_says_of_a_partition(condition: Json, known: bool | None) -> None:
    assert has_part(condition, ASKED) is known


def test_numbers_compare_as_numbers() -> None:
    assert has_part(compare("hour", "GREATER_THAN", "9"), {"hour": "10"}) is True
