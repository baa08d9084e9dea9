"""Whether versions of models pass what is asked of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from collector.audit.ladder import bars, level_of
from collector.policies import SEVERITIES
from collector.times import utc_time

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a version."""

    min_level: int
    #: A finding that failed and is so grave, or graver, does not pass; empty asks for none.
    fail_on: str


def asked_of(version: Json, min_level: int | None, fail_on: str | None) -> Asked:
    """What is asked by a command; what it leaves open, the policy asks."""
    policy = version["policy"] or {"minLevel": 0, "failOn": ""}
    return Asked(
        policy["minLevel"] if min_level is None else min_level,
        policy["failOn"] if fail_on is None else fail_on,
    )


def faults(version: Json, asked: Asked, now: datetime) -> list[str]:
    """Why a version does not pass, in sentences; none where it does.

    Findings that are waived now do not count.
    """
    findings = [one for one in version["findings"] if not is_waived(one, now)]
    told = []
    # A model of which no version is known has none that could be reproduced.
    level = 0 if version["version"] is None else level_of(findings)
    if level < asked.min_level:
        checks = _counted(one["checkId"] for one in findings if bars(one, level + 1))
        told.append(f"Level {level} is below {asked.min_level}, for {checks or 'no version'}.")
    if asked.fail_on:
        grave = SEVERITIES[: SEVERITIES.index(asked.fail_on) + 1]
        checks = _counted(
            one["checkId"]
            for one in findings
            if one["outcome"] == "failed" and one["severity"] in grave
        )
        if checks:
            told.append(f"There are {' or '.join(grave)} findings: {checks}.")
    return told


def is_waived(finding: Json, now: datetime) -> bool:
    """Whether a user accepts a finding at this time."""
    until = finding["waivedUntil"]
    moment = utc_time(until) if isinstance(until, str) else until
    return moment is not None and moment > now


def _counted(checks: Iterable[str]) -> str:
    """`D2 (3 times), C1`."""
    return ", ".join(
        check if count == 1 else f"{check} ({count} times)"
        for check, count in Counter(checks).items()
    )
