"""Jobs, datasets and runs as people write them: whole, by name, or by the end of a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import click

from collector.cli.asked import ask
from collector.cli.output import printable
from collector.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collector.cli.asked import Asked

Kind: TypeAlias = Literal["job", "dataset"]

#: Candidates that are told; so many names that are only like what was asked for.
_MOST_TOLD = 20
_MOST_LIKE = 5

#: `distance` in sql/show/nodes.sql of what is only like the text.
_LIKE = 4


def find_node(log: Asked, kind: Kind, text: str) -> dict[str, str]:
    """Namespace and name of what is meant, as parameters of a question.

    Raises UsageError where it may be several, after it has listed them; NotFound where it is none.
    """
    written = text.removeprefix(f"{kind}:")
    found = ask(log, "nodes", {"kind": kind, "text": written}, _MOST_TOLD)
    nodes = [f"{row['namespace']}:{row['name']}" for row in found.rows]
    if not found.rows or found.rows[0]["distance"] == _LIKE:
        like = f" Like it: {', '.join(nodes[:_MOST_LIKE])}." if nodes else ""
        raise NotFound(f"There is no {kind} {written!r}.{like}")
    if len(nodes) > 1:
        _refuse(written, f"{kind}s", nodes, has_more=found.is_truncated)
    [row] = found.rows
    return {"namespace": row["namespace"], "name": row["name"]}


def find_run(log: Asked, text: str) -> dict[str, str]:
    """The run whose identifier is, begins or ends so, as a parameter; raises as `find_node`."""
    written = text.removeprefix("run:")
    found = ask(log, "run_ids", {"text": written}, _MOST_TOLD)
    run_ids = [row["run_id"] for row in found.rows]
    if not run_ids:
        raise NotFound(f"There is no run {written!r}; `collector runs` lists them.")
    if len(run_ids) > 1:
        _refuse(written, "runs", run_ids, has_more=found.is_truncated)
    return {"run_id": run_ids[0]}


def _refuse(text: str, kinds: str, candidates: Sequence[str], *, has_more: bool) -> None:
    for candidate in candidates:
        click.echo(f"  {printable(candidate)}", err=True)
    count = f"more than {len(candidates)}" if has_more else f"{len(candidates)}"
    raise click.UsageError(f"{text!r} may be each of {count} {kinds}: write more of it.")
