"""The bytes of a request, within the limits of size and time."""

from __future__ import annotations

import asyncio
import gzip
import io
import time
from typing import TYPE_CHECKING, Any

from tests.conftest import body, event, event_number
from tests.web.wire import exchange, post, status_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.conftest import Client

ONE = "/api/v1/lineage"


async def sent(client: Client, data: object, path: str = ONE) -> tuple[int, str | None, Any]:
    """Status, Retry-After and answer."""
    headers = {"Content-Type": "application/json"}
    async with client.session.post(client.url + path, data=data, headers=headers) as response:
        return (
            response.status,
            response.headers.get("Retry-After"),
            await response.json(content_type=None),
        )


async def in_chunks(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 100):
        yield content[start : start + 100]
        await asyncio.sleep(0)


async def test_a_body_over_the_limit_is_413_without_retry_after_however_it_comes(
    start_client: Callable[..., Any],
) -> None:
    client = await start_client(ingest={"max_body_bytes": 1000})
    over = body(event(x="x" * 1000))
    for path in (ONE, f"{ONE}/batch"):
        for data in (over, in_chunks(over)):
            status, retry_after, answer = await sent(client, data, path)
            assert (status, retry_after) == (413, None)
            assert answer["detail"] == "The body is larger than 1000 bytes."
    status, answer = await client.post(gzip.compress(over), Content_Encoding="gzip")
    assert status == 413
    assert answer["detail"] == "The body is larger than 1000 bytes when it is decompressed."
    assert (await client.get("/api/v1/rejections"))["totalCount"] == 0


async def test_a_body_of_exactly_the_limit_is_taken_however_it_comes(
    start_client: Callable[..., Any],
) -> None:
    bodies = [body(event_number(number)).ljust(1000) for number in (1, 2)]
    client = await start_client(ingest={"max_body_bytes": 1000})
    assert (await sent(client, bodies[0]))[0] == 200
    assert (await sent(client, in_chunks(bodies[1])))[0] == 200


async def test_a_length_over_the_limit_is_answered_before_the_body_comes(
    start_client: Callable[..., Any],
) -> None:
    client = await start_client(ingest={"max_body_bytes": 1000})
    head = post(b"").replace(b"Content-Length: 0", b"Content-Length: 999999999999")
    reader, writer = await asyncio.open_connection("127.0.0.1", int(client.url.rpartition(":")[2]))
    writer.write(head)
    assert await asyncio.wait_for(reader.readline(), 2) == (
        b"HTTP/1.1 413 Request Entity Too Large\r\n"
    )
    writer.close()


async def test_a_client_that_sends_on_after_a_413_still_reads_it(
    start_client: Callable[..., Any],
) -> None:
    client = await start_client(ingest={"max_body_bytes": 1000})
    assert (await sent(client, io.BytesIO(b"x" * 20_000_000)))[0] == 413
    assert (await client.get("/livez")) == {"status": "alive"}


async def test_a_body_that_does_not_arrive_in_time_is_408(
    start_client: Callable[..., Any],
) -> None:
    client = await start_client(server={"request_timeout": 0.2})
    port = int(client.url.rpartition(":")[2])
    for path in (b"/api/v1/lineage", b"/api/v1/lineage/batch", b"/api/v1/rejections/replay"):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        started = time.monotonic()
        request = post(b"x" * 100, b"Content-Type: application/json", path=path)
        writer.write(request[:-50])
        answer = await asyncio.wait_for(reader.readuntil(b"}"), 5)
        assert 0.15 < time.monotonic() - started < 2
        assert status_of(answer) == 408
        assert b'"detail":"The body did not arrive within 0.2 seconds."' in answer
        writer.close()
    assert (await client.get("/api/v1/rejections"))["totalCount"] == 0


async def test_a_body_that_trickles_is_bounded_as_a_whole_and_not_by_part(
    start_client: Callable[..., Any],
) -> None:
    client = await start_client(server={"request_timeout": 0.2})

    async def trickle() -> AsyncIterator[bytes]:
        for _ in range(50):
            yield b" "
            await asyncio.sleep(0.05)

    started = time.monotonic()
    status, retry_after, _ = await sent(client, trickle())
    assert (status, retry_after) == (408, None)
    assert time.monotonic() - started < 3


async def test_a_chunk_that_is_none_is_400_or_where_it_comes_late_408(
    start_client: Callable[..., Any],
) -> None:
    client = await start_client(server={"request_timeout": 0.3})
    head = post(b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    assert status_of(await exchange(client.url, head + b"zz\r\n{}")) == 400
    reader, writer = await asyncio.open_connection("127.0.0.1", int(client.url.rpartition(":")[2]))
    writer.write(head)
    await asyncio.sleep(0.05)
    writer.write(b"zz\r\n{}")
    assert status_of(await asyncio.wait_for(reader.readline(), 5)) == 408
    writer.close()
    assert (await client.get("/livez")) == {"status": "alive"}


async def test_bodies_that_are_too_large_together_are_503_and_those_let_in_are_stored(
    start_client: Callable[..., Any],
) -> None:
    client = await start_client(ingest={"queue_bytes": 3000})
    slow = asyncio.Event()

    async def first_half_then_the_rest(number: int) -> AsyncIterator[bytes]:
        content = body(event_number(number)).ljust(2000)
        yield content[:1900]
        await slow.wait()
        yield content[1900:]

    first = asyncio.create_task(sent(client, first_half_then_the_rest(1)))
    await asyncio.sleep(0.1)
    status, retry_after, answer = await sent(client, body(event_number(2)).ljust(2000))
    assert (status, retry_after) == (503, "1")
    assert answer["detail"].startswith("The queue is full")
    slow.set()
    assert (await first)[0] == 200
    assert (await sent(client, body(event_number(2)).ljust(2000)))[0] == 200
