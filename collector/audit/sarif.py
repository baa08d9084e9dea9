"""What the audit found as SARIF 2.1.0, which code hosts show beside a change."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from collector import __version__
from collector.audit.gate import is_waived

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    Json = dict[str, Any]

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

#: Severity of a finding → level of a result.
_LEVELS = {"critical": "error", "major": "warning", "minor": "note"}


def sarif(versions: Sequence[Json], checks: Sequence[Json], now: datetime) -> Json:
    """One run with a rule for each check, and a result for each finding."""
    places = {check["checkId"]: place for place, check in enumerate(checks)}
    fixes = {
        finding["checkId"]: finding["fix"]
        for version in versions
        for finding in version["findings"]
    }
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "collector audit",
                        "version": __version__,
                        "informationUri": "https://pypi.org/project/openlineage-collector",
                        "rules": [_rule(check, fixes) for check in checks],
                    }
                },
                "results": [
                    _result(version, finding, places, now)
                    for version in versions
                    for finding in version["findings"]
                ],
            }
        ],
    }


def _rule(check: Json, fixes: dict[str, str]) -> Json:
    rule = {
        "id": check["checkId"],
        "shortDescription": {"text": check["title"]},
        "defaultConfiguration": {"level": _LEVELS[check["severity"]]},
        "properties": {"severity": check["severity"], "guards": check["guards"]},
    }
    if fix := fixes.get(check["checkId"]):
        rule["help"] = {"text": fix}
    return rule


def _result(version: Json, finding: Json, places: dict[str, int], now: datetime) -> Json:
    name = f"{version['namespace']}:{version['name']}@{version['version'] or ''}"
    is_failed = finding["outcome"] == "failed"
    # The same finding of a later audit is no new one.
    print_of = "\n".join((name, finding["checkId"], finding["subject"] or ""))
    result: Json = {
        "ruleId": finding["checkId"],
        "ruleIndex": places[finding["checkId"]],
        "kind": "fail" if is_failed else "open",
        "level": _LEVELS[finding["severity"]] if is_failed else "none",
        "message": {"text": f"{finding['message']} {finding['fix']}"},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": _uri(version)}},
                "logicalLocations": [
                    {"name": version["name"], "fullyQualifiedName": name, "kind": "resource"}
                ],
            }
        ],
        "partialFingerprints": {"finding/v1": hashlib.sha256(print_of.encode()).hexdigest()},
        "properties": {"guards": finding["guards"], "subject": finding["subject"]},
    }
    if finding["waivedUntil"] is not None:
        result["suppressions"] = [
            {
                "kind": "external",
                "status": "accepted" if is_waived(finding, now) else "rejected",
                "justification": finding["waivedBecause"],
            }
        ]
    return result


def _uri(version: Json) -> str:
    """A relative reference: models are in no file."""
    parts = ("models", version["namespace"], version["name"], version["version"] or "")
    return "/".join(quote(part, safe="") for part in parts if part)
