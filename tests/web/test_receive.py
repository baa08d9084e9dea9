"""The ingest routes."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from tests.conftest import EVENT, body, event, event_number

if TYPE_CHECKING:
    from tests.conftest import Client

BATCH = "/api/v1/lineage/batch"


async def test_an_accepted_event_comes_back_byte_for_byte(client: Client) -> None:
    sent = json.dumps(EVENT, indent=3).encode() + b"\n "
    status, answer = await client.post(sent)
    assert (status, answer["status"], answer["duplicate"]) == (200, "accepted", False)
    assert await client.request("GET", f"/api/v1/events/{answer['digest']}/raw") == (
        200,
        json.loads(sent),
    )
    async with client.session.get(client.url + "/api/v1/events/1/raw") as response:
        assert await response.read() == sent
