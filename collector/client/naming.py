"""Nodes as people write them: by their ids, or by names that are whole or the end of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from collector.client.sql import sql_request
from collector.errors import Malformed, NotFound
from collector.graph.node import escaped, told_apart, unescaped
from collector.log.named import (
    Meant,
    alike,
    exactly,
    is_id,
    likeness,
    meant,
    question,
    wanted_of,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from collector.client.requests import Steps
    from collector.graph.node import Node
    from collector.log.named import Wanted

T = TypeVar("T")


def about(
    text: str, wanted: Wanted, ask: Callable[[str], Steps[T]], *, or_column: bool = False
) -> Steps[T]:
    """What is asked about a node, of which a person gave the id or a name.

    With `or_column` it may be a column as well: its dataset, a dot, and its name. Raises NotFound
    where it is none, and with the ids of all where it may be several.
    """
    if not is_id(text):
        return (yield from ask((yield from named(text, wanted, or_column=or_column)).exact_id))
    # Most ids are right, and the answer says so.
    try:
        return (yield from ask(text))
    except (NotFound, Malformed) as error:
        refusal = error
    nodes = (yield from _meant(text, wanted, or_column=or_column)).nodes
    if len(nodes) != 1 or text in {nodes[0].id, nodes[0].exact_id}:
        raise refusal
    return (yield from ask(nodes[0].exact_id))


def named(text: str, wanted: Wanted, *, or_column: bool = False) -> Steps[Node]:
    """The job, dataset, run or column that is meant; raises as `about`."""
    found = yield from _meant(text, wanted, or_column=or_column)
    near = told_apart(found.nodes or found.like)
    if len(found.nodes) > 1:
        count = f"more than {len(near)}" if found.has_more else f"{len(near)}"
        # A dataset and the job that writes it are often named alike.
        are_alike = len({node.kind for node in found.nodes}) == 1
        hint = "" if are_alike else f", or {found.nodes[0].kind}:{text}"
        kinds = words(wanted, is_plural=True)
        raise NotFound(f"{text!r} may be each of {count} {kinds}: write more of it{hint}.", near)
    if not found.nodes:
        like = f" Like it: {', '.join(near)}." if near else ""
        raise NotFound(f"There is no {words(wanted)} {text!r}.{like}", near)
    return found.nodes[0]


def column_of(node_id: str, column: str | None) -> str:
    """The id of a column of a dataset; of the node itself where none is meant."""
    if column is None:
        return node_id
    return f"datasetField:{node_id.removeprefix('dataset:')}:{escaped(column)}"


def _meant(text: str, wanted: Wanted, *, or_column: bool) -> Steps[Meant]:
    found = yield from _asked(text, wanted)
    if not found.nodes and or_column:
        found = yield from _asked(text, "datasetField")
    if not found.nodes:
        found = yield from _like(text, wanted)
    return found


def _asked(text: str, wanted: Wanted) -> Steps[Meant]:
    kind, written = wanted_of(text, wanted)
    if (plain := unescaped(written)) != written:
        answer = yield sql_request(question(plain, kind), "json")
        exact = exactly(meant(answer.content), written)
        if exact.nodes:
            return exact
    answer = yield sql_request(question(written, kind), "json")
    return meant(answer.content)


def _like(text: str, wanted: Wanted) -> Steps[Meant]:
    kind, written = wanted_of(text, wanted)
    asked = likeness(written, kind)
    return Meant() if asked is None else alike((yield sql_request(asked, "json")).content)
