"""A graph as a picture: Mermaid, the language of Graphviz, and SVG; texts come from anybody."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Box:
    """A node as it is drawn."""

    id: str
    #: dataset, job, or datasetField for a column.
    kind: str
    title: str
    #: What stands below the title, smaller.
    subtitle: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Boxes, and arrows between the ids of two of them."""

    boxes: Sequence[Box]
    arrows: Sequence[tuple[str, str]]
    #: Ids of the boxes that were asked for.
    starts: Sequence[str] = ()


def mermaid(picture: Picture) -> str:
    """A flowchart; datasets are cylinders, jobs are round."""
    names = {box.id: f"n{number}" for number, box in enumerate(picture.boxes)}
    lines = ["flowchart LR"]
    for box in picture.boxes:
        left, right = _MERMAID_SHAPES.get(box.kind, ("[", "]"))
        label = "<br/>".join(_for_mermaid(text) for text in (box.title, box.subtitle) if text)
        lines.append(f'    {names[box.id]}{left}"{label}"{right}')
    lines += [f"    {names[origin]} --> {names[end]}" for origin, end in picture.arrows]
    lines += [f"    style {names[start]} stroke-width:3px" for start in picture.starts]
    return "\n".join(lines) + "\n"


_MERMAID_SHAPES = {"dataset": ("[(", ")]"), "job": ("([", "])")}


def _for_mermaid(text: str) -> str:
    """Whatever may mean something there, by its number."""
    return re.sub(r"[^\w .:/,+=@-]", lambda found: f"#{ord(found[0])};", text)


def dot(picture: Picture) -> str:
    """A digraph; datasets are cylinders, jobs have round corners."""
    lines = ["digraph lineage {", "    rankdir=LR;", "    node [shape=box];"]
    for box in picture.boxes:
        label = r"\n".join(_for_label(text) for text in (box.title, box.subtitle) if text)
        shape = _DOT_SHAPES.get(box.kind, "")
        width = ", penwidth=2" if box.id in picture.starts else ""
        lines.append(f'    {_quoted(box.id)} [label="{label}"{shape}{width}];')
    lines += [f"    {_quoted(origin)} -> {_quoted(end)};" for origin, end in picture.arrows]
    return "\n".join([*lines, "}"]) + "\n"


_DOT_SHAPES = {"dataset": ", shape=cylinder", "job": ", style=rounded"}


def _quoted(text: str) -> str:
    """A text as an ID, in which only the quotation mark means something."""
    # A backslash at the end would take the mark behind it along.
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _for_label(text: str) -> str:
    """A text in a label, in which entities count too."""
    return _quoted(" ".join(text.split()).replace("&", "&amp;"))[1:-1]


#: Pixels of a box, and from one to the next.
_WIDTH, _HEIGHT = 190, 36
_ACROSS, _DOWN = 250, 48
_MARGIN = 8

#: Letters of a title that a box has room for.
_LETTERS = 26

#: Boxes of an SVG; more than that nobody can read.
MOST_BOXES = 300


def svg(picture: Picture) -> str:
    """A picture that stands alone: no script, and nothing to fetch.

    Data flows from left to right; the whole names are shown where the mouse rests. Of a large
    picture the first boxes are drawn.
    """
    boxes = picture.boxes[:MOST_BOXES]
    places = _places(boxes, picture)
    arrows = [
        _arrow(places[origin], places[end])
        for origin, end in picture.arrows
        if origin in places and end in places
    ]
    drawn = [_drawn(box, places[box.id], is_start=box.id in picture.starts) for box in boxes]
    width = max((x for x, _ in places.values()), default=0) + _WIDTH + _MARGIN
    height = max((y for _, y in places.values()), default=0) + _HEIGHT + _MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">'
        f"{''.join(arrows)}{''.join(drawn)}</svg>"
    )


def _places(boxes: Sequence[Box], picture: Picture) -> dict[str, tuple[int, int]]:
    """Where the upper left corner of each box is."""
    layers = _layers([box.id for box in boxes], picture.arrows, picture.starts)
    first = min(layers.values(), default=0)
    taken: defaultdict[int, int] = defaultdict(int)
    places = {}
    for box in boxes:
        layer = layers[box.id] - first
        places[box.id] = (_MARGIN + layer * _ACROSS, _MARGIN + taken[layer] * _DOWN)
        taken[layer] += 1
    return places


def _layers(
    ids: Sequence[str], arrows: Iterable[tuple[str, str]], starts: Sequence[str]
) -> dict[str, int]:
    """How far right of the start each box is, by the nearest way there."""
    near: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for origin, end in arrows:
        near[origin].append((end, 1))
        near[end].append((origin, -1))
    known = set(ids)
    layers: dict[str, int] = {}
    for start in (*(start for start in starts if start in known), *ids):
        if start in layers:
            continue
        layers[start] = 0
        frontier = [start]
        for place in frontier:
            for other, step in near[place]:
                if other in known and other not in layers:
                    layers[other] = layers[place] + step
                    frontier.append(other)
    return layers


def _arrow(origin: tuple[int, int], end: tuple[int, int]) -> str:
    x, y = origin[0] + _WIDTH, origin[1] + _HEIGHT // 2
    to_x, to_y = end[0], end[1] + _HEIGHT // 2
    bend = max(30, abs(to_x - x) // 2)
    return (
        f'<path d="M{x} {y}C{x + bend} {y} {to_x - bend} {to_y} {to_x - 6} {to_y}" fill="none" '
        f'stroke="#888"/><path d="M{to_x - 6} {to_y - 4}L{to_x} {to_y}L{to_x - 6} {to_y + 4}Z" '
        'fill="#888"/>'
    )


def _drawn(box: Box, place: tuple[int, int], *, is_start: bool) -> str:
    x, y = place
    fill, round_by = _SVG_STYLES.get(box.kind, ("#fff", 2))
    return (
        f"<g><title>{_for_svg(box.id)}</title>"
        f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="{round_by}" '
        f'fill="{fill}" stroke="#555" stroke-width="{3 if is_start else 1}"/>'
        f'<text x="{x + 8}" y="{y + 15}" fill="#111">{_for_svg(_cut(box.title))}</text>'
        f'<text x="{x + 8}" y="{y + 29}" fill="#555" font-size="10">'
        f"{_for_svg(_cut(box.subtitle))}</text></g>"
    )


_SVG_STYLES = {"dataset": ("#e8f1fb", 2), "job": ("#fdf1dd", 16), "datasetField": ("#eef7ee", 2)}


def _cut(text: str) -> str:
    """The end of a name, which tells it from others."""
    return text if len(text) <= _LETTERS else f"…{text[1 - _LETTERS :]}"


def _for_svg(text: str) -> str:
    """A text of XML, which has no place for control characters."""
    return escape(re.sub(r"[\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]", " ", text))
