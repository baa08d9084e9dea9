"""What people may mean by a name of a job, dataset or run: whole, or the end of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

import orjson

from collector.graph.node import KINDS, WORDS, Node, kind_of
from collector.store.sql_formats import Query
from collector.store.statements import sql

if TYPE_CHECKING:
    from collector.graph.node import Kind

#: None for a job or a dataset.
Wanted: TypeAlias = Literal["job", "dataset", "run", "datasetField"] | None

#: Candidates that are told; so many names that are only like what was asked for.
MOST_TOLD = 20
MOST_LIKE = 5


@dataclass(frozen=True, slots=True)
class Meant:
    """What a text may mean; none, where there is nothing of that name."""

    nodes: tuple[Node, ...] = ()
    #: There are more.
    has_more: bool = False
    #: Where there is nothing of that name: what is like it.
    like: tuple[Node, ...] = ()


def is_id(text: str) -> bool:
    """Whether a text begins as the id of a node does: with its kind."""
    return kind_of(text.partition(":")[0]) is not None


def wanted_of(text: str, wanted: Wanted) -> tuple[Wanted, str]:
    """The kind that a text begins with, and the rest; the kind that is wanted where it has none."""
    for word in (*KINDS, *WORDS):
        kind = kind_of(word)
        if text.startswith(f"{word}:") and wanted in {None, kind}:
            return kind, text.removeprefix(f"{word}:")
    return wanted, text


def question(text: str, wanted: Wanted) -> Query:
    """What answers what a text may mean; to be asked for JSON."""
    if wanted == "run":
        return Query(sql("show/run_ids"), {"text": text}, MOST_TOLD)
    if wanted == "datasetField":
        return Query(sql("show/columns"), {"text": text}, MOST_TOLD)
    return Query(sql("show/nodes"), {"kind": wanted, "text": text}, MOST_TOLD)


def exactly(found: Meant, text: str) -> Meant:
    """Of what `unescaped` text may mean: the node whose exact id, or that without a kind, it is."""
    nodes = [node for node in found.nodes if text in _exact_texts(node)]
    return Meant(tuple(nodes))


def _exact_texts(node: Node) -> tuple[str, str]:
    return node.exact_id, node.exact_id.partition(":")[2]


def likeness(text: str, wanted: Wanted) -> Query | None:
    """What answers what is like a text that means nothing; None of kinds that nobody compares."""
    if wanted in {"run", "datasetField"}:
        return None
    return Query(sql("show/like"), {"kind": wanted, "text": text}, MOST_LIKE)


def meant(answer: bytes) -> Meant:
    """What a text may mean, from the answer to the question."""
    content = orjson.loads(answer)
    return Meant(_nodes(content), content["truncated"])


def alike(answer: bytes) -> Meant:
    """That a text means nothing, from the answer what is like it."""
    return Meant(like=_nodes(orjson.loads(answer)))


def _nodes(content: dict[str, Any]) -> tuple[Node, ...]:
    names = [column["name"] for column in content["columns"]]
    return tuple(_node(dict(zip(names, row, strict=True))) for row in content["rows"])


def _node(row: dict[str, Any]) -> Node:
    if "run_id" in row:
        return Node("run", None, row["run_id"])
    if "field" in row:
        return Node("datasetField", row["namespace"], row["name"], row["field"])
    return Node(cast("Kind", row["kind"]), row["namespace"], row["name"])


def words(wanted: Wanted, *, is_plural: bool = False) -> str:
    """The kind that is wanted, in words."""
    kinds = ("job", "dataset") if wanted is None else (_WORDS.get(wanted, wanted),)
    return " or ".join(f"{kind}s" if is_plural else kind for kind in kinds)


_WORDS = {"datasetField": "column"}
