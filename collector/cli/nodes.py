"""Jobs, datasets and runs as people write them: whole, by name, or by the end of a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import click

from collector.cli.asked import ask
from collector.cli.output import printable
from collector.errors import NotFound
from collector.graph.node import Node, told_apart, unescaped
from collector.log.named import (
    MOST_TOLD,
    alike,
    exactly,
    likeness,
    meant,
    question,
    wanted_of,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collector.cli.asked import Asked
    from collector.log.named import Meant, Wanted

Kind: TypeAlias = Literal["job", "dataset"]


def find_node(log: Asked, kind: Kind, text: str) -> dict[str, str]:
    """Namespace and name of what is meant, as parameters of a question.

    Raises UsageError where it may be several, after it has listed them; NotFound where it is none.
    """
    found, _, written = _meant(log, kind, text)
    nodes = [node_id.partition(":")[2] for node_id in told_apart(found.nodes)]
    if not nodes:
        names = [f"{node.namespace}:{node.name}" for node in _like(log, kind, written)]
        like = f" Like it: {', '.join(names)}." if names else ""
        raise NotFound(f"There is no {kind} {written!r}.{like}")
    if len(nodes) > 1:
        _refuse(written, words(kind, is_plural=True), nodes, has_more=found.has_more)
    [node] = found.nodes
    return {"namespace": str(node.namespace), "name": node.name}


def find_run(log: Asked, text: str) -> dict[str, str]:
    """The run whose identifier is, begins or ends so, as a parameter; raises as `find_node`."""
    found, _, written = _meant(log, "run", text)
    run_ids = [node.name for node in found.nodes]
    if not run_ids:
        raise NotFound(f"There is no run {written!r}; `collector runs` lists them.")
    if len(run_ids) > 1:
        _refuse(written, "runs", run_ids, has_more=found.has_more)
    return {"run_id": run_ids[0]}


def find_any(log: Asked, text: str) -> Node:
    """The dataset, job or column that is meant, or where the text begins with run: the run.

    A column is written as its dataset, a dot and its name. Raises as `find_node`.
    """
    if text.startswith(_COLUMN):
        columns, has_more = _columns(log, text.removeprefix(_COLUMN))
        return _only(text, "columns", columns, has_more=has_more)
    found, wanted, written = _meant(log, None, text)
    if found.nodes:
        return _only(text, "nodes", found.nodes, has_more=found.has_more)
    columns, has_more = _columns(log, written)
    if columns:
        return _only(text, "columns", columns, has_more=has_more)
    like = ", ".join(node.id for node in _like(log, wanted, written))
    raise NotFound(f"There is nothing named {text!r}." + (f" Like it: {like}." if like else ""))


_COLUMN = "datasetField:"


def _columns(log: Asked, text: str) -> tuple[list[Node], bool]:
    found = ask(log, "columns", {"text": text}, MOST_TOLD)
    columns = [
        Node("datasetField", row["namespace"], row["name"], row["field"]) for row in found.rows
    ]
    return columns, found.is_truncated


def _only(text: str, kinds: str, nodes: Sequence[Node], *, has_more: bool) -> Node:
    if not nodes:
        raise NotFound(f"There is no column {text!r}.")
    if len(nodes) > 1:
        # A dataset and the job that writes it are often named alike.
        hint = f", or {nodes[0].kind}:{text}" if len({node.kind for node in nodes}) > 1 else ""
        _refuse(text, kinds, told_apart(nodes), has_more=has_more, hint=hint)
    return nodes[0]


def _meant(log: Asked, wanted: Wanted, text: str) -> tuple[Meant, Wanted, str]:
    """What a text may mean; its kind, and the text without it."""
    wanted, written = wanted_of(text, wanted)
    if (plain := unescaped(written)) != written:
        exact = exactly(_asked(log, wanted, plain), written)
        if exact.nodes:
            return exact, wanted, written
    return _asked(log, wanted, written), wanted, written


def _asked(log: Asked, wanted: Wanted, text: str) -> Meant:
    return meant(log.sql(question(text, wanted), "json").content)


def _like(log: Asked, wanted: Wanted, text: str) -> tuple[Node, ...]:
    """What is like a text that means nothing."""
    asked = likeness(text, wanted)
    return alike(log.sql(asked, "json").content).like if asked else ()


def _refuse(
    text: str, kinds: str, candidates: Sequence[str], *, has_more: bool, hint: str = ""
) -> None:
    for candidate in candidates:
        click.echo(f"  {printable(candidate)}", err=True)
    count = f"more than {len(candidates)}" if has_more else f"{len(candidates)}"
    raise click.UsageError(f"{text!r} may be each of {count} {kinds}: write more of it{hint}.")
