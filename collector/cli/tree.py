"""What is up and down from a node, as a tree: lines of text for people."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from rich.cells import cell_len
from rich.text import Text

from collector.cli.output import printable
from collector.cli.sketch import PART

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from collector.cli.sketch import Shown, Sketch

Direction: TypeAlias = Literal["upstream", "downstream"]

SYMBOLS = {"dataset": "▤", "model": "⬡", "job": "⚙", "column": "▪", "run": "▷"}

_HEADS: dict[Direction, str] = {"upstream": "◀ upstream", "downstream": "▶ downstream"}

#: Cells that a name has at least, and the place where facts begin at the latest.
_NAME = 20
_FACTS_AT = 72


class _Row(NamedTuple):
    """A line before it is fitted to a width."""

    lead: str
    label: str
    facts: str = ""
    style: str = ""
    style_of_facts: str = "dim"


@dataclass(frozen=True, slots=True)
class _Branch:
    """What is in one direction from a start."""

    direction: Direction
    #: Next ones of each node, in the order in which they are shown; with what happens on the way.
    steps: Mapping[str, Sequence[tuple[str, str]]]
    #: Hops to each node.
    hops: Mapping[str, int]


@dataclass(slots=True)
class _Place:
    """A node at a place of the tree."""

    node_id: str
    #: What stands before its line, and before those below it.
    lead: str
    below: str
    words: str
    #: The nodes above it.
    above: tuple[str, ...] = field(default=())


def tree(sketch: Sketch, depths: Mapping[Direction, int], width: int | None) -> list[Text]:
    """The lines; not wider than that, where a width is given and cutting names is enough.

    `depths` are the directions that are shown, with the most hops. What comes again is marked; at
    its nearest place it stands with what is behind it. A namespace is left out where it is that of
    most, which the last line tells.
    """
    usual = _usual_namespaces(sketch)
    rows: list[_Row] = []
    for start in sketch.starts:
        if start in sketch.nodes:
            rows += _tree(sketch, start, depths, usual)
    lines = _fitted(rows, width)
    if note := _note(sketch, usual):
        lines += [Text(), Text(note, "dim")]
    return lines


def _tree(
    sketch: Sketch, start: str, depths: Mapping[Direction, int], usual: Mapping[str, str]
) -> Iterator[_Row]:
    node = sketch.nodes[start]
    about = " · ".join(map(printable, filter(None, (node.namespace, *node.more))))
    yield _Row("", f"{SYMBOLS[node.kind]} {printable(node.name)}", about, "bold", _style(node))
    branches = [_branch(sketch, start, direction, most) for direction, most in depths.items()]
    branches = [branch for branch in branches if branch.steps.get(start)]
    for branch in branches:
        is_last = branch is branches[-1]
        yield _Row("└─" if is_last else "├─", _HEADS[branch.direction])
        yield from _below(sketch, branch, start, "   " if is_last else "│  ", usual)


def _branch(sketch: Sketch, start: str, direction: Direction, most: int) -> _Branch:
    is_up = direction == "upstream"
    near: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for (origin, destination), words in sketch.flows.items():
        node, other = (destination, origin) if is_up else (origin, destination)
        near[node][other] = words
    hops = _hops(sketch, direction) or _counted(near, start, most)
    # What a job does with one dataset is not what it does with another: of what is further away
    # than the next hop something else is the way, where there is such a way.
    nearest = {other for node in hops for other in near[node] if hops.get(other) == hops[node] + 1}
    steps = {
        node: sorted(
            (
                (other, words)
                for other, words in near[node].items()
                if other in hops and (hops[other] <= hops[node] + 1 or other not in nearest)
            ),
            key=lambda step: (sketch.nodes[step[0]].name, step[0]),
        )
        for node in hops
    }
    return _Branch(direction, steps, hops)


def _hops(sketch: Sketch, direction: Direction) -> dict[str, int]:
    """Those that the answer tells."""
    told = {node.id: getattr(node, direction) for node in sketch.nodes.values()}
    return {node_id: hops for node_id, hops in told.items() if hops is not None}


def _counted(near: Mapping[str, Mapping[str, str]], start: str, most: int) -> dict[str, int]:
    """Hops from a start, where the answer is of several; from column to dataset is no hop of it."""
    hops = {start: 0}
    asked = {start: 0}
    frontier = [start]
    for node in frontier:
        for other, words in near.get(node, {}).items():
            hop = int(words != PART)
            if other not in hops and asked[node] + hop <= most:
                hops[other] = hops[node] + 1
                asked[other] = asked[node] + hop
                frontier.append(other)
    return hops


def _below(
    sketch: Sketch, branch: _Branch, start: str, lead: str, usual: Mapping[str, str]
) -> Iterator[_Row]:
    """What stands below the head of a branch."""
    shown = {start}
    pending = _places(branch, _Place(start, "", lead, ""))
    while pending:
        place = pending.pop()
        node = sketch.nodes[place.node_id]
        mark = _mark(place, shown, branch)
        facts = (*(() if mark else node.facts), place.words, mark)
        if not mark:
            facts = (*facts, _hidden(node, branch.direction))
            shown.add(node.id)
            pending += _places(branch, place)
        label = f"{SYMBOLS[node.kind]} {_name(node, usual)}"
        about = "  ".join(map(printable, filter(None, facts)))
        yield _Row(place.lead, label, about, "", _style(node))


def _places(branch: _Branch, above: _Place) -> list[_Place]:
    """Places of what is next, the last one first."""
    steps = branch.steps.get(above.node_id, ())
    return [
        _Place(
            node_id,
            above.below + ("└─ " if number == len(steps) else "├─ "),
            above.below + ("   " if number == len(steps) else "│  "),
            words,
            (*above.above, above.node_id),
        )
        for number, (node_id, words) in enumerate(steps, 1)
    ][::-1]


def _mark(place: _Place, shown: set[str], branch: _Branch) -> str:
    """Why what is behind a node does not stand below it; nothing where it does."""
    if place.node_id in place.above:
        return "↩ cycle"
    if place.node_id in shown:
        return "↩ already shown"
    is_further = branch.hops[place.node_id] > branch.hops[place.above[-1]]
    return "" if is_further else "↩ shown below"


def _hidden(node: Shown, direction: Direction) -> str:
    count = node.hidden_upstream if direction == "upstream" else node.hidden_downstream
    return f"({count:,} more {direction})" if count else ""


def _name(node: Shown, usual: Mapping[str, str]) -> str:
    if usual[_group(node)] == node.namespace:
        return printable(node.name)
    return printable(f"{node.namespace}:{node.name}")


def _style(node: Shown) -> str:
    return "red" if node.has_failed else "dim"


def _group(node: Shown) -> str:
    """What its namespace is one of."""
    return "jobs" if node.kind in {"job", "run"} else "datasets"


def _usual_namespaces(sketch: Sketch) -> dict[str, str]:
    """The namespace that most have, of datasets and of jobs."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for node in sketch.nodes.values():
        counts[_group(node)][node.namespace] += 1
    return {
        group: min(found, key=lambda namespace: (-found[namespace], namespace))
        for group, found in counts.items()
    }


