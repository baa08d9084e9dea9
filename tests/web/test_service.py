"""Whether the server takes events, and the wait for those under way."""

from __future__ import annotations

import asyncio
import time

import pytest

from collector.errors import Busy
from collector.web.service import Service


async def test_nothing_under_way_is_drained_at_once_and_nothing_gets_in_any_more() -> None:
    service = Service(1000)
    await asyncio.wait_for(service.drain(60), 1)
    with pytest.raises(Busy, match="stopping"), service.request():
        pass


async def test_what_was_let_in_is_waited_for_even_when_it_fails() -> None:
    service = Service(1000)
    finished: list[str] = []

    async def work() -> None:
        with service.request():
            await asyncio.sleep(0.05)
            finished.append("one")
            raise ZeroDivisionError

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    await asyncio.wait_for(service.drain(60), 5)
    assert finished == ["one"]
    with pytest.raises(ZeroDivisionError):
        await task


async def test_the_wait_has_an_end() -> None:
    service = Service(1000)
    started = time.monotonic()
    with service.request():
        await service.drain(0.05)
        assert service.draining
    assert 0.04 < time.monotonic() - started < 2


def test_bytes_are_held_up_to_a_bound_and_given_back() -> None:
    service = Service(1000)
    service.hold(600)
    with pytest.raises(Busy, match="The queue is full"):
        service.hold(500)
    service.hold(400)
    service.release(1000)
    # One body that is larger than everything may have it all.
    service.hold(5000)
    with pytest.raises(Busy):
        service.hold(1)
