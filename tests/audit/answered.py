"""An answer of the audit, as the forms of it get one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

Json = dict[str, Any]

NOW = datetime(2026, 6, 1)


def finding(check: str, guards: int | None = None, **said: Any) -> Json:
    """A finding of a check."""
    return {
        "checkId": check,
        "title": f"What {check} wants.",
        "severity": "major",
        "guards": guards,
        "outcome": "failed",
        "subject": "postgres://wh:5432:a|b",
        "message": f"{check} found <something>.",
        "fix": f'With MLflow: `mend("{check}")`. In plain events: send `{{"a": …}}`.',
        "waivedUntil": None,
        "waivedBecause": None,
        **said,
    }


def waived(check: str, guards: int | None = None, until: str = "2026-07-01T00:00:00Z") -> Json:
    """A finding that a user accepts."""
    return finding(check, guards, waivedUntil=until, waivedBecause="It was an *old* table.")


def version(*findings: Json, **said: Any) -> Json:
    """A version with what was found in it."""
    return {
        "namespace": "mlflow://mlflow:5000",
        "name": "churn",
        "version": "1",
        "level": 2,
        "levelName": "traceable",
        "keptFromNextBy": ["D2"],
        "policy": None,
        "findings": list(findings),
        **said,
    }


def check(name: str, failure: str | None = None) -> Json:
    """What is told of a check."""
    return {
        "checkId": name,
        "title": f"What {name} wants.",
        "severity": "critical" if name == "D2" else "major",
        "guards": None,
        "failure": failure,
    }
