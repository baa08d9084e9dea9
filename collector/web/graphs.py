"""The graphs that questions about lineage walk over, kept until the views change."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from collector.graph.adjacency import load, state
from collector.graph.reach import Era

if TYPE_CHECKING:
    from collector.graph.adjacency import Graph, State
    from collector.store.store import Store

#: The lineage that most ask for; its graph is always kept.
_NOW = Era()

#: Graphs that are kept beside: those of all history, and of a few times.
_MOST_KEPT = 3


@dataclass(slots=True)
class _Kept:
    """The graph of an era, once it is loaded."""

    #: One loads; whoever else asks for the era meanwhile takes the same.
    loading: asyncio.Lock = field(default_factory=asyncio.Lock)
    at: State | None = None
    graph: Graph | None = None


class Graphs:
    """Keeps the graphs that were asked for last; loads one anew when the views have changed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._now = _Kept()
        self._others: OrderedDict[Era, _Kept] = OrderedDict()

    async def get(self, era: Era) -> Graph:
        """The graph of an era, with everything that is in the views now."""
        kept = self._kept(era)
        async with kept.loading:
            now = await self._store.ask(state)
            if kept.graph is None or kept.at != now:
                kept.graph = await self._store.ask(load, era, kept.graph)
                kept.at = now
            return kept.graph

    def _kept(self, era: Era) -> _Kept:
        if era == _NOW:
            return self._now
        kept = self._others.setdefault(era, _Kept())
        self._others.move_to_end(era)
        if len(self._others) > _MOST_KEPT:
            self._others.popitem(last=False)
        return kept
