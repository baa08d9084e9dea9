"""What goes wrong on a real machine: killed processes, full disks, failed checkpoints."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import aiohttp
import duckdb
import pytest
import requests

from collector.errors import Busy
from collector.store import questions
from collector.store.questions import EventFilter
from collector.store.store import Store, open_store
from tests.conftest import body, event, event_number, settings_of
from tests.store.samples import make_event
from tests.store.test_views import FIXTURES, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from collector.event import Event
    from tests.conftest import Client, Server

MEGABYTE = 1 << 20
NEVER = 1 << 40


class Disk:
    """A small disk of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(folder)],
            capture_output=True,
            text=True,
            check=False,
        )
        if mounted.returncode:
            pytest.skip(f"no small disk can be made here: {mounted.stderr.strip()}")

    def grow(self) -> None:
        subprocess.run(
            ["mount", "-o", "remount,size=256m", str(self.folder)], check=True, capture_output=True
        )

    def close(self) -> None:
        subprocess.run(["umount", "--lazy", str(self.folder)], check=True, capture_output=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Disk]:
    disk = Disk(tmp_path / "disk")
    yield disk
    disk.close()


def large_event(number: int, size: int = 100_000) -> Event:
    """An event that hardly compresses."""
    noise = base64.b64encode(random.Random(number).randbytes(size))
    content = body(event_number(number)).replace(b'"START"', b'"START", "x": "' + noise + b'"')
    return replace(make_event(number), body=content, digest=hashlib.sha256(content).hexdigest())


async def fill(store: Store, batch: int = 1, most: int = 1000) -> dict[str, int]:
    """Append until the store is busy; returns what was acknowledged, digest to seq."""
    acknowledged: dict[str, int] = {}
    for start in range(0, most, batch):
        entries = [large_event(number) for number in range(start, start + batch)]
        try:
            receipts = await store.append(entries)
        except Busy:
            return acknowledged
        for entry, receipt in zip(entries, receipts, strict=True):
            assert receipt.seq is not None
            acknowledged[entry.digest] = receipt.seq
    raise AssertionError("the disk did not fill up")


async def append_as_clients_do(store: Store, entry: Event) -> None:
    """Again, as long as the store is busy."""
    async with asyncio.timeout(20):
        while True:
            with suppress(Busy):
                await store.append([entry])
                return
            await asyncio.sleep(0.2)


async def stored(store: Store) -> dict[str, int]:
    def digests(cursor: duckdb.DuckDBPyConnection) -> list[tuple[str, int]]:
        return cursor.execute("select digest, seq from events").fetchall()

    found = await store.ask(digests)
    assert len(found) == len(dict(found)), "an event is stored twice"
    return dict(found)


async def back_in_service(store: Store) -> None:
    async with asyncio.timeout(10):
        while store.condition.trouble is not None:  # noqa: ASYNC110  # it comes back by itself
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("checkpoint_bytes", "batch"),
    [
        pytest.param(NEVER, 1, id="the write-ahead log cannot grow"),
        pytest.param(4 * MEGABYTE, 1, id="a checkpoint fails after the commit"),
        pytest.param(4 * MEGABYTE, 40, id="a commit that goes straight into the file fails"),
    ],
)
async def test_a_full_disk_is_answered_busy_and_loses_nothing_and_heals(
    small_disk: Disk, checkpoint_bytes: int, batch: int
) -> None:
    settings = settings_of(
        small_disk.folder, store={"min_free_bytes": 0, "checkpoint_bytes": checkpoint_bytes}
    )
    async with open_store(settings) as store:
        acknowledged = await fill(store, batch)
        assert acknowledged
        assert store.condition.trouble is not None
        with pytest.raises(Busy):
            await store.append([make_event(10_001)])
        small_disk.grow()
        await back_in_service(store)
        kept = await stored(store)
        assert acknowledged.items() <= kept.items()
        [receipt] = await store.append([make_event(10_001)])
        assert receipt.seq == max(kept.values()) + 1
        # What was not acknowledged is sent again by its client, and is there once whatever
        # became of the first attempt.
        entries = [large_event(number) for number in range(len(acknowledged) + batch)]
        await store.append(entries)
        assert len(await stored(store)) == len(entries) + 1
    async with open_store(settings) as store:
        assert acknowledged.items() <= (await stored(store)).items()


async def test_the_guard_stops_before_the_disk_is_full_and_lets_go_when_there_is_room(
    small_disk: Disk,
) -> None:
    settings = settings_of(small_disk.folder, store={"min_free_bytes": 8 * MEGABYTE})
    async with open_store(settings) as store:
        acknowledged = await fill(store)
        assert "free some space" in str(store.condition.trouble)
        assert await stored(store) == acknowledged
        small_disk.grow()
        await back_in_service(store)
        await store.append([make_event(10_001)])


