"""Nodes of lineage, and the texts that name them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args
from urllib.parse import unquote

from collector.errors import Malformed

Kind: TypeAlias = Literal["dataset", "job", "run", "datasetField"]

KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True, order=True)
class Node:
    """A dataset, job, run or column.

    Of a run there is no namespace, and its name is its identifier; only a column has a field.
    """

    kind: Kind
    namespace: str | None
    name: str
    field: str | None = None

    @property
    def id(self) -> str:
        """The text that names it: kind, namespace, name and field, with colons between them."""
        if self.namespace is None:
            return f"{self.kind}:{self.name}"
        if self.field is None:
            return f"{self.kind}:{self.namespace}:{self.name}"
        return f"{self.kind}:{self.namespace}:{self.name}:{self.field}"


def candidates(node_id: str) -> list[Node]:
    """What a text may name, the longest namespace first; which of them there are is not known.

    Namespaces and names may have colons, so that each colon may be where the name begins. The parts
    may also be percent-encoded, as Marquez' page sends them. Raises Malformed where the text names
    no kind of node.
    """
    kind, colon, rest = node_id.partition(":")
    if not colon or kind not in KINDS or not rest:
        kinds = ", ".join(KINDS)
        raise Malformed(
            f"A node id is kind:namespace:name, of a kind among {kinds}; not {node_id!r}."
        )
    found = dict.fromkeys(
        candidate
        for text in dict.fromkeys((rest, unquote(rest)))
        for candidate in _split(kind, text)
    )
    if not found:
        raise Malformed(f"A {kind} is named by {_FORMS[kind]}, not {node_id!r}.")
    return sorted(found, key=lambda node: (-len(node.namespace or ""), -len(node.name)))


_FORMS: dict[Kind, str] = {
    "dataset": "dataset:namespace:name",
    "job": "job:namespace:name",
    "run": "run:identifier",
    "datasetField": "datasetField:namespace:name:field",
}


def _split(kind: Kind, text: str) -> list[Node]:
    if kind == "run":
        return [Node(kind, None, text)]
    pairs = [(text[:at], text[at + 1 :]) for at in _colons(text)]
    if kind != "datasetField":
        return [Node(kind, namespace, name) for namespace, name in pairs if name]
    return [
        Node(kind, namespace, rest[:at], rest[at + 1 :])
        for namespace, rest in pairs
        for at in _colons(rest)
        if at and rest[at + 1 :]
    ]


def _colons(text: str) -> list[int]:
    return [at for at, letter in enumerate(text) if letter == ":"]
