"""Whether what a run read of a dataset has a partition in it, by the condition of its subset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Json = Mapping[str, Any]

#: What is known: yes, no, or neither.
Known = bool | None


def has_part(condition: Json, asked: Mapping[str, str]) -> Known:
    """Whether rows of the partition may be among those of a condition; None if it does not say.

    `asked` are values by the names of columns.
    """
    match condition.get("type"):
        case "partition":
            parts = condition.get("partitions") or ()
            return _any(_has_all(part.get("dimensions") or {}, asked) for part in parts)
        case "location":
            locations = condition.get("locations") or ()
            return _any(_has_all(_dimensions(location), asked) for location in locations)
        case "binary":
            sides = [has_part(condition.get(side) or {}, asked) for side in ("left", "right")]
            is_or = str(condition.get("operator")).upper() == "OR"
            return _any(sides) if is_or else _all(sides)
        case "compare":
            return _compared(condition, asked)
        case _:
            return None


def _has_all(dimensions: Json, asked: Mapping[str, str]) -> Known:
    return _all(
        str(dimensions[name]) == value if name in dimensions else None
        for name, value in asked.items()
    )


def _dimensions(location: object) -> dict[str, str]:
    """Those of a path such as /orders/day=2026-01-01/part-0.parquet."""
    pairs = (segment.partition("=") for segment in str(location).split("/"))
    return {name: value for name, sign, value in pairs if sign}


def _compared(condition: Json, asked: Mapping[str, str]) -> Known:
    left, right = condition.get("left") or {}, condition.get("right") or {}
    comparison = str(condition.get("comparison")).upper()
    if left.get("type") == "literal":
        left, right = right, left
        comparison = _TURNED.get(comparison, comparison)
    name, value = str(left.get("field")), right.get("value")
    compare = _COMPARISONS.get(comparison)
    if name not in asked or value is None or compare is None:
        return None
    try:
        return compare(float(asked[name]), float(value))
    except ValueError:
        return compare(asked[name], str(value))


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "EQUAL": lambda one, other: one == other,
    "GREATER_THAN": lambda one, other: one > other,
    "GREATER_EQUAL_THAN": lambda one, other: one >= other,
    "LESS_THAN": lambda one, other: one < other,
    "LESS_EQUAL_THAN": lambda one, other: one <= other,
}

_TURNED = {
    "GREATER_THAN": "LESS_THAN",
    "GREATER_EQUAL_THAN": "LESS_EQUAL_THAN",
    "LESS_THAN": "GREATER_THAN",
    "LESS_EQUAL_THAN": "GREATER_EQUAL_THAN",
}


def _any(known: Iterable[Known]) -> Known:
    found = list(known)
    if True in found:
        return True
    return None if None in found or not found else False


def _all(known: Iterable[Known]) -> Known:
    found = list(known)
    if False in found:
        return False
    return None if None in found else True
