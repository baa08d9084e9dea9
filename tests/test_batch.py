"""The texts of a batch become entries, and the event loop goes on meanwhile."""

from __future__ import annotations

import asyncio

from collector.batch import BYTES_A_TURN, receive_all
from collector.schema_files import load
from collector.validate import Validator
from tests.conftest import EVENT, body


async def test_good_texts_are_events_and_the_others_rejections_in_order() -> None:
    entries = await receive_all([body(EVENT), b"{", body(EVENT)], Validator(load()))

    assert [(type(entry).__name__, entry.body) for entry in entries] == [
        ("Event", body(EVENT)),
        ("Rejection", b"{"),
        ("Event", body(EVENT)),
    ]


async def test_others_get_a_turn_within_a_large_batch() -> None:
    large = body(EVENT) + b" " * BYTES_A_TURN
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    await receive_all([large] * 3, Validator(load()))
    counting.cancel()
    assert turns >= 2
