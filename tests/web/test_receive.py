"""The ingest routes."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import zlib
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from collector.store import questions
from tests.conftest import EVENT, body, event, event_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Client

BATCH = "/api/v1/lineage/batch"


def gzipped(content: bytes) -> bytes:
    """The same bytes at every call: they stand in names of tests."""
    return gzip.compress(content, mtime=0)


async def raw(client: Client, key: object) -> bytes:
    async with client.session.get(f"{client.url}/api/v1/events/{key}/raw") as response:
        assert response.status == 200
        return await response.read()


async def test_an_accepted_event_comes_back_byte_for_byte(client: Client) -> None:
    sent = json.dumps(EVENT, indent=3).encode() + b"\n "
    status, answer = await client.post(sent)
    assert status == 200
    assert answer == {
        "status": "accepted",
        "digest": hashlib.sha256(sent).hexdigest(),
        "seq": 1,
        "duplicate": False,
        "violations": [],
    }
    assert await raw(client, answer["digest"]) == sent


async def test_the_columns_of_an_event_are_what_was_sent(client: Client) -> None:
    await client.accept(event(eventTime="2026-01-01T12:00:00+02:00"))
    [stored] = (await client.get("/api/v1/events"))["events"]
    assert stored["seq"] == 1
    assert stored["event_time"] == "2026-01-01T10:00:00Z"
    assert stored["event_time_text"] == "2026-01-01T12:00:00+02:00"
    assert (stored["kind"], stored["event_type"]) == ("RunEvent", "START")
    assert (stored["job_namespace"], stored["job_name"]) == ("tests", "job")
    assert stored["run_id"] == "0193a5b4-7c21-7000-8000-000000000001"
    assert stored["producer"] == "https://example.com/tests"
    assert stored["schema_url"].endswith("#/$defs/RunEvent")
    assert stored["client"] is None


async def test_job_and_dataset_events_have_their_own_columns(client: Client) -> None:
    named = {"namespace": "n", "name": "d"}
    job = {key: value for key, value in EVENT.items() if key not in {"run", "eventType"}}
    dataset = {key: value for key, value in job.items() if key != "job"} | {"dataset": named}
    await client.accept(job, dataset)
    first, second = (await client.get("/api/v1/events"))["events"]
    assert (first["kind"], first["job_name"], first["run_id"]) == ("JobEvent", "job", None)
    assert (second["kind"], second["job_name"]) == ("DatasetEvent", None)
    assert (second["dataset_namespace"], second["dataset_name"]) == ("n", "d")


async def test_the_same_bytes_are_stored_once_and_accepted_twice(client: Client) -> None:
    _, first = await client.post(EVENT)
    assert (first["seq"], first["duplicate"]) == (1, False)
    _, second = await client.post(EVENT)
    assert (second["seq"], second["duplicate"]) == (None, True)
    assert (await client.get("/api/v1/events"))["totalCount"] == 1


async def test_the_same_bytes_on_many_connections_at_once_are_stored_once(client: Client) -> None:
    answers = await asyncio.gather(*(client.post(EVENT) for _ in range(50)))
    assert [answer["duplicate"] for _, answer in answers].count(False) == 1
    assert (await client.get("/api/v1/events"))["totalCount"] == 1


async def test_an_event_with_other_bytes_is_another_event(client: Client) -> None:
    await client.accept(EVENT, json.dumps(EVENT, indent=1).encode())
    assert (await client.get("/api/v1/events"))["totalCount"] == 2


async def test_an_invalid_event_is_refused_with_pointers_and_kept(client: Client) -> None:
    status, answer = await client.post(event(run={"runId": 7}))
    assert status == 422
    [error] = answer["errors"]
    assert (error["layer"], error["pointer"]) == ("core", "/run/runId")
    assert "string" in error["message"]
    [kept] = (await client.get("/api/v1/rejections"))["rejections"]
    assert (kept["reason"], kept["problems"]) == ("InvalidEvent", [error])
    assert (await client.get("/api/v1/events"))["totalCount"] == 0


async def test_an_event_with_a_bad_facet_is_accepted_and_says_so(client: Client) -> None:
    facet = {"_producer": "https://x.org", "_schemaURL": "https://x.org/s", "query": 1}
    status, answer = await client.post(event(job={**EVENT["job"], "facets": {"sql": facet}}))
    assert status == 200
    [violation] = answer["violations"]
    assert (violation["layer"], violation["facet"]) == ("facets", "sql")
    assert violation["pointer"] == "/job/facets/sql/query"
    [stored] = (await client.get("/api/v1/events"))["events"]
    assert stored["violations"] == [violation]


async def test_strict_refuses_what_is_only_a_warning_elsewhere(
    start_client: Callable[..., Any],
) -> None:
    client = await start_client(validation={"strict": True})
    status, answer = await client.post(event(producer="me"))
    assert status == 422
    assert answer["errors"][0]["layer"] == "formats"


async def test_an_array_on_the_single_route_is_refused(client: Client) -> None:
    status, _ = await client.post([EVENT])
    assert status == 422


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b'{"a": 1} x', "not JSON"),
        (b'\xff{"a": 1}', "not JSON"),
        (b'{"a": "\\ud800"}', "not JSON"),
        (b"[" * 201 + b"]" * 201, "nested deeper"),
        (b"[" * 100_000, "not JSON"),
    ],
)
async def test_what_is_not_json_is_refused_and_kept_as_it_came(
    client: Client, content: bytes, reason: str
) -> None:
    status, answer = await client.post(content)
    assert status == 400
    assert reason in answer["detail"]
    [kept] = (await client.get("/api/v1/rejections"))["rejections"]
    assert await client.request("GET", f"/api/v1/rejections/{kept['seq']}/raw") == (200, content)


async def test_nan_is_read_as_null_and_told(client: Client) -> None:
    sent = body(event()).replace(b'"START"', b'"START", "x": [NaN, -Infinity]')
    status, answer = await client.post(sent)
    assert status == 200
    assert [(v["layer"], v["pointer"]) for v in answer["violations"]] == [
        ("json", "/x/0"),
        ("json", "/x/1"),
    ]
    assert await raw(client, 1) == sent
    [stored] = (await client.get("/api/v1/events"))["events"]
    assert stored["event"]["x"] == [None, None]


async def test_numbers_beyond_64_bit_and_equal_keys_and_a_mark_are_kept(client: Client) -> None:
    sent = b"\xef\xbb\xbf" + body(event()).replace(
        b'"START"', b'"OTHER", "eventType": "FAIL", "x": 123456789012345678901234567890, "y": 1e999'
    )
    status, _ = await client.post(sent)
    assert status == 200
    assert await raw(client, 1) == sent
    [stored] = (await client.get("/api/v1/events"))["events"]
    assert stored["event_type"] == "FAIL"


async def test_a_nul_character_in_a_name_is_kept(client: Client) -> None:
    await client.accept(event(job={"namespace": "a\0b", "name": "é\U0001f600"}))
    [stored] = (await client.get("/api/v1/events"))["events"]
    assert (stored["job_namespace"], stored["job_name"]) == ("a\0b", "é\U0001f600")


def deflated(content: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return stream.compress(content) + stream.flush()


def zstd(content: bytes) -> bytes:
    compressed: bytes = pa.Codec("zstd").compress(content, asbytes=True)
    return compressed


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [
        ("gzip", gzipped),
        ("x-gzip", gzipped),
        ("GZIP", gzipped),
        ("deflate", zlib.compress),
        ("deflate", deflated),
        ("zstd", zstd),
        ("identity", bytes),
    ],
)
async def test_compressed_bodies_are_stored_decompressed(
    client: Client, encoding: str, encode: Callable[[bytes], bytes]
) -> None:
    status, _ = await client.post(encode(body(EVENT)), Content_Encoding=encoding)
    assert status == 200
    assert await raw(client, 1) == body(EVENT)


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
async def test_compressed_chunks_without_a_length_are_taken(client: Client, encoding: str) -> None:
    content = (gzipped if encoding == "gzip" else zstd)(body(EVENT))

    async def chunks() -> Any:
        for start in range(0, len(content), 50):
            yield content[start : start + 50]

    status, _ = await client.request(
        "POST",
        "/api/v1/lineage",
        data=chunks(),
        headers={
            "Content-Type": "application/json; charset=UTF-8",
            "Content-Encoding": encoding,
        },
        skip_auto_headers=(),
    )
    assert status == 200
    assert await raw(client, 1) == body(EVENT)


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("gzip", gzipped(body(EVENT))[:-9]),
        ("gzip", b"not gzip"),
        ("gzip", b""),
        ("deflate", zlib.compress(body(EVENT))[:-9]),
        ("zstd", zstd(body(EVENT))[:-3]),
        ("zstd", b"not zstd"),
    ],
)
async def test_corrupt_and_truncated_compression_is_refused_and_kept_as_it_came(
    client: Client, encoding: str, content: bytes
) -> None:
    status, answer = await client.post(content, Content_Encoding=encoding)
    assert status == 400, answer
    [kept] = (await client.get("/api/v1/rejections"))["rejections"]
    assert kept["content_encoding"] == encoding
    assert await client.request("GET", f"/api/v1/rejections/{kept['seq']}/raw") == (200, content)
    await client.accept(EVENT)


async def test_an_encoding_that_is_not_read_is_refused_and_kept(client: Client) -> None:
    status, answer = await client.post(b"xyz", Content_Encoding="br")
    assert status == 415
    assert "gzip, deflate, zstd" in answer["detail"]
    assert (await client.get("/api/v1/rejections"))["totalCount"] == 1


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
async def test_a_bomb_is_too_large_and_not_kept(
    start_client: Callable[..., Any], encoding: str
) -> None:
    client = await start_client(ingest={"max_body_bytes": 100_000})
    bombs = {
        "gzip": gzipped(bytes(50_000_000)),
        "deflate": zlib.compress(bytes(50_000_000)),
        "zstd": zstd(bytes(50_000_000)),
    }
    status, answer = await client.post(bombs[encoding], Content_Encoding=encoding)
    assert status == 413
    assert "100000 bytes" in answer["detail"]
    assert (await client.get("/api/v1/rejections"))["totalCount"] == 0
    await client.accept(EVENT)


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/json; charset=UTF-8",
        "application/json;charset=latin-1",
        "APPLICATION/JSON",
        "",
    ],
)
async def test_json_is_taken_with_any_charset_and_without_a_type(
    client: Client, content_type: str
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    status, _ = await client.request(
        "POST",
        "/api/v1/lineage",
        data=body(EVENT),
        headers=headers,
        skip_auto_headers=("Content-Type",),
    )
    assert status == 200


@pytest.mark.parametrize("path", ["/api/v1/lineage", BATCH])
@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "multipart/form-data"])
async def test_other_types_are_refused_and_kept(
    client: Client, path: str, content_type: str
) -> None:
    status, answer = await client.request(
        "POST", path, data=body(EVENT), headers={"Content-Type": content_type}
    )
    assert status == 415
    assert "application/json" in answer["detail"]
    assert (await client.get("/api/v1/rejections"))["totalCount"] == 1


async def test_lines_are_taken_on_the_batch_route_only(client: Client) -> None:
    lines = body(event_number(1)) + b"\r\n\n" + body(event_number(2))
    headers = {"Content-Type": "application/x-ndjson"}
    assert (await client.request("POST", BATCH, data=lines, headers=headers))[0] == 200
    assert await raw(client, 1) == body(event_number(1))
    assert await raw(client, 2) == body(event_number(2))
    assert (await client.request("POST", "/api/v1/lineage", data=lines, headers=headers))[0] == 415


@pytest.mark.parametrize("path", ["/api/v1/lineage/", BATCH + "/"])
async def test_a_trailing_slash_is_the_same_route(client: Client, path: str) -> None:
    status, _ = await client.request(
        "POST",
        path,
        data=body([EVENT] if "batch" in path else EVENT),
        headers={"Content-Type": "application/json"},
        allow_redirects=False,
    )
    assert status == 200


async def test_a_batch_keeps_the_good_events_and_reports_the_others(client: Client) -> None:
    content = (
        b" ["
        + b" , ".join(
            (
                body(event_number(1)),
                b'{"run": 1}',
                b'{"job":{"namespace":"n"}}',
                body(event_number(1)),
            )
        )
        + b"]\n"
    )
    status, answer = await client.post(content, BATCH)
    assert status == 200
    assert answer["status"] == "partial_success"
    assert answer["summary"] == {
        "received": 4,
        "successful": 2,
        "failed": 2,
        "retriable": 0,
        "non_retriable": 2,
        "duplicates": 1,
    }
    assert answer["last_seq"] == 1
    assert [(f["index"], f["retriable"]) for f in answer["failed_events"]] == [
        (1, False),
        (2, False),
    ]
    assert "/job" in {error["pointer"] for error in answer["failed_events"][1]["errors"]}
    assert await raw(client, 1) == body(event_number(1))
    rejections = (await client.get("/api/v1/rejections"))["rejections"]
    assert [rejection["is_batch"] for rejection in rejections] == [False, False]


async def test_a_batch_of_good_events_is_a_success(client: Client) -> None:
    status, answer = await client.post([event_number(1), event_number(2)], BATCH)
    assert (status, answer["status"]) == (200, "success")
    assert (answer["failed_events"], answer["violations"]) == ([], [])


async def test_an_empty_batch_is_a_success(client: Client) -> None:
    status, answer = await client.post([], BATCH)
    assert (status, answer["status"], answer["summary"]["received"]) == (200, "success", 0)


async def test_a_batch_tells_the_violations_of_its_events(client: Client) -> None:
    _, answer = await client.post([EVENT, event(producer="me")], BATCH)
    assert [(v["index"], v["pointer"]) for v in answer["violations"]] == [(1, "/producer")]


async def test_elements_of_a_batch_with_nan_come_back_byte_for_byte(client: Client) -> None:
    first = body(event()).replace(b'"START"', b'"START",  "x" : NaN')
    status, answer = await client.post(b"[" + first + b",\n" + body(EVENT) + b"]", BATCH)
    assert (status, answer["summary"]["successful"]) == (200, 2)
    assert await raw(client, 1) == first
    assert await raw(client, 2) == body(EVENT)


@pytest.mark.parametrize("content", [b'{"a": 1}', b"[1", b"[NaN", b"", b"[1] x", b"null"])
async def test_a_body_that_is_no_array_is_refused_whole_and_kept(
    client: Client, content: bytes
) -> None:
    status, _ = await client.post(content, BATCH)
    assert status == 400
    [kept] = (await client.get("/api/v1/rejections"))["rejections"]
    assert kept["is_batch"] is True


async def test_a_batch_of_40000_events_is_taken(client: Client) -> None:
    lines = b"\n".join(body(event_number(number)) for number in range(40_000))
    status, answer = await client.request(
        "POST", BATCH, data=lines, headers={"Content-Type": "application/x-ndjson"}
    )
    assert (status, answer["summary"]["successful"]) == (200, 40_000)
    assert await client.store.ask(questions.event_count, questions.EventFilter()) == 40_000


async def test_an_event_of_23_megabytes_is_taken(client: Client) -> None:
    plan = json.dumps({"plan": ["x" * 1000] * 22_000})
    facet = {"_producer": "https://x.org", "_schemaURL": "https://x.org/s", "plan": plan}
    large = body(event(run={**EVENT["run"], "facets": {"spark.logicalPlan": facet}}))
    assert len(large) > 22_000_000
    status, _ = await client.post(gzipped(large), Content_Encoding="gzip")
    assert status == 200
    assert await raw(client, 1) == large


async def test_a_full_queue_answers_503_with_a_small_retry_after(
    start_client: Callable[..., Any],
) -> None:
    client = await start_client(ingest={"queue_events": 1})

    async def send(number: int) -> tuple[int, str | None]:
        async with client.session.post(
            client.url + "/api/v1/lineage",
            data=body(event_number(number)),
            headers={"Content-Type": "application/json"},
        ) as response:
            await response.read()
            return response.status, response.headers.get("Retry-After")

    answers = await asyncio.gather(*(send(number) for number in range(200)))
    assert set(answers) == {(200, None), (503, "1")}
    stored = (await client.get("/api/v1/events"))["totalCount"]
    assert stored == answers.count((200, None))


async def test_the_metrics_count_events_by_kind_and_result(client: Client) -> None:
    await client.accept(EVENT, EVENT, event(producer="me"))
    await client.post(b"{")
    text = (await client.get("/metrics")).decode()
    for line in (
        'collector_events_total{client="",kind="RunEvent",result="accepted"} 2.0',
        'collector_events_total{client="",kind="RunEvent",result="duplicate"} 1.0',
        'collector_events_total{client="",kind="unknown",result="rejected"} 1.0',
        'collector_violations_total{facet="",layer="formats"} 1.0',
        "collector_acknowledgement_seconds_count 4.0",
    ):
        assert line in text


async def test_a_batch_of_too_many_events_is_413(start_client: Callable[..., Any]) -> None:
    client = await start_client(ingest={"max_batch_events": 3})
    assert (await client.post([event_number(number) for number in range(3)], BATCH))[0] == 200
    status, answer = await client.post([event_number(number) for number in range(4)], BATCH)
    assert status == 413
    assert answer["detail"] == "The batch has 4 events; at most 3 are taken at once."


async def test_the_errors_of_very_many_refused_events_are_not_all_told(client: Client) -> None:
    _, answer = await client.post([{}] * 1500, BATCH)
    failed = answer["failed_events"]
    assert (len(failed), answer["summary"]["failed"]) == (1500, 1500)
    assert failed[999]["errors"]
    assert failed[1000]["errors"] == []
    assert failed[1000]["reason"]


async def test_large_bodies_are_decoded_one_after_the_other(client: Client) -> None:
    large = [body(event(x=f"{number}" * 2_000_000)) for number in range(4)]
    answers = await asyncio.gather(*(client.post(content) for content in large))
    assert [status for status, _ in answers] == [200] * 4
