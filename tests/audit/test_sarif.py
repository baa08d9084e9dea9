"""SARIF 2.1.0: what its specification requires of what is written."""

from __future__ import annotations

import re
from typing import Any

from collector.audit.sarif import sarif
from tests.audit.answered import NOW, check, finding, version, waived

CHECKS = [check("D2"), check("V2"), check("C4")]

VERSIONS = [
    version(finding("D2", 3, severity="critical"), finding("C4", outcome="unknown")),
    version(waived("V2"), waived("D2", 3, "2026-01-01T00:00:00Z"), version="a/ü 2"),
]


def document() -> dict[str, Any]:
    return sarif(VERSIONS, CHECKS, NOW)


def test_the_document_is_one_run_of_a_tool_with_rules() -> None:
    said = document()
    [run] = said["runs"]
    driver = run["tool"]["driver"]

    assert said["version"] == "2.1.0"
    assert set(said) == {"$schema", "version", "runs"}
    assert driver["name"] == "collector audit"
    assert [rule["id"] for rule in driver["rules"]] == ["D2", "V2", "C4"]
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note", "none"}


def test_every_result_names_its_rule_and_is_no_failure_where_it_is_unknown() -> None:
    [run] = document()["runs"]

    for result in run["results"]:
        rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        # 3.27.10: whatever is no failure has the level none.
        assert (result["level"] == "none") == (result["kind"] != "fail")
        assert result["message"]["text"]
        [location] = result["locations"]
        assert re.fullmatch(
            r"[\w.~%!$&'()*+,;=@/-]+", location["physicalLocation"]["artifactLocation"]["uri"]
        )
    assert [(one["ruleId"], one["kind"], one["level"]) for one in run["results"]] == [
        ("D2", "fail", "error"),
        ("C4", "open", "none"),
        ("V2", "fail", "warning"),
        ("D2", "fail", "warning"),
    ]


def test_a_waived_finding_is_suppressed_and_one_whose_time_is_over_is_not() -> None:
    [run] = document()["runs"]

    assert [
        [one["status"] for one in result.get("suppressions", [])] for result in run["results"]
    ] == [[], [], ["accepted"], ["rejected"]]


def test_fingerprints_tell_findings_apart_and_stay_the_same() -> None:
    prints = [
        result["partialFingerprints"]["finding/v1"] for result in document()["runs"][0]["results"]
    ]

    assert len(set(prints)) == len(prints)
    assert prints == [
        result["partialFingerprints"]["finding/v1"] for result in document()["runs"][0]["results"]
    ]
