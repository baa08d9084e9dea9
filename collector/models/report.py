"""What the audit found, by version: the level, what keeps from the next one, and risks."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from collector.audit.ladder import level_told
from collector.audit.run import audit
from collector.audit.state import is_current
from collector.models.records import camel
from collector.policies import policy_of
from collector.store.moment import at_one_moment, keep, taken
from collector.store.statements import reading, sql

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb

    from collector.audit.checks import Check
    from collector.audit.rules import Rules
    from collector.audit.wanted import WantedVersions
    from collector.policies import Policy

    Json = dict[str, Any]

#: The schema that holds what the last audit of a collector found.
KEPT = "audits"


def report(
    cursor: duckdb.DuckDBPyConnection,
    wanted: WantedVersions,
    policies: Sequence[Policy],
    schema: str = KEPT,
) -> Json:
    """A page of versions by model, with findings and the policy that they have to pass."""
    with at_one_moment(cursor):
        sources = {name: f"from {schema}.{name}" for name in ("levels", "findings", "checks")}
        page = reading(sources, sql("audit/page_of_versions"))
        keep(cursor, "page", page, asdict(wanted))
        sources["audit_findings"] = sql("6_relations/audit_findings").replace(
            f"{KEPT}.", f"{schema}."
        )
        findings: dict[tuple[str, str, str | None], list[Json]] = {}
        for one in _rows(cursor, reading(sources, sql("audit/findings_of_page"))):
            key = (one.pop("namespace"), one.pop("name"), one.pop("version"))
            findings.setdefault(key, []).append(one)
        rows = _rows(cursor, "from page")
        total = rows[0]["totalCount"] if rows else 0
        return {
            "versions": [_told(row, findings, wanted, policies) for row in rows],
            "totalCount": total,
            "checks": _rows(cursor, reading(sources, sql("audit/checks_told"))),
        }


def report_of_file(
    cursor: duckdb.DuckDBPyConnection,
    wanted: WantedVersions,
    checks: Sequence[Check],
    rules: Rules,
) -> Json:
    """The same of a file that nobody serves: audited now, where its views are newer."""
    if is_current(cursor, checks, rules):
        return report(cursor, wanted, rules.policies)
    audit(cursor, checks, rules)
    return report(cursor, wanted, rules.policies, "temp")


def _told(
    row: Json,
    findings: Mapping[tuple[str, str, str | None], list[Json]],
    wanted: WantedVersions,
    policies: Sequence[Policy],
) -> Json:
    found = findings.get((row["namespace"], row["name"], row["version"]), [])
    policy = policy_of(policies, row["namespace"], row["name"])
    shown = [
        finding
        for finding in found
        if wanted.check_id in {None, finding["checkId"]}
        and wanted.severity in {None, finding["severity"]}
    ]
    return {
        "namespace": row["namespace"],
        "name": row["name"],
        "version": row["version"],
        "level": row["level"],
        **level_told(row["level"], found),
        "policy": policy and {camel(key): value for key, value in asdict(policy).items()},
        "findings": shown,
    }


def _rows(
    cursor: duckdb.DuckDBPyConnection, text: str, parameters: Mapping[str, object] | None = None
) -> list[Json]:
    cursor.execute(text, taken(text, parameters))
    columns = [camel(column[0]) for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
