"""Reads that see what was written: `wait`, and without it what the same client has sent."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from aiohttp import web

from collector.errors import Malformed
from collector.web import queries
from collector.web.lifecycle import CLIENT, STORE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from collector.store.writer import Receipt

#: The parameter of every route that reads the views.
WAIT = "wait"

#: Seconds that a read waits at most for the entry that it asks for; else it is answered 503.
MOST_PATIENCE = 5.0

#: Seconds that it waits where it asks for none; then it reads what is there. Where the views are
#: further behind than that already, it does not wait.
_USUAL_PATIENCE = 5.0

#: Clients that are remembered.
MOST_CLIENTS = 10_000


class Acknowledged:
    """Which entry each client was told last that it is stored.

    Only for as long as a read may wait for it: what is older is in the views, or these are so far
    behind that nobody waits.
    """

    def __init__(self, last_seq: int, most_clients: int = MOST_CLIENTS) -> None:
        self._most_clients = most_clients
        #: Client to number and time; who was told last stands last.
        self._told: dict[str, tuple[int, float]] = {}
        #: The last number of those that were told before the start, or were too many: who is not
        #: known may be one of them.
        self._forgotten = last_seq

    def note(self, client: str, seq: int, now: float) -> None:
        """That client was told of that entry, and of none after it."""
        former, _ = self._told.pop(client, (0, now))
        self._told[client] = (max(seq, former), now)
        self._forget(now)

    def of(self, client: str) -> int:
        """The entry that a read of that client is to see, and all before it."""
        seq, _ = self._told.get(client, (self._forgotten, 0.0))
        return seq

    def _forget(self, now: float) -> None:
        while self._told:
            client, (seq, told_at) = next(iter(self._told.items()))
            if len(self._told) > self._most_clients:
                self._forgotten = max(self._forgotten, seq)
            elif now - told_at <= _USUAL_PATIENCE:
                return
            del self._told[client]


ACKNOWLEDGED = web.AppKey("acknowledged", Acknowledged)


async def acknowledgements(app: web.Application) -> AsyncIterator[None]:
    """What clients are told, as long as the store is open."""
    app[ACKNOWLEDGED] = Acknowledged(app[STORE].last_seq)
    yield


def note_acknowledged(request: web.Request, receipts: Iterable[Receipt] = ()) -> None:
    """What this client sends is stored, by these receipts; to be called before it is told."""
    last_seq = request.app[STORE].last_seq
    # Of a duplicate it is not known which entry it is, only that it is there already.
    seq = max((receipt.seq or last_seq for receipt in receipts), default=last_seq)
    request.app[ACKNOWLEDGED].note(_client(request), seq, time.monotonic())


async def wait_for_views(request: web.Request) -> None:
    """Until the views have what the client asks for, or what it was told before that it is stored.

    Raises Malformed, or Busy when the views do not have what `wait` asks for in time.
    """
    store = request.app[STORE]
    if WAIT not in request.query:
        await store.wait_for_views(_USUAL_PATIENCE, request.app[ACKNOWLEDGED].of(_client(request)))
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


def _client(request: web.Request) -> str:
    """Its key, else its address: all behind a proxy that show no key are one."""
    key = request.get(CLIENT)
    return f"address {request.remote}" if key is None else f"key {key}"
