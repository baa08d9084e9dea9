"""The ladder of levels, as the finished findings climb it; `sql/audit/levels.sql` says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    Json = dict[str, Any]

#: What each level says.
LEVELS = ("none", "identified", "traceable", "reproducible", "replayable", "verified")

#: From this level on, what is not known keeps a version from it too.
_KNOWN_FROM = 4


def bars(finding: Json, level: int) -> bool:
    """Whether a finding keeps a version from a level."""
    is_known = finding["outcome"] == "failed" or level >= _KNOWN_FROM
    return bool(finding["guards"] == level and is_known)


def level_of(findings: Sequence[Json]) -> int:
    """The highest level that none of these findings keeps from, nor from one below."""
    barred = [
        one["guards"] for one in findings if one["guards"] is not None and bars(one, one["guards"])
    ]
    return min(barred, default=len(LEVELS)) - 1


def level_told(level: int | None, findings: Sequence[Json]) -> Json:
    """The name of a level, and the checks that keep from the next one."""
    if level is None:
        return {"levelName": None, "keptFromNextBy": []}
    barring = dict.fromkeys(one["checkId"] for one in findings if bars(one, level + 1))
    return {"levelName": LEVELS[level], "keptFromNextBy": list(barring)}
