"""What lives as long as the server."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from structlog.testing import capture_logs

from collector.access import create_key
from collector.errors import BadSettings
from collector.web.app import create_app
from tests.conftest import EVENT, event, event_number, running, settings_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Client


async def test_the_key_file_is_as_set_or_beside_the_database(tmp_path: Path) -> None:
    for name, section in (
        ("lineage.duckdb.keys", {}),
        ("elsewhere", {"keys_file": str(tmp_path / "elsewhere")}),
    ):
        create_key(tmp_path / name, "me", ["read"], "2026-01-01T00:00:00Z")
        async with running(settings_of(tmp_path, auth=dict(section))) as client:
            assert (await client.request("GET", "/api/v1/events"))[0] == 401
        (tmp_path / name).unlink()


async def test_what_was_accepted_is_there_after_a_restart(tmp_path: Path) -> None:
    for number in (1, 2):
        async with running(settings_of(tmp_path)) as client:
            await client.accept(event_number(number))
            assert (await client.get("/api/v1/events"))["totalCount"] == number
    assert not (tmp_path / "lineage.duckdb.wal").exists()


async def test_strict_refuses_in_every_layer_and_the_layers_can_be_set_one_by_one(
    tmp_path: Path,
) -> None:
    loose = event(eventTime="yesterday")
    wrong = {"job": {"name": 1}}
    answered = {}
    settings: dict[str, dict[str, object]] = {
        "default": {},
        "strict": {"strict": True},
        "formats": {"formats": "off"},
        "core": {"core": "warn"},
    }
    for name, validation in settings.items():
        folder = tmp_path / name
        folder.mkdir()
        async with running(settings_of(folder, validation=validation)) as client:
            answered[name] = [(await client.post(content))[0] for content in (loose, wrong)]
    assert answered == {
        "default": [200, 422],
        "strict": [422, 422],
        "formats": [200, 422],
        "core": [200, 200],
    }


@pytest.mark.parametrize(
    ("name", "section"),
    [
        ("broken.json", "schemas"),
        ("broken.keys", "auth"),
    ],
)
async def test_a_broken_file_stops_the_start_and_is_named(
    tmp_path: Path, name: str, section: str
) -> None:
    file = tmp_path / name
    file.write_text("{")
    values: dict[str, object] = {"paths": (str(file),)}
    if section == "auth":
        values = {"keys_file": str(file)}
    with pytest.raises(BadSettings, match=name):
        async with running(settings_of(tmp_path, **{section: values})):
            pass
    assert not (tmp_path / "lineage.duckdb").exists()


async def test_snapshots_are_written_as_long_as_the_server_runs(
    tmp_path: Path, start_client: Callable[..., Any]
) -> None:
    target = tmp_path / "copy.duckdb"
    client: Client = await start_client(
        store={"snapshot_path": str(target), "snapshot_every": 0.05}
    )
    await client.accept(EVENT)
    async with asyncio.timeout(10):
        while count(target) != 1:  # noqa: ASYNC110 - a file tells no event
            await asyncio.sleep(0.05)


def count(database: Path) -> int:
    if not database.exists():
        return -1
    with duckdb.connect(str(database), read_only=True) as copy:
        (number,) = copy.execute("select count(*) from events").fetchall()[0]
    return int(number)


async def test_a_snapshot_that_fails_is_told_and_tried_again(
    tmp_path: Path, start_client: Callable[..., Any]
) -> None:
    with capture_logs() as lines:
        client: Client = await start_client(
            store={"snapshot_path": str(tmp_path / "none" / "copy.duckdb"), "snapshot_every": 0.05}
        )
        async with asyncio.timeout(10):
            while len(lines) < 2:  # noqa: ASYNC110 - a log tells no event
                await asyncio.sleep(0.05)
        await client.accept(EVENT)
    assert lines[1] == {
        "event": "could not write a snapshot; trying again later",
        "log_level": "warning",
        "reason": f"There is no folder {tmp_path / 'none'}.",
    }


def test_a_key_file_that_is_named_must_exist(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, auth={"keys_file": str(tmp_path / "nowhere")})
    with pytest.raises(BadSettings, match="There is no key file"):
        create_app(settings)
