"""The texts of a batch to entries, while others get their turn."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from collector.receive import receive_or_refuse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from collector.event import Event, Rejection
    from collector.validate import Validator

#: Bytes that are validated before others get their turn: about 10 ms.
BYTES_A_TURN = 1 << 20

#: What the smallest text costs, in bytes of a usual one.
COST_OF_A_TEXT = 2_000


async def receive_all(texts: Iterable[bytes], validator: Validator) -> list[Event | Rejection]:
    """What is kept of each JSON text, in this order."""
    entries: list[Event | Rejection] = []
    size = 0
    for text in texts:
        entries.append(receive_or_refuse(text, validator))
        size += len(text) + COST_OF_A_TEXT
        if size > BYTES_A_TURN:
            size = 0
            await asyncio.sleep(0)
    return entries
