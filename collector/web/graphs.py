"""The graphs that questions about lineage walk over, kept until the views change."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING

from collector.graph.adjacency import load, state

if TYPE_CHECKING:
    from collector.graph.adjacency import Graph, State
    from collector.graph.reach import Era
    from collector.store.store import Store

#: Graphs that are kept: the one of now, and a few of other times.
_MOST_KEPT = 4


class Graphs:
    """Keeps the graphs that were asked for last; loads one anew when the views have changed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: OrderedDict[Era, tuple[State, Graph]] = OrderedDict()
        # One loads; whoever else asks meanwhile takes the same.
        self._loading = asyncio.Lock()

    async def get(self, era: Era) -> Graph:
        """The graph of an era, with everything that is in the views now."""
        async with self._loading:
            now = await self._store.ask(state)
            at, known = self._kept.get(era, (None, None))
            if known is None or at != now:
                known = await self._store.ask(load, era, known)
            self._kept[era] = now, known
            self._kept.move_to_end(era)
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
            return known