async def test_a_snapshot_without_room_is_busy_leaves_nothing_and_the_log_goes_on(
    small_disk: Disk,
) -> None:
    settings = settings_of(small_disk.folder, store={"min_free_bytes": 0})
    target = small_disk.folder / "copy.duckdb"
    async with open_store(settings) as store:
        await store.append([large_event(number) for number in range(150)])
        with pytest.raises(Busy, match="could not be copied"):
            await store.snapshot(target)
        assert sorted(path.name for path in small_disk.folder.iterdir()) == [
            "lineage.duckdb",
            "lineage.duckdb.wal",
        ]
        await store.append([make_event(10_001)])
        small_disk.grow()
        assert await store.snapshot(target) == target.stat().st_size


async def test_a_stream_that_breaks_off_is_a_broken_connection_and_never_looks_whole(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collector.store.bodies.SPAN_BYTES", 1)
    await client.accept(*(event_number(number) for number in range(50)))
    headers = {"Accept": "application/x-ndjson"}
    async with client.session.get(client.url + "/api/v1/events", headers=headers) as response:
        assert response.status == 200
        await response.content.readline()
        monkeypatch.setattr("collector.web.events.bodies", break_off)
        with pytest.raises(aiohttp.ClientError):
            await response.read()
    assert (await client.get("/api/v1/events"))["totalCount"] == 50


def break_off(*_: object) -> None:
    raise Busy("The database is being reopened; ask again in a moment.")


async def test_a_full_disk_is_503_and_unready_over_http_and_then_200(
    small_disk: Disk, start_server: Callable[..., Server]
) -> None:
    server = start_server(
        *("--store-min-free-bytes", "8 MiB"), database=small_disk.folder / "log.duckdb"
    )
    session = requests.Session()
    numbers = iter(range(1000))
    answer = session.post(server.url + "/api/v1/lineage", data=large_event(next(numbers)).body)
    while answer.status_code == 200:
        answer = session.post(server.url + "/api/v1/lineage", data=large_event(next(numbers)).body)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "1"
    assert "free some space" in answer.json()["detail"]
    assert session.get(server.url + "/readyz").status_code == 503
    assert session.get(server.url + "/livez").status_code == 200
    assert session.get(server.url + "/api/v1/events?limit=1").status_code == 200
    small_disk.grow()
    async with asyncio.timeout(10):
        while session.get(server.url + "/readyz").status_code != 200:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert session.post(server.url + "/api/v1/lineage", data=body(event())).status_code == 200
    assert "cannot store events" in server.log.read_text()
    assert "storing events again" in server.log.read_text()


class Sender(threading.Thread):
    """A client that sends events until the collector is gone."""

    def __init__(self, url: str, start: int) -> None:
        super().__init__()
        self._url = url
        self._start_number = start
        self.acknowledged: list[bytes] = []

    def run(self) -> None:
        session = requests.Session()
        with suppress(requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
            for number in range(self._start_number, self._start_number + 100_000):
                content = body(event_number(number))
                if session.post(self._url + "/api/v1/lineage", data=content).status_code == 200:
                    self.acknowledged.append(content)


def test_after_kill_9_every_acknowledged_event_is_there_once(server: Server) -> None:
    acknowledged: list[bytes] = []
    for kill in range(3):
        senders = [Sender(server.url, (kill * 4 + index) * 1_000_000) for index in range(4)]
        for sender in senders:
            sender.start()
        senders[0].join(timeout=random.Random(kill).uniform(0.2, 0.8))
        server.kill()
        for sender in senders:
            sender.join()
            acknowledged += sender.acknowledged
        server.start()
    assert len(acknowledged) > 20
    assert server.stop() == 0
    with duckdb.connect(str(server.database), read_only=True) as connection:
        found = connection.execute("select body, digest from events").fetchall()
    bodies = [text.encode() for text, _ in found]
    assert len(bodies) == len(set(bodies))
    assert set(acknowledged) <= set(bodies)
    assert all(hashlib.sha256(text.encode()).hexdigest() == digest for text, digest in found)


def test_after_kill_9_in_folds_and_a_rebuild_the_views_are_those_of_the_log(
    server: Server, pytestconfig: pytest.Config
) -> None:
    for kill in range(4):
        for recording in FIXTURES:
            lines = (pytestconfig.rootpath / "tests" / "fixtures" / recording).read_bytes()
            requests.post(
                server.url + "/api/v1/lineage/batch",
                data=lines.replace(b"orders", b"orders%d" % kill),
                headers={"Content-Type": "application/x-ndjson"},
                timeout=10,
            )
        requests.post(server.url + "/api/v1/rebuild", timeout=10)
        time.sleep(random.Random(kill).uniform(0.1, 0.9))
        server.kill()
        server.start()
    assert server.stop() == 0

    async def views_and_rebuilt() -> tuple[object, object]:
        async with open_store(settings_of(server.database.parent)) as store:
            await store.wait_for_views(20)
            found = await rows(store)
            await store.rebuild()
            return found, await rows(store)

    found, rebuilt = asyncio.run(views_and_rebuilt())
    assert found == rebuilt


#: Seconds from the moment at which there is a copy of the file to the kill.
MOMENTS = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5)


def test_after_kill_9_in_a_compaction_the_views_are_those_of_the_log(
    server: Server, pytestconfig: pytest.Config
) -> None:
    for recording in FIXTURES:
        lines = (pytestconfig.rootpath / "tests" / "fixtures" / recording).read_bytes()
        requests.post(
            server.url + "/api/v1/lineage/batch",
            data=lines,
            headers={"Content-Type": "application/x-ndjson"},
            timeout=10,
        )
    # The last events are in the write-ahead log when the first compaction begins.
    server.kill()

    async def views(*, rebuilt: bool = False) -> dict[str, list[str]]:
        async with open_store(settings_of(server.database.parent)) as store:
            await store.wait_for_views(20)
            if rebuilt:
                await store.rebuild()
            return await rows(store)

    killed = []
    found = []
    for moment in MOMENTS:
        killed.append(kill_compaction(server.database, moment))
        found.append(asyncio.run(views()))
    expected = asyncio.run(views(rebuilt=True))
    assert expected["runs"]
    assert all(views_after == expected for views_after in found)
    # Where a machine is slow or fast, at least some of the kills came in between.
    assert sum(killed) > 1


def kill_compaction(database: Path, moment: float) -> bool:
    """Begin to compact the file; whether that was killed before its end."""
    copy = database.with_name(f".{database.name}.compact.tmp")
    command = [sys.executable, "-m", "collector", "store", "compact", "--db", str(database)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None and not copy.exists():
            time.sleep(0.001)
        time.sleep(moment)
        process.kill()
    return process.returncode == -signal.SIGKILL


def test_a_notice_left_by_a_killed_process_does_not_stop_the_next_start(server: Server) -> None:
    server.kill()
    assert server.database.with_name(server.database.name + ".server").exists()
    server.start()
    assert requests.get(server.url + "/readyz", timeout=5).status_code == 200


async def test_a_fatal_error_reopens_the_file_and_keeps_the_other_readers(store: Store) -> None:
    """The instance is invalidated as DuckDB does it; a reader is at work meanwhile."""
    await store.append([make_event(1)])

    def slow(cursor: duckdb.DuckDBPyConnection) -> Any:
        return cursor.execute("select count(*) from range(40000000000)").fetchall()

    reading = asyncio.create_task(store.ask(slow))
    await asyncio.sleep(0.1)
    store._writer._reopen()  # what the writer does after a fatal error
    with pytest.raises(Busy):
        await reading
    await store.append([make_event(2)])
    assert await store.ask(questions.event_count, EventFilter()) == 2


async def test_a_file_that_is_taken_away_is_noticed_and_its_return_too(store: Store) -> None:
    await store.append([make_event(1)])
    aside = store.path.with_name("aside.duckdb")
    store.path.rename(aside)
    async with asyncio.timeout(10):
        while store.condition.trouble is None:  # noqa: ASYNC110  # nobody sends anything
            await asyncio.sleep(0.05)
    with pytest.raises(Busy, match="was taken away or replaced"):
        await store.append([make_event(2)])
    aside.rename(store.path)
    await back_in_service(store)
    await store.append([make_event(2)])


async def test_a_full_disk_is_known_before_an_event_comes(tmp_path: Path) -> None:
    async with open_store(settings_of(tmp_path, store={"min_free_bytes": 1 << 60})) as store:
        async with asyncio.timeout(10):
            while store.condition.trouble is None:  # noqa: ASYNC110  # nobody sends anything
                await asyncio.sleep(0.05)


async def test_the_largest_bodies_side_by_side_can_be_opened_again(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, store={"memory_limit": 96 * MEGABYTE})
    large = [large_event(number, 12 * MEGABYTE) for number in range(12)]
    async with open_store(settings) as store:
        for entry in large:
            await append_as_clients_do(store, entry)
    async with open_store(settings) as store:
        assert len(await stored(store)) == len(large)
        await store.append([make_event(100)])


def test_the_file_of_a_stopped_collector_has_no_write_ahead_log(server: Server) -> None:
    requests.post(server.url + "/api/v1/lineage", data=body(event()), timeout=5)
    assert server.stop() == 0
    left = sorted(path.name for path in server.database.parent.iterdir())
    assert left == ["lineage.duckdb", "server.log"]
