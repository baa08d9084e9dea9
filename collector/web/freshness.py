"""Reads that see what was written: `wait`, and without it all that was acknowledged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.errors import Malformed
from collector.web import queries
from collector.web.lifecycle import STORE

if TYPE_CHECKING:
    from aiohttp import web

#: The parameter of every route that reads the views.
WAIT = "wait"

#: Seconds that a read waits at most for the entry that it asks for; else it is answered 503.
MOST_PATIENCE = 5.0

#: Seconds that it waits where it asks for none; then it reads what is there. Where the views are
#: further behind than that already, it does not wait.
_USUAL_PATIENCE = 5.0


async def wait_for_views(request: web.Request) -> None:
    """Until the views have what the client asks for, or all that was acknowledged before.

    Raises Malformed, or Busy when the views do not have what `wait` asks for in time.
    """
    store = request.app[STORE]
    if WAIT not in request.query:
        await store.wait_for_views(_USUAL_PATIENCE)
        return
    seq = queries.integer(request.query, WAIT, default=0)
    if seq > store.last_seq:
        # No acknowledgement has said it, so to wait for it and to ask again would never end.
        raise Malformed(
            f"There is no entry {seq} to wait for; the last one of this log is {store.last_seq}."
        )
    await store.wait_folded(seq, MOST_PATIENCE)


async def wait_for_audit(request: web.Request) -> None:
    """Until the findings about models are of what the views say by now, if that is soon."""
    await request.app[STORE].wait_for_audit(_USUAL_PATIENCE)
