"""Gates: what a version has to pass."""

from __future__ import annotations

from collector.audit.gate import Asked, asked_of, faults
from tests.audit.answered import NOW, finding, version, waived


def test_a_level_below_is_a_fault_that_names_the_checks() -> None:
    one = version(finding("D2", 3), finding("D2", 3), finding("C1", 3), finding("E1", 4))

    assert faults(one, Asked(3, ""), NOW) == ["Level 2 is below 3, for D2 (2 times), C1."]
    assert faults(one, Asked(2, ""), NOW) == []


def test_a_finding_so_grave_or_graver_is_a_fault_and_what_is_unknown_is_none() -> None:
    one = version(
        finding("S1", severity="critical"),
        finding("D7", severity="major"),
        finding("C4", severity="major", outcome="unknown"),
    )

    assert faults(one, Asked(0, "critical"), NOW) == ["There are critical findings: S1."]
    assert faults(one, Asked(0, "minor"), NOW) == [
        "There are critical or major or minor findings: S1, D7."
    ]


def test_waived_findings_do_not_count_as_long_as_they_are_waived() -> None:
    one = version(waived("D2", 3), finding("E1", 4))

    assert faults(one, Asked(3, ""), NOW) == []
    assert faults(one, Asked(4, "critical"), NOW) == ["Level 3 is below 4, for E1."]
    over = version(waived("D2", 3, "2026-05-31T00:00:00Z"))
    assert faults(over, Asked(3, ""), NOW) == ["Level 2 is below 3, for D2."]


def test_a_model_of_which_no_version_is_known_has_level_0() -> None:
    one = version(finding("S1"), version=None, level=0)

    assert faults(one, Asked(1, ""), NOW) == ["Level 0 is below 1, for no version."]


def test_the_policy_asks_what_the_command_leaves_open() -> None:
    one = version(policy={"match": "*", "minLevel": 3, "failOn": "critical"})

    assert asked_of(one, None, None) == Asked(3, "critical")
    assert asked_of(one, 1, None) == Asked(1, "critical")
    assert asked_of(one, None, "minor") == Asked(3, "minor")
    assert asked_of(version(), None, None) == Asked(0, "")
