"""JUnit XML: a suite a version, a case a check and one for the gate."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from collector.audit.junit import junit
from tests.audit.answered import NOW, check, finding, version, waived

CHECKS = [check("D2"), check("V2"), check("C4"), check("X1", "It divides by zero.")]


def written() -> ET.Element:
    one = version(
        finding("D2", 3, message="D2 \x01 <b>"), waived("V2"), finding("C4", outcome="unknown")
    )
    return ET.fromstring(
        junit([(one, ["Level 2 is below 3, for D2."]), (version(), [])], CHECKS, NOW)
    )


def test_a_suite_is_a_version_and_counts_its_cases() -> None:
    root = written()

    assert root.tag == "testsuites"
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("10", "2", "2")
    assert [suite.get("name") for suite in root] == ["mlflow://mlflow:5000:churn@1"] * 2
    for suite in root:
        assert suite.tag == "testsuite"
        assert suite.get("tests") == str(len(suite.findall("testcase")))
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert suite.get(name) == str(len(suite.findall(f"testcase/{tag}")))
        for case in suite:
            assert case.get("name")
            assert case.get("classname") == suite.get("name")
            assert len(case) <= 1


def test_what_failed_fails_and_what_is_unknown_or_waived_is_skipped() -> None:
    first, second = written()

    assert [(case.get("name", "").split(":")[0], [one.tag for one in case]) for case in first] == [
        ("D2", ["failure"]),
        ("V2", ["skipped"]),
        ("C4", ["skipped"]),
        ("X1", ["error"]),
        ("gate", ["failure"]),
    ]
    assert [[one.tag for one in case] for case in second] == [[], [], [], ["error"], []]


def test_characters_that_xml_cannot_hold_are_replaced() -> None:
    [failure] = written()[0][0]

    assert failure.get("message") == "D2 \ufffd <b>"
    assert "With MLflow" in (failure.text or "")
