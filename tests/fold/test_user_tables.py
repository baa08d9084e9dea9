"""Tables of users: kept up to date beside the events that come in."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from structlog.testing import capture_logs

from collector.fold.user_tables import SHORTEST_REST
from tests.conftest import event_number, running, settings_of
from tests.fold.test_user_views import answer, with_views

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Client

COUNTED = "-- Runs that were seen; one row.\n-- kept: table\n-- n: how many\n"
BOMB = "select sum(a.range * b.range) as n from range(10000000) a, range(10000000) b"


async def until(client: Client, query: str, rows: object) -> None:
    """Until that is the answer."""
    async with asyncio.timeout(20):
        while await answer(client, query) != rows:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.05)


async def test_a_table_follows_the_events(tmp_path: Path) -> None:
    settings = with_views(
        tmp_path,
        a="-- One more.\n-- kept: table\nselect n + 1 as n from counted",
        counted=f"{COUNTED}select count(*) as n from runs",
    )

    async with running(settings) as client:
        for number in (1, 2):
            await client.accept(event_number(number))
            await until(client, "from counted", [[number]])
            await until(client, "from a", [[number + 1]])
        described = await client.get("/api/v1/sql/schema")
    [table] = [row for row in described["relations"] if row["name"] == "counted"]
    assert (table["kind"], table["comment"]) == ("table", "Runs that were seen; one row.")
    assert table["columns"] == [{"name": "n", "type": "BIGINT", "comment": "how many"}]


async def test_a_table_of_rejections_follows_them_too(tmp_path: Path) -> None:
    settings = with_views(tmp_path, counted=f"{COUNTED}select count(*) as n from rejections")

    async with running(settings) as client:
        await until(client, "from counted", [[0]])
        await client.post({"no": "event"})
        await until(client, "from counted", [[1]])


async def test_the_rows_are_there_at_the_next_start(tmp_path: Path) -> None:
    settings = with_views(tmp_path, counted=f"{COUNTED}select count(*) as n from runs")
    async with running(settings) as client:
        await client.accept(event_number(1))
        await until(client, "from counted", [[1]])

    async with running(settings) as client:
        assert await answer(client, "from counted") == [[1]]


async def test_a_changed_file_fills_the_table_without_an_event(tmp_path: Path) -> None:
    async with running(with_views(tmp_path, counted=f"{COUNTED}select 1 as n")) as client:
        await until(client, "from counted", [[1]])

    async with running(with_views(tmp_path, counted=f"{COUNTED}select 'two' as n")) as client:
        await until(client, "from counted", [["two"]])


async def test_a_refresh_that_fails_keeps_the_rows_and_is_told_once(tmp_path: Path) -> None:
    failing = (
        "select if(count(*) = 2, cast('no number' as integer), count(*))::integer as n from runs"
    )
    settings = with_views(
        tmp_path,
        counted=f"{COUNTED}{failing}",
        other=f"{COUNTED}select count(*) as n from runs",
    )

    async with running(settings) as client:
        with capture_logs() as logs:
            await client.accept(event_number(1))
            await until(client, "from counted", [[1]])
            for event_type in ("START", "RUNNING", "OTHER"):
                await client.accept({**event_number(2), "eventType": event_type})
                await until(client, "from other", [[2]])
                await asyncio.sleep(2 * SHORTEST_REST)
            assert await answer(client, "from counted") == [[1]]
            await client.accept(event_number(3))
            await until(client, "from counted", [[3]])
    told = [line for line in logs if line["event"].startswith("could not refresh")]
    assert [line["table"] for line in told] == ["counted"]
    assert "no number" in told[0]["reason"]


async def test_an_expensive_table_neither_holds_up_events_nor_other_tables(tmp_path: Path) -> None:
    settings = with_views(
        tmp_path,
        bomb=f"{COUNTED}{BOMB}",
        counted=f"{COUNTED}select count(*) as n from runs",
    )
    settings = settings_of(
        tmp_path, views={"paths": settings.views.paths}, sql={"timeout": 0.2, "max_rows": 10}
    )

    with capture_logs() as logs:
        async with running(settings) as client:
            for number in range(3):
                await client.accept(event_number(number))
                assert await answer(client, "select count(*) from runs") == [[number + 1]]
            await until(client, "from counted", [[3]])
            assert await answer(client, "from bomb") == []
    told = [line["reason"] for line in logs if line["event"].startswith("could not refresh")]
    assert told == ["The query was stopped after 0.2 seconds ([sql] timeout)."]


async def test_closing_does_not_wait_for_a_refresh(tmp_path: Path) -> None:
    async with running(with_views(tmp_path, bomb=f"{COUNTED}{BOMB}")) as client:
        await client.accept(event_number(1))
        assert await answer(client, "select count(*) from runs") == [[1]]
        await asyncio.sleep(SHORTEST_REST)
        closed_at = time.monotonic()

    assert time.monotonic() - closed_at < 5


async def test_a_refresh_that_a_reopening_breaks_off_is_made_again(tmp_path: Path) -> None:
    slow = "select count(*) as n from range(20000) a, range(20000) b where a.range * b.range >= 0"
    settings = with_views(tmp_path, counted=f"{COUNTED}{slow}")

    with capture_logs() as logs:
        async with running(settings) as client:
            await asyncio.sleep(SHORTEST_REST)
            # What the writer does after a fatal error.
            await asyncio.to_thread(client.store._writer._reopen)
            await until(client, "from counted", [[400_000_000]])
    told = [line["table"] for line in logs if line["event"].startswith("could not refresh")]
    assert told == ["counted"]
