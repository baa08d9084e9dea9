"""Of which state of the views, and by which checks, the last audit was."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from collector.store.moment import keep

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from collector.audit.checks import Check
    from collector.audit.rules import Rules

#: The last event that the views hold.
_SEQ = "select coalesce(max(seq), 0) as seq from folds.progress"


def keep_state(cursor: duckdb.DuckDBPyConnection, checks: Sequence[Check], rules: Rules) -> None:
    """Keep it as the temporary table `state`; in the transaction that gathers."""
    select = f"select seq, $made_by::varchar as made_by from ({_SEQ})"
    keep(cursor, "state", select, {"made_by": _made_by(checks, rules)})


def is_current(cursor: duckdb.DuckDBPyConnection, checks: Sequence[Check], rules: Rules) -> bool:
    """Whether the last audit was of what the views say now, by these checks and rules."""
    [(seq,)] = cursor.execute(_SEQ).fetchall()
    found = cursor.execute("select seq, made_by from audits.state").fetchall()
    return found == [(seq, _made_by(checks, rules))]


def _made_by(checks: Sequence[Check], rules: Rules) -> str:
    texts = "\n".join(f"{check.id} {check.severity} {check.text}" for check in checks)
    return hashlib.sha256(f"{texts}\n{rules}".encode()).hexdigest()
