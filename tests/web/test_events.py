"""What the log gives back: pages, filters, lines, and bytes."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from tests.conftest import EVENT, body, event, event_number

if TYPE_CHECKING:
    import pytest

    from tests.conftest import Client

EVENTS = "/api/v1/events"
AS_LINES = {"Accept": "application/x-ndjson"}


def seqs(page: dict[str, Any]) -> list[int]:
    return [found["seq"] for found in page["events"]]


async def accept_numbers(client: Client, count: int) -> None:
    lines = b"\n".join(body(event_number(number)) for number in range(1, count + 1))
    status, _ = await client.post(
        lines, "/api/v1/lineage/batch", Content_Type="application/x-ndjson"
    )
    assert status == 200


async def test_pages_in_order_of_arrival_end_with_no_next(client: Client) -> None:
    await accept_numbers(client, 5)
    first = await client.get(f"{EVENTS}?limit=2")
    second = await client.get(f"{EVENTS}?limit=2&after={first['next']}")
    third = await client.get(f"{EVENTS}?limit=2&after={second['next']}")
    assert [seqs(page) for page in (first, second, third)] == [[1, 2], [3, 4], [5]]
    assert [page["next"] for page in (first, second, third)] == [2, 4, None]
    assert [page["totalCount"] for page in (first, second, third)] == [5, 5, 5]


async def test_pages_of_the_newest_first_go_back_by_before(client: Client) -> None:
    await accept_numbers(client, 5)
    first = await client.get(f"{EVENTS}?order=desc&limit=3")
    second = await client.get(f"{EVENTS}?order=desc&limit=3&before={first['next']}")
    assert [seqs(page) for page in (first, second)] == [[5, 4, 3], [2, 1]]
    assert [page["next"] for page in (first, second)] == [3, None]


async def test_a_limit_of_zero_only_counts(client: Client) -> None:
    await accept_numbers(client, 3)
    assert await client.get(f"{EVENTS}?limit=0") == {"events": [], "totalCount": 3, "next": None}


async def test_a_log_without_events_is_an_empty_page(client: Client) -> None:
    assert await client.get(EVENTS) == {"events": [], "totalCount": 0, "next": None}
    assert await client.get(EVENTS, headers=AS_LINES) == b""


async def test_filters_hold_together_and_the_count_is_of_what_matches(client: Client) -> None:
    static = {name: EVENT[name] for name in ("producer", "schemaURL")}
    await client.accept(
        EVENT,
        event(
            eventType="COMPLETE",
            eventTime="2026-01-01T11:00:00Z",
            run={"runId": "0193a5b4-7c21-7000-8000-000000000002"},
        ),
        {
            **static,
            "eventTime": "2026-01-02T10:00:00Z",
            "producer": "https://example.com/else",
            "job": {"namespace": "other", "name": "report"},
        },
        {
            **static,
            "eventTime": "2026-01-03T10:00:00Z",
            "dataset": {"namespace": "lake", "name": "orders"},
        },
    )
    expected = {
        "kind=RunEvent": [1, 2],
        "kind=JobEvent": [3],
        "event_type=COMPLETE": [2],
        "run_id=0193a5b4-7c21-7000-8000-000000000002": [2],
        "job_namespace=other": [3],
        "job_name=job": [1, 2],
        "dataset_namespace=lake": [4],
        "dataset_name=orders": [4],
        "producer=https://example.com/else": [3],
        "client=nobody": [],
        "since=2026-01-01T11:00:00Z": [2, 3, 4],
        "since=2026-01-01T13:00:00%2B02:00": [2, 3, 4],
        "until=2026-01-01T11:00:00Z": [1],
        "since=2026-01-02&until=2026-01-03": [3],
        "kind=RunEvent&event_type=START": [1],
        "kind=": [],
        "job_name=%00%ff": [],
    }
    pages = {query: await client.get(f"{EVENTS}?{query}&limit=10") for query in expected}
    assert {query: seqs(page) for query, page in pages.items()} == expected
    assert all(page["totalCount"] == len(page["events"]) for page in pages.values())


async def test_an_event_is_found_by_number_and_by_digest(client: Client) -> None:
    _, answer = await client.post(EVENT)
    by_number = await client.get(f"{EVENTS}/1")
    assert by_number == await client.get(f"{EVENTS}/{answer['digest']}")
    assert by_number["event"] == EVENT
    assert (by_number["seq"], by_number["digest"]) == (1, answer["digest"])


async def test_an_event_that_is_not_there_is_404(client: Client) -> None:
    await client.accept(EVENT)
    for key in ("2", "0", "9" * 40, "x", "f" * 64, "%00", "%ff", "%D9%A3", "-1", "1.0"):
        for tail in ("", "/raw"):
            status, answer = await client.request("GET", f"{EVENTS}/{key}{tail}")
            assert (status, answer["title"]) == (404, "Not Found"), key
            assert answer["detail"].startswith("There is no event ")


async def test_raw_is_every_byte_that_was_sent(client: Client) -> None:
    bodies = [
        json.dumps(EVENT, indent=4).encode() + b"\r\n",
        b"\xef\xbb\xbf" + body(EVENT),
        body({**EVENT, "x": float("nan")}),
        body({**EVENT, "x": "é\u2028\U0001f600"}),
        body(EVENT)[:-1] + b', "a": 1, "a": 123456789012345678901234567890, "b": 1.0e5}',
    ]
    await client.accept(*bodies)
    for seq, sent in enumerate(bodies, 1):
        async with client.session.get(f"{client.url}{EVENTS}/{seq}/raw") as response:
            assert await response.read() == sent
            assert response.headers["Content-Type"] == "application/json"
            assert response.headers["X-Content-Type-Options"] == "nosniff"


def strictly(text: bytes) -> Any:
    """JSON as strict parsers read it."""

    def refuse(constant: str) -> None:
        raise ValueError(constant)

    return json.loads(text, parse_constant=refuse)


async def test_nan_and_a_byte_order_mark_are_embedded_as_valid_json(client: Client) -> None:
    await client.accept(
        body({**EVENT, "x": [float("nan"), float("-inf")], "y": "NaN"}),
        b"\xef\xbb\xbf" + body(event_number(2)),
    )
    async with client.session.get(f"{client.url}{EVENTS}") as response:
        page = strictly(await response.read())
    assert [found["event"] for found in page["events"]] == [
        {**EVENT, "x": [None, None], "y": "NaN"},
        event_number(2),
    ]
    assert [(told["layer"], told["pointer"]) for told in page["events"][0]["violations"]] == [
        ("json", "/x/0"),
        ("json", "/x/1"),
    ]


async def test_the_violations_of_an_event_come_with_it(client: Client) -> None:
    await client.accept(event(eventTime="yesterday"))
    found = await client.get(f"{EVENTS}/1")
    assert found["event_time"] is None
    assert found["event_time_text"] == "yesterday"
    assert found["violations"] == [
        {
            "layer": "formats",
            "pointer": "/eventTime",
            "facet": None,
            "message": '"yesterday" is not a date and time with offset (RFC 3339)',
            "schema_id": ("https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"),
        }
    ]


async def test_lines_are_all_events_beyond_one_page(client: Client) -> None:
    await accept_numbers(client, 1203)
    lines: bytes = await client.get(EVENTS, headers=AS_LINES)
    assert lines == b"".join(body(event_number(number)) + b"\n" for number in range(1, 1204))


async def test_lines_keep_to_after_limit_and_filters(client: Client) -> None:
    await accept_numbers(client, 700)
    some: bytes = await client.get(f"{EVENTS}?after=100&limit=550", headers=AS_LINES)
    assert some == b"".join(body(event_number(number)) + b"\n" for number in range(101, 651))
    assert await client.get(f"{EVENTS}?limit=0", headers=AS_LINES) == b""
    run = "run_id=0193a5b4-7c21-7000-8000-000000000007"
    assert await client.get(f"{EVENTS}?{run}", headers=AS_LINES) == body(event_number(7)) + b"\n"


async def test_a_line_is_unchanged_and_an_indented_body_becomes_one(client: Client) -> None:
    await client.accept(b'  {"z": 1.50,' + body(EVENT)[1:], json.dumps(EVENT, indent=1).encode())
    first, second, end = (await client.get(EVENTS, headers=AS_LINES)).split(b"\n")
    assert first == b'  {"z": 1.50,' + body(EVENT)[1:]
    assert (json.loads(second), end) == (EVENT, b"")


async def test_a_reader_of_lines_that_goes_away_leaves_the_server_in_order(
    client: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    wide = [event(run={"runId": f"{number}"}, x="x" * 100_000) for number in range(300)]
    status, _ = await client.post(wide, "/api/v1/lineage/batch")
    assert status == 200
    async with client.session.get(client.url + EVENTS, headers=AS_LINES) as response:
        await response.content.readexactly(10)
        response.close()
    await asyncio.sleep(0.2)
    assert (await client.get(f"{EVENTS}?limit=0"))["totalCount"] == 300
    assert "Traceback" not in capfd.readouterr().out


async def test_a_wrong_parameter_is_400_and_named(client: Client) -> None:
    cases: list[tuple[str, dict[str, str], str]] = [
        ("colour=red", {}, "There is no parameter 'colour' here; there are after, before, "),
        ("limit=many", {}, "limit must be a whole number from 0 to 1000, not 'many'."),
        ("limit=1001", {}, "limit must be a whole number from 0 to 1000, not '1001'."),
        ("after=-1", {}, "after must be a whole number from 0 to 9223372036854775807, not '-1'."),
        ("order=up", {}, "order must be one of asc, desc, not 'up'."),
        ("since=soon", {}, "since must be an ISO 8601 date and time, not 'soon'."),
        ("until=", {}, "until must be an ISO 8601 date and time, not ''."),
        ("before=3", {}, "before goes with order=desc."),
        ("order=desc&after=3", {}, "after goes with order=asc."),
        ("order=desc", AS_LINES, "application/x-ndjson comes in order=asc only."),
        ("before=3", AS_LINES, "before goes with order=desc."),
        ("limit=x", AS_LINES, "limit must be a whole number from 0 to 9223372036854775807"),
    ]
    for query, headers, detail in cases:
        status, answer = await client.request("GET", f"{EVENTS}?{query}", headers=headers)
        assert (status, answer["title"]) == (400, "Bad Request")
        assert answer["detail"].startswith(detail)


async def test_head_of_the_lines_has_no_body_and_leaves_the_connection_in_order(
    client: Client,
) -> None:
    await client.accept(EVENT)
    for _ in range(2):
        status, content = await client.request("HEAD", EVENTS, headers=AS_LINES)
        assert (status, content) == (200, b"")
        assert (await client.get(EVENTS))["totalCount"] == 1