def _note(sketch: Sketch, usual: Mapping[str, str]) -> str:
    around = {_group(node) for node in sketch.nodes.values() if node.id not in sketch.starts}
    namespaces = {group: usual[group] for group in sorted(around)}
    if len(set(namespaces.values())) < len(namespaces):
        namespaces = {"all": next(iter(namespaces.values()))}
    told = [f"{group} are of {printable(namespace)}" for group, namespace in namespaces.items()]
    return f"{', '.join(told)}, where nothing else is said" if told else ""


def _fitted(rows: Sequence[_Row], width: int | None) -> list[Text]:
    ends = [cell_len(row.lead + row.label) for row in rows if row.facts and row.lead]
    facts_at = min(max(ends, default=0) + 2, _FACTS_AT)
    return [_fit(row, facts_at, width) for row in rows]


def _fit(row: _Row, facts_at: int, width: int | None) -> Text:
    label = row.label
    if width is not None:
        facts = cell_len(row.facts) + 2 if row.facts else 0
        label = _cut(label, max(_NAME, width - cell_len(row.lead) - facts))
        facts_at = min(facts_at, width - facts + 2)
    line = Text.assemble((row.lead, "dim"), (label, row.style))
    if row.facts:
        # The start stands alone: what is told of it is longer than the rest.
        gap = 3 if not row.lead else max(2, facts_at - cell_len(row.lead + label))
        line.append(" " * gap).append(row.facts, style=row.style_of_facts)
    return line


def _cut(label: str, most: int) -> str:
    """A symbol, and of the name the end: the beginning is often that of others too."""
    if cell_len(label) <= most:
        return label
    symbol, _, name = label.partition(" ")
    while name and cell_len(name) > most - 3:
        name = name[1:]
    return f"{symbol} …{name}"
