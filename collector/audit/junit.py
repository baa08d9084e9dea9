"""What the audit found as JUnit XML, which every CI shows: a suite a version, a case a check."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from collector.audit.gate import is_waived

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    Json = dict[str, Any]

#: Characters that no XML document may hold.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

#: The case that tells whether what is asked is passed.
GATE = "gate"


def junit(
    versions: Sequence[tuple[Json, list[str]]], checks: Sequence[Json], now: datetime
) -> bytes:
    """Versions with their faults; a finding fails its case, one that is unknown or waived skips it.

    Whether a version passes is a case of its own, since not all that is found is asked for.
    """
    root = ET.Element("testsuites", name="collector audit")
    for version, faults in versions:
        suite = ET.SubElement(root, "testsuite", name=_clean(_name(version)))
        for check in checks:
            found = [one for one in version["findings"] if one["checkId"] == check["checkId"]]
            _add_case(suite, version, check, found, now)
        case = _case(suite, version, f"{GATE}: what is asked of the version")
        if faults:
            _add(case, "failure", " ".join(faults), kind="gate")
        _count(suite)
    _count(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add_case(
    suite: ET.Element, version: Json, check: Json, found: list[Json], now: datetime
) -> None:
    case = _case(suite, version, f"{check['checkId']}: {check['title']}")
    if check["failure"] is not None:
        _add(case, "error", check["failure"], kind="check")
        return
    failed = [one for one in found if one["outcome"] == "failed" and not is_waived(one, now)]
    if failed:
        text = "\n".join(f"{one['message']}\n{one['fix']}" for one in failed)
        _add(case, "failure", failed[0]["message"], text, kind=check["severity"])
    elif found:
        told = [
            f"Waived: {one['waivedBecause']}" if is_waived(one, now) else one["message"]
            for one in found
        ]
        _add(case, "skipped", " ".join(told))


def _case(suite: ET.Element, version: Json, name: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", name=_clean(name), classname=_clean(_name(version)))


def _add(case: ET.Element, tag: str, message: str, text: str = "", kind: str = "") -> None:
    element = ET.SubElement(case, tag, message=_clean(message))
    if kind:
        element.set("type", kind)
    element.text = _clean(text) or None


def _count(element: ET.Element) -> None:
    for name, path in (
        ("tests", ".//testcase"),
        ("failures", ".//failure"),
        ("errors", ".//error"),
        ("skipped", ".//skipped"),
    ):
        if name != "skipped" or element.tag == "testsuite":
            element.set(name, str(len(element.findall(path))))


def _name(version: Json) -> str:
    return f"{version['namespace']}:{version['name']}@{version['version'] or '?'}"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
