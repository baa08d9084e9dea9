"""Keys that come, go and break while the server runs."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from collector.access import create_key, revoke_key
from collector.web import keys as keys_module
from collector.web.keys import Keys

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Client

NOW = "2026-01-01T00:00:00Z"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is looked at on each request."""
    monkeypatch.setattr(keys_module, "KEYS_INTERVAL", 0.0)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "lineage.duckdb.keys"


async def read_status(client: Client, secret: str) -> int:
    return (await client.request("GET", "/api/v1/events", headers={"X-API-Key": secret}))[0]


async def test_a_key_works_as_soon_as_it_is_made_and_no_longer_than_it_is_revoked(
    client: Client, key_file: Path
) -> None:
    assert (await client.request("GET", "/api/v1/events"))[0] == 200
    first, _ = create_key(key_file, "first", ["read"], NOW)
    assert (await client.request("GET", "/api/v1/events"))[0] == 401, "a key closes the server"
    second, _ = create_key(key_file, "second", ["read"], NOW)
    assert [await read_status(client, secret) for secret in (first, second)] == [200, 200]
    revoke_key(key_file, "first")
    assert [await read_status(client, secret) for secret in (first, second)] == [401, 200]


async def test_a_file_that_breaks_leaves_the_keys_as_they_were(
    client: Client, key_file: Path
) -> None:
    secret, _ = create_key(key_file, "me", ["read"], NOW)
    assert await read_status(client, secret) == 200
    await asyncio.to_thread(key_file.write_text, "[{")
    with capture_logs() as lines:
        assert await read_status(client, secret) == 200
        assert await read_status(client, "olc_wrong") == 401
    warnings = [line for line in lines if "key file" in line["event"]]
    assert [line["event"] for line in warnings] == [
        "the key file is broken; the keys stay as they were"
    ]
    assert secret not in json.dumps(lines)


def test_a_file_is_not_read_again_before_its_time(
    key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys_module, "KEYS_INTERVAL", 3600.0)
    keys = Keys(key_file)
    create_key(key_file, "me", ["read"], NOW)
    assert keys.current() == ()
    monkeypatch.setattr(keys_module, "KEYS_INTERVAL", 0.0)
    assert [key.name for key in keys.current()] == ["me"]
