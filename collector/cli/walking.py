"""What commands that walk over lineage share: in which lineage, how far, and the walk itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from collector.cli.events import Moment
from collector.graph.reach import MOST_DEPTH, MOST_NODES, Era, Reach

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Json = dict[str, Any]

Decorated = TypeVar("Decorated", bound="Callable[..., object] | click.Command")

HOPS = click.IntRange(0, MOST_DEPTH)
NODES = click.IntRange(1, MOST_NODES)

#: Hops where nothing is said: two jobs, and what they read and write.
_USUAL = 4


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a walk goes."""

    up: int
    down: int
    #: Most nodes.
    limit: int
    namespaces: tuple[str, ...] = ()


def limit_option(function: Decorated) -> Decorated:
    """`--limit`, the most nodes."""
    return click.option(
        "--limit", type=NODES, default=1_000, show_default=True, help="Most nodes."
    )(function)


def bounds_options(function: Decorated) -> Decorated:
    """`--up`, `--down` and `--limit`, which `bounds_from` reads."""
    up = click.option("--up", type=HOPS, help="Most hops upstream.  [4; 0 with --down]")
    down = click.option("--down", type=HOPS, help="Most hops downstream.  [4; 0 with --up]")
    return up(down(limit_option(function)))


def bounds_from(options: Mapping[str, Any], namespaces: tuple[str, ...] = ()) -> Bounds:
    """How far is meant; of a direction that is named alone the other is not shown."""
    up, down = options["up"], options["down"]
    if up is None and down is None:
        up = down = _USUAL
    return Bounds(up or 0, down or 0, options["limit"], namespaces)


def era_options(function: Decorated) -> Decorated:
    """`--at` and `--history`, which `era_from` reads."""
    at = click.option("--at", type=Moment(), help="As it was then, by the events up to that time.")
    history = click.option(
        "--history", is_flag=True, help="All that ever flowed, not what each job did last."
    )
    return at(history(function))


def era_from(options: Mapping[str, Any]) -> Era:
    """The lineage that is meant."""
    return Era(options["at"], options["history"])


def walked(
    question: Callable[[str, Reach, Era], Json], node_id: str, bounds: Bounds, era: Era
) -> Json:
    """What a question of a log answers within the bounds."""
    reach = Reach("downstream", bounds.down, bounds.limit, namespaces=bounds.namespaces)
    if bounds.up:
        reach = replace(reach, direction="upstream", depth=bounds.up)
    if bounds.up and bounds.down:
        reach = replace(reach, direction="both", down=bounds.down)
    return question(node_id, reach, era)


def named(node: Mapping[str, Any]) -> str:
    """`namespace:name` of a node of JSON, and of a column its name behind a dot."""
    name = f"{node['namespace']}:{node['name']}"
    return name if node["field"] is None else f"{name}.{node['field']}"
