"""Nodes of lineage, and the texts that name them.

The plain id of a node is what Marquez makes of it. Where a name has colons it may be that of others
too, so that a node has an exact id as well, which is read as this node before all others.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, get_args
from urllib.parse import unquote

from collector.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Sequence

Kind: TypeAlias = Literal["dataset", "job", "run", "datasetField"]

KINDS: tuple[Kind, ...] = get_args(Kind)

#: Other words for a kind: a model is a dataset.
WORDS: dict[str, Kind] = {"model": "dataset"}

#: Each may be where a name begins, and of a column each pair of them.
_MOST_COLONS = 100


class Node(NamedTuple):
    """A dataset, job, run or column; a tuple, for walks compare them by the thousand.

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

    @property
    def exact_id(self) -> str:
        """The text that names it and nothing else: only its namespace has colons."""
        if self.namespace is None:
            return self.id
        names = (self.name,) if self.field is None else (self.name, self.field)
        return ":".join((self.kind, self.namespace, *map(escaped, names)))


def escaped(name: str) -> str:
    """A name without colons, as exact ids have it; most names are the same there."""
    return _TO_ESCAPE.sub(lambda found: "%3A" if found[0] == ":" else "%25", name)


def unescaped(text: str) -> str:
    """What `escaped` had made a text of."""
    return _ESCAPED.sub(lambda found: "%" if found[1] == "25" else ":", text)


#: Percent signs only where they would be taken for those of an escape.
_TO_ESCAPE = re.compile(r":|%(?=25|3A)", re.IGNORECASE)
_ESCAPED = re.compile(r"%(25|3A)", re.IGNORECASE)


def told_apart(nodes: Sequence[Node]) -> list[str]:
    """Their ids; of those that have one id, the exact ones."""
    count = Counter(node.id for node in nodes)
    return [node.id if count[node.id] == 1 else node.exact_id for node in nodes]


def kind_of(word: str) -> Kind | None:
    """The kind that an id begins with; None where it is none."""
    return word if word in KINDS else WORDS.get(word)


def candidates(node_id: str) -> list[Node]:
    """What a text may name, the likeliest first; which of them there are is not known.

    Namespaces and names may have colons, so that each colon may be where the name begins; the
    longest namespace goes first. The parts, or the whole, may also be percent-encoded, as Marquez'
    page sends them: what is not decoded goes first, but for the node whose exact id the text is.
    Raises Malformed where the text names no kind of node.
    """
    word, colon, rest = node_id.partition(":")
    kind = kind_of(word)
    if not colon or kind is None or not rest:
        kinds = ", ".join((*KINDS, *WORDS))
        raise Malformed(
            f"A node id is kind:namespace:name, of a kind among {kinds}; not {node_id!r}."
        )
    if kind != "run" and rest.count(":") > _MOST_COLONS:
        raise Malformed(
            f"A node id has at most {_MOST_COLONS} colons; those of names may be percent-encoded."
        )
    as_it_stands = _split(kind, rest)
    if not as_it_stands and not _split(kind, unquote(rest)):
        raise Malformed(f"A {kind} is named by {_FORMS[kind]}, not {node_id!r}.")
    exact = [_unescaped(node) for node in as_it_stands[:1]]
    readings = [exact, as_it_stands, [_decoded(node) for node in as_it_stands]]
    if unquote(rest).count(":") <= _MOST_COLONS:
        readings.append(_split(kind, unquote(rest)))
    return list(dict.fromkeys(node for reading in readings for node in reading))


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
    """Where they are, the last first."""
    return [at for at in range(len(text) - 1, -1, -1) if text[at] == ":"]


def _unescaped(node: Node) -> Node:
    if node.namespace is None:
        return node
    return node._replace(
        name=unescaped(node.name), field=None if node.field is None else unescaped(node.field)
    )


def _decoded(node: Node) -> Node:
    return node._replace(
        namespace=node.namespace and unquote(node.namespace),
        name=unquote(node.name),
        field=node.field and unquote(node.field),
    )
