"""Alive, ready, versions, what the log holds, and the snapshot."""

from __future__ import annotations

import asyncio
import platform
from typing import TYPE_CHECKING, Any

import duckdb

from collector import __version__
from tests.conftest import EVENT, body, event_number

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Client

SNAPSHOT = "/api/v1/store/snapshot"


async def test_a_fresh_collector_is_alive_and_ready(client: Client) -> None:
    assert await client.get("/livez") == {"status": "alive"}
    assert await client.get("/readyz") == {
        "status": "ready",
        "reason": None,
        "views": {"events_behind": 0, "seconds_behind": 0.0},
    }


async def test_with_views_that_are_behind_it_is_ready_and_says_how_far(client: Client) -> None:
    await client.store.ask(lambda cursor: cursor.execute("drop schema folds cascade"))
    await client.accept(event_number(1), event_number(2))
    await asyncio.sleep(0.1)
    ready = await client.get("/readyz")
    assert (ready["status"], ready["views"]["events_behind"]) == ("ready", 2)
    assert 0.1 <= ready["views"]["seconds_behind"] < 10


async def test_without_room_on_the_disk_it_is_alive_but_not_ready_and_ingest_is_503(
    start_client: Callable[..., Any],
) -> None:
    client: Client = await start_client(store={"min_free_bytes": 2**60})
    async with client.session.post(client.url + "/api/v1/lineage", json=EVENT) as response:
        assert (response.status, response.headers["Retry-After"]) == (503, "1")
        answer = await response.json(content_type="application/problem+json")
        assert "lower [store] min_free_bytes" in answer["detail"]
    status, ready = await client.request("GET", "/readyz")
    assert (status, ready["status"]) == (503, "unready")
    assert "lower [store] min_free_bytes" in ready["reason"]
    assert await client.get("/livez") == {"status": "alive"}
    assert (await client.get("/api/v1/events"))["totalCount"] == 0


async def test_the_version_names_what_it_stands_on(client: Client) -> None:
    assert await client.get("/version") == {
        "collector": __version__,
        "openlineage": "2-0-2",
        "duckdb": duckdb.__version__,
        "python": platform.python_version(),
    }


async def test_the_index_leads_to_routes_that_are_there(client: Client) -> None:
    index = await client.get("/")
    assert index.pop("collector") == __version__
    assert index.pop("ingest") == "/api/v1/lineage"
    assert set(index) == {"events", "rejections", "relations", "schemas", "openapi"}
    for path in index.values():
        await client.get(path)


async def test_the_store_says_what_it_holds(client: Client, tmp_path: Path) -> None:
    await client.accept(event_number(1), event_number(2))
    await client.post(b"{")
    found = await client.get("/api/v1/store")
    assert found["database"] == str(tmp_path / "lineage.duckdb")
    assert found["removals"] == []
    sizes = {
        relation["relation"]: (relation["row_count"], relation["byte_count"])
        for relation in found["relations"]
    }
    size = len(body(event_number(1)))
    assert sizes["events"] == (2, 2 * size)
    assert sizes["rejections"] == (1, 1)
    assert sizes["violations"] == (0, None)


async def test_a_snapshot_has_what_was_acknowledged_and_replaces_the_one_before(
    client: Client, tmp_path: Path
) -> None:
    target = tmp_path / "copy.duckdb"
    for number in (1, 2):
        await client.accept(event_number(number))
        status, answer = await client.post({"path": str(target)}, SNAPSHOT)
        assert (status, answer["path"]) == (200, str(target))
        assert answer["bytes"] == target.stat().st_size
        with duckdb.connect(str(target), read_only=True) as copy:
            assert copy.execute("select count(*) from events").fetchall() == [(number,)]


async def test_a_snapshot_never_takes_the_place_of_the_database(
    client: Client, tmp_path: Path
) -> None:
    await client.accept(EVENT)
    (tmp_path / "link.duckdb").symlink_to(tmp_path / "lineage.duckdb")
    for name in ("lineage.duckdb", "../x/lineage.duckdb", "link.duckdb"):
        path = str(tmp_path / name.replace("../x", f"../{tmp_path.name}"))
        status, answer = await client.post({"path": path}, SNAPSHOT)
        assert (status, answer["detail"]) == (
            409,
            f"{path} belongs to the database itself; name another file.",
        )
    assert (await client.get("/api/v1/events"))["totalCount"] == 1


async def test_a_snapshot_overwrites_nothing_else(client: Client, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    for path, status, detail in (
        (tmp_path / "notes.txt", 409, "exists and is not an earlier snapshot"),
        (tmp_path, 409, "exists and is not an earlier snapshot"),
        (tmp_path / "none" / "copy.duckdb", 404, "There is no folder"),
        (tmp_path / ("x" * 300), 409, "cannot be written: File name too long."),
    ):
        answered, answer = await client.post({"path": str(path)}, SNAPSHOT)
        assert answered == status
        assert detail in answer["detail"]
    assert (tmp_path / "notes.txt").read_text() == "mine"


async def test_the_path_of_a_snapshot_must_be_absolute(client: Client) -> None:
    for path in ("copy.duckdb", "", None, 1, ["/x"], "/a\0b"):
        status, answer = await client.post({"path": path}, SNAPSHOT)
        assert (status, answer["detail"]) == (
            400,
            '"path" must be an absolute path on the machine of the collector.',
        )


async def test_head_answers_without_a_body(client: Client) -> None:
    for path in ("/livez", "/readyz", "/version", "/metrics", "/"):
        async with client.session.head(client.url + path) as response:
            assert (response.status, await response.read()) == (200, b"")
