"""The stream, read as a browser reads it: by line, resuming from the last id."""

from __future__ import annotations

import asyncio
import json
import random
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from collector.web import stream, tail
from tests.conftest import EVENT, event, event_number, running, settings_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from tests.conftest import Client, Server

STREAM = "/api/v1/stream"
FACET = {"_producer": EVENT["producer"], "_schemaURL": EVENT["schemaURL"]}
#: One facet of it is in doubt: a member is missing.
BAD = event(run={**EVENT["run"], "facets": {"nominalTime": FACET}})


class Reader:
    """What a browser does with a stream; see "server-sent events" in the HTML standard."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response
        self.last_id = ""

    async def message(self) -> tuple[str, Any]:
        """Type and data of the next message."""
        kind, data = "", ""
        async with asyncio.timeout(20):
            while line := (await self.response.content.readline()).decode():
                field, _, value = line.rstrip("\n").partition(": ")
                if field == "id":
                    self.last_id = value
                elif field == "event":
                    kind = value
                elif field == "data":
                    data = value
                elif not field and data:
                    return kind, json.loads(data)
        raise EOFError

    async def messages(self, count: int) -> list[tuple[str, Any]]:
        return [await self.message() for _ in range(count)]

    async def told(self, count: int) -> list[tuple[str, int]]:
        """Types and numbers of the next messages."""
        return [(kind, data["seq"]) for kind, data in await self.messages(count)]

    async def rest(self) -> list[tuple[str, int]]:
        """Those that come before it ends."""
        found = []
        try:
            while True:
                found += await self.told(1)
        except EOFError:
            return found


@asynccontextmanager
async def opened(client: Client, last_id: str = "", **parameters: Any) -> AsyncIterator[Reader]:
    headers = {"Last-Event-ID": last_id} if last_id else {}
    timeout = aiohttp.ClientTimeout(total=None)
    async with client.session.get(
        client.url + STREAM, params=parameters, headers=headers, timeout=timeout
    ) as response:
        assert response.status == 200, await response.text()
        reader = Reader(response)
        # The first two lines say where it begins.
        await response.content.readuntil(b"\n\n")
        yield reader


def run_event(run: int, event_type: str, second: int = 0, **members: Any) -> dict[str, Any]:
    return event(
        eventType=event_type,
        eventTime=f"2026-01-01T10:00:{second:02}Z",
        run={"runId": f"0193a5b4-7c21-7000-8000-{run:012}"},
        **members,
    )


async def test_an_event_comes_with_what_it_changed_and_what_is_in_doubt(client: Client) -> None:
    async with opened(client) as reader:
        await client.accept(BAD)
        messages = await reader.messages(3)

    [found] = (await client.get("/api/v1/events"))["events"]
    summary = {name: value for name, value in found.items() if name in messages[0][1]}
    violation = found["violations"][0]
    assert messages == [
        ("event", {**summary, "violations": 1}),
        (
            "run",
            {
                "seq": 1,
                "run_id": EVENT["run"]["runId"],
                "job_namespace": "tests",
                "job_name": "job",
                "event_time": "2026-01-01T10:00:00Z",
                "from": None,
                "to": "START",
            },
        ),
        (
            "violation",
            {
                **{name: found[name] for name in stream._VIOLATION_COLUMNS},
                **violation,
            },
        ),
    ]
    assert set(summary) >= {"seq", "digest", "kind", "event_type", "event_time", "run_id", "size"}


async def test_it_begins_now_or_after_a_number(client: Client) -> None:
    await client.accept(*(event_number(number) for number in range(1, 4)))
    async with opened(client, types="event") as reader:
        await client.accept(event_number(4))
        assert await reader.told(1) == [("event", 4)]
    async with opened(client, types="event", after=1) as reader:
        assert await reader.told(3) == [("event", 2), ("event", 3), ("event", 4)]
    async with opened(client, types="event", after=0) as reader:
        assert await reader.told(4) == [("event", number) for number in range(1, 5)]


async def test_each_message_can_be_the_last_one_that_was_had(client: Client) -> None:
    await client.accept(BAD, event_number(2), event_number(3))
    async with opened(client, after=0) as reader:
        whole, ids = [], []
        for _ in range(7):
            whole += await reader.told(1)
            ids.append(reader.last_id)
    assert whole == [
        ("event", 1),
        ("run", 1),
        ("violation", 1),
        ("event", 2),
        ("run", 2),
        ("event", 3),
        ("run", 3),
    ]
    for place, last_id in enumerate(ids[:-1], 1):
        # The header counts more than where the stream once began.
        async with opened(client, last_id, after=0) as reader:
            assert await reader.told(7 - place) == whole[place:], last_id


async def test_who_was_cut_off_before_the_first_message_misses_nothing(client: Client) -> None:
    await client.accept(event_number(1))
    async with client.session.get(client.url + STREAM) as response:
        first = await response.content.readuntil(b"\n\n")
    assert first == b"retry: 1000\n: \nid: 1\n\n"
    await client.accept(event_number(2))

    async with opened(client, "1", types="event") as reader:
        assert await reader.told(1) == [("event", 2)]


async def test_the_state_of_a_run_is_told_when_it_is_another_one_by_the_rule_of_the_views(
    client: Client,
) -> None:
    async with opened(client, types="run") as reader:
        await client.accept(
            run_event(1, "RUNNING", 5),
            run_event(1, "START", 1),  # came late: it says nothing new
            run_event(1, "OTHER", 6),
            run_event(1, "COMPLETE", 9),
            run_event(1, "RUNNING", 20),  # a terminal state is not undone
            run_event(1, "FAIL", 8),  # an earlier end
            run_event(1, "ABORT", 10),
        )
        told = [(data["from"], data["to"]) for _, data in await reader.messages(3)]

    assert told == [(None, "RUNNING"), ("RUNNING", "COMPLETE"), ("COMPLETE", "ABORT")]
    listed = "select state from runs"
    _, answer = await client.request("POST", "/api/v1/sql", json={"query": listed})
    assert answer["rows"] == [["ABORT"]]


async def test_states_are_the_same_wherever_the_stream_is_resumed(client: Client) -> None:
    drawn = random.Random(4)
    types = ("START", "RUNNING", "COMPLETE", "FAIL", "ABORT", "OTHER")
    events = [
        run_event(drawn.randrange(6), drawn.choice(types), drawn.randrange(50), producer=f"x:{n}")
        for n in range(60)
    ]
    await client.accept(*events[:30])
    await client.store.wait_for_views(5)
    await client.accept(*events[30:])

    async def told_after(seq: int, count: int) -> list[Any]:
        async with opened(client, types="run", after=seq) as reader:
            return [data for _, data in await reader.messages(count)]

    async with opened(client, after=0) as reader:
        whole: list[tuple[str, Any]] = []
        while not whole or whole[-1][1]["seq"] < 60:
            whole.append(await reader.message())
    changes = [data for kind, data in whole if kind == "run"]
    for seq in (0, 10, 29, 30, 31, 45):
        wanted = [data for data in changes if data["seq"] > seq]
        assert await told_after(seq, len(wanted)) == wanted, seq
    last = {data["run_id"]: data["to"] for data in changes}
    await client.store.wait_for_views(5)
    listed = "select run_id, state from runs where state is not null"
    _, answer = await client.request("POST", "/api/v1/sql", json={"query": listed})
    assert dict(answer["rows"]) == last


@pytest.mark.parametrize(
    ("parameters", "wanted"),
    [
        ({"kind": "JobEvent"}, [2]),
        ({"event_type": "COMPLETE"}, [3]),
        ({"run_id": EVENT["run"]["runId"]}, [1]),
        ({"job_namespace": "tests", "job_name": "other"}, [3]),
        ({"dataset_namespace": "s3://lake", "dataset_name": "orders"}, [4]),
        ({"producer": "https://example.com/else"}, [5]),
        ({}, [1, 2, 3, 4, 5]),
    ],
)
async def test_filters_are_those_of_events(
    client: Client, parameters: dict[str, str], wanted: list[int]
) -> None:
    base = {name: value for name, value in EVENT.items() if name not in {"run", "eventType", "job"}}
    schema = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/"
    async with opened(client, types="event", **parameters) as reader:
        await client.accept(
            EVENT,
            {**base, "job": EVENT["job"], "schemaURL": f"{schema}JobEvent"},
            run_event(3, "COMPLETE", job={"namespace": "tests", "name": "other"}),
            {
                **base,
                "dataset": {"namespace": "s3://lake", "name": "orders"},
                "schemaURL": f"{schema}DatasetEvent",
            },
            run_event(5, "START", producer="https://example.com/else"),
        )
        assert [seq for _, seq in await reader.told(len(wanted))] == wanted
    listed = (await client.get("/api/v1/events", params=parameters))["events"]
    assert [found["seq"] for found in listed] == wanted


async def test_types_are_chosen(client: Client) -> None:
    async with opened(client, types="violation,run") as reader:
        await client.accept(BAD)
        assert await reader.told(2) == [("run", 1), ("violation", 1)]


async def test_the_event_itself_is_embedded_where_it_is_asked_for(client: Client) -> None:
    pretty = json.dumps(EVENT, indent=2).replace("\n", "\r\n").encode()
    async with opened(client, types="event", body="true") as reader:
        assert (await client.post(pretty))[0] == 200
        await client.accept(*(event_number(number) for number in range(2, 5)))
        told = [data["event"] for _, data in await reader.messages(4)]
    assert told == [EVENT, *(event_number(number) for number in range(2, 5))]


async def test_refused_bodies_and_duplicates_are_no_events(client: Client) -> None:
    async with opened(client, types="event") as reader:
        await client.accept(EVENT, EVENT)
        await client.post(b"{")
        await client.accept(event_number(2))
        assert await reader.told(2) == [("event", 1), ("event", 3)]
    async with opened(client, after=1, types="event") as reader:
        assert await reader.told(1) == [("event", 3)]


async def test_nothing_is_lost_or_told_twice_over_a_restart(
    start_server: Callable[..., Server],
) -> None:
    server = start_server()
    sent = 0
    had: list[tuple[str, int]] = []
    last_id = "0"
    async with aiohttp.ClientSession() as session:
        for _ in range(3):
            headers = {"Last-Event-ID": last_id}
            async with session.get(server.url + STREAM, headers=headers) as response:
                assert response.status == 200
                reader = Reader(response)
                for _ in range(20):
                    sent += 1
                    async with session.post(
                        server.url + "/api/v1/lineage", json=event_number(sent)
                    ) as answer:
                        assert answer.status == 200
                had += await reader.told(27)
                last_id = reader.last_id
            await asyncio.to_thread(server.restart)
        headers = {"Last-Event-ID": last_id}
        async with session.get(server.url + STREAM, headers=headers) as response:
            had += await Reader(response).told(2 * sent - len(had))
    assert had == [(kind, seq) for seq in range(1, sent + 1) for kind in ("event", "run")]


async def test_a_server_that_stops_ends_its_streams_in_order(tmp_path: Path) -> None:
    async with running(settings_of(tmp_path)) as client:
        context = opened(client)
        reader = await context.__aenter__()
        await client.accept(EVENT)
        assert await reader.told(2) == [("event", 1), ("run", 1)]
        started = time.monotonic()
        rest = asyncio.create_task(reader.rest())
        await client.app.shutdown()
        assert await rest == []
        assert (await client.request("GET", STREAM))[0] == 503
        await context.__aexit__(None, None, None)
    assert time.monotonic() - started < 5


async def test_the_process_ends_at_once_while_streams_are_open(
    start_server: Callable[..., Server],
) -> None:
    server = start_server()
    async with aiohttp.ClientSession() as session, session.get(server.url + STREAM) as response:
        await response.content.readline()
        started = time.monotonic()
        assert await asyncio.to_thread(server.stop) == 0
    assert time.monotonic() - started < 4


async def test_a_silent_stream_sends_a_sign_of_life_with_its_place(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT", 0.3)
    async with opened(client, kind="JobEvent") as reader:
        await client.accept(EVENT)
        lines = []
        async with asyncio.timeout(10):
            while b"id: 1\n" not in lines:
                lines.append(await reader.response.content.readline())
    assert set(lines) <= {b": \n", b"id: 0\n", b"id: 1\n", b"\n"}


async def test_a_reader_that_does_not_read_holds_up_nobody_and_misses_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tail, "_MOST_ENTRIES", 20)
    large = "x" * 20_000
    count = 300
    async with (
        opened(client, types="event", body="true") as slow,
        opened(client, types="run") as fast,
    ):
        for number in range(1, count + 1):
            await client.accept(run_event(number, "START", job={"namespace": large, "name": "job"}))
        # 6 MB are more than what lies on the way to it.
        assert [seq for _, seq in await fast.told(count)] == list(range(1, count + 1))
        assert [seq for _, seq in await slow.told(count)] == list(range(1, count + 1))


async def test_a_reader_that_takes_nothing_for_long_is_cut_off(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "_PATIENCE", 0.2)
    large = "x" * 1_000_000
    async with opened(client, types="event", body="true") as slow:
        for number in range(1, 21):
            await client.accept(run_event(number, "START", job={"namespace": large, "name": "job"}))
        await asyncio.sleep(1)
        with pytest.raises((aiohttp.ClientError, OSError)):
            await slow.response.content.read()


async def test_there_are_not_more_streams_than_are_good(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tail, "MOST_READERS", 1)
    async with opened(client):
        status, answer = await client.request("GET", STREAM)
        assert (status, answer["detail"]) == (503, "1 streams are open already; ask again later.")
    async with asyncio.timeout(10):
        while (await client.session.head(client.url + STREAM)).status != 200:  # noqa: ASYNC110 - see tests/web/test_sql.py
            await asyncio.sleep(0.05)


async def test_a_page_of_an_origin_of_the_settings_may_read_it(
    start_client: Callable[..., Any],
) -> None:
    site = "https://ui.example"
    client = await start_client(server={"cors_origins": (site,)})
    async with client.session.get(client.url + STREAM, headers={"Origin": site}) as response:
        assert response.content_type == "text/event-stream"
        assert response.headers["Access-Control-Allow-Origin"] == site
        assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("parameters", "last_id", "detail"),
    [
        ({"types": "runs"}, "", "types must be one of event, run, violation, not 'runs'."),
        ({"body": "yes"}, "", "body must be true or false, not 'yes'."),
        ({"after": "7"}, "", "There is no entry 7 to go on from; the last one is 1."),
        ({}, "2-1", "There is no entry 2 to go on from; the last one is 1."),
        ({}, "x", "Last-Event-ID must be the id of a message, not 'x'."),
        ({"q": "1"}, "", None),
    ],
)
async def test_a_wrong_parameter_is_named(
    client: Client, parameters: dict[str, str], last_id: str, detail: str | None
) -> None:
    await client.accept(EVENT)
    headers = {"Last-Event-ID": last_id} if last_id else {}
    status, answer = await client.request("GET", STREAM, params=parameters, headers=headers)
    assert status == 400
    assert detail in {None, answer["detail"]}
