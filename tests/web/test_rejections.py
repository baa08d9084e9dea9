"""What was refused, and another try."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

from collector.access import create_key
from collector.errors import Unsupported
from collector.receive import refuse
from tests.conftest import body, event, event_number, running, settings_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Client

REJECTIONS = "/api/v1/rejections"
BATCH = "/api/v1/lineage/batch"

#: Refused with --strict only.
LOOSE = event(eventTime="yesterday")


async def replay(client: Client, *seqs: int) -> list[dict[str, Any]]:
    status, answer = await client.post({"seqs": list(seqs)}, f"{REJECTIONS}/replay")
    assert status == 200, answer
    results: list[dict[str, Any]] = answer["results"]
    return results


async def removals(client: Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.get("/api/v1/store"))["removals"]
    return [
        {name: value for name, value in removal.items() if name != "last_removed_at"}
        for removal in found
    ]


async def test_each_kind_of_refusal_is_listed_with_what_is_needed_to_try_it_again(
    client: Client,
) -> None:
    assert (await client.post(b"{"))[0] == 400
    assert (await client.post(b"x", Content_Type="text/plain"))[0] == 415
    assert (await client.post(gzip.compress(b"[1"), BATCH, Content_Encoding="gzip"))[0] == 400
    assert (await client.post({"job": {}}))[0] == 422
    page = await client.get(REJECTIONS)
    assert (page["totalCount"], page["next"]) == (4, None)
    columns = ("seq", "reason", "content_type", "content_encoding", "is_batch", "client", "size")
    assert [tuple(found[name] for name in columns) for found in page["rejections"]] == [
        (1, "Malformed", "application/json", "", False, None, 1),
        (2, "Unsupported", "text/plain", "", False, None, 1),
        (3, "Malformed", "application/json", "", True, None, 2),
        (4, "InvalidEvent", "application/json", "", False, None, 11),
    ]
    assert "body" not in page["rejections"][0]
    assert {problem["pointer"] for problem in page["rejections"][3]["problems"]} == {"", "/job"}


async def test_the_list_is_paged_and_filtered(client: Client) -> None:
    for content in (b"{", b"{}", b"[", b"[]", b"{1"):
        await client.post(content)
    malformed = await client.get(f"{REJECTIONS}?reason=Malformed&limit=2")
    rest = await client.get(f"{REJECTIONS}?reason=Malformed&limit=2&after={malformed['next']}")
    assert [found["seq"] for found in malformed["rejections"]] == [1, 3]
    assert [found["seq"] for found in rest["rejections"]] == [5]
    assert (malformed["totalCount"], rest["totalCount"], rest["next"]) == (3, 3, None)
    assert (await client.get(f"{REJECTIONS}?client=airflow"))["totalCount"] == 0


async def test_a_wrong_parameter_is_400_and_named(client: Client) -> None:
    cases = [
        ("order=desc", "There is no parameter 'order' here; there are after, client, limit, "),
        ("limit=-1", "limit must be a whole number from 0 to 1000, not '-1'."),
        ("after=x", "after must be a whole number from 0 to 9223372036854775807, not 'x'."),
    ]
    for query, detail in cases:
        status, answer = await client.request("GET", f"{REJECTIONS}?{query}")
        assert status == 400
        assert answer["detail"].startswith(detail)


async def test_a_refused_body_is_shown_as_text_where_it_is_utf_8(client: Client) -> None:
    await client.post("{é".encode())
    await client.post(b"\xff\xfe")
    assert (await client.get(f"{REJECTIONS}/1"))["text"] == "{é"
    assert (await client.get(f"{REJECTIONS}/2"))["text"] is None


async def test_raw_is_every_byte_that_was_refused(client: Client) -> None:
    corrupt = gzip.compress(b"{}")[:-4]
    await client.post(b"\xff\x00{")
    await client.post(corrupt, Content_Encoding="gzip")
    for seq, sent in ((1, b"\xff\x00{"), (2, corrupt)):
        async with client.session.get(f"{client.url}{REJECTIONS}/{seq}/raw") as response:
            assert await response.read() == sent
            assert response.headers["Content-Type"] == "application/octet-stream"
            assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert (await client.get(f"{REJECTIONS}/2"))["content_encoding"] == "gzip"


async def test_a_rejection_that_is_not_there_is_404(client: Client) -> None:
    for seq in ("1", "0", "9" * 30, "x", "-1"):
        for tail in ("", "/raw"):
            status, answer = await client.request("GET", f"{REJECTIONS}/{seq}{tail}")
            assert (status, answer["title"]) == (404, "Not Found"), seq


async def test_a_body_that_other_settings_accept_becomes_an_event_and_leaves_the_list(
    tmp_path: Path,
) -> None:
    async with running(settings_of(tmp_path, validation={"strict": True})) as client:
        status, refused = await client.post(LOOSE)
        assert (status, refused["errors"][0]["pointer"]) == (422, "/eventTime")
        assert [(result["seq"], result["status"]) for result in await replay(client, 1)] == [
            (1, "refused")
        ]
    async with running(settings_of(tmp_path)) as client:
        assert await replay(client, 1) == [
            {"seq": 1, "status": "accepted", "events": 1, "refused": 0, "duplicates": 0}
        ]
        assert (await client.request("GET", f"{REJECTIONS}/1"))[0] == 404
        assert (await client.get(REJECTIONS))["totalCount"] == 0
        [found] = (await client.get("/api/v1/events"))["events"]
        assert (found["seq"], found["event"]) == (2, LOOSE)
        assert await removals(client) == [
            {
                "relation": "rejections",
                "reason": "replayed",
                "row_count": 1,
                "byte_count": len(body(LOOSE)),
            }
        ]


async def test_what_is_still_refused_stays_with_the_reasons_of_now(client: Client) -> None:
    await client.post({"job": {"namespace": "n"}})
    [result] = await replay(client, 1)
    assert (result["seq"], result["status"]) == (1, "refused")
    assert result["reason"].startswith("The event is refused: ")
    assert "/job" in {error["pointer"] for error in result["errors"]}
    assert (await client.get(REJECTIONS))["totalCount"] == 1
    assert await removals(client) == []


async def test_a_number_that_is_gone_is_a_result_and_no_failure(client: Client) -> None:
    assert await replay(client, 5, 2**63 - 1, 5) == [
        {"seq": 5, "status": "missing", "reason": "There is no rejection 5.", "errors": []},
        {
            "seq": 2**63 - 1,
            "status": "missing",
            "reason": "There is no rejection 9223372036854775807.",
            "errors": [],
        },
    ]


async def test_an_event_that_is_in_the_log_already_counts_as_a_duplicate(tmp_path: Path) -> None:
    async with running(settings_of(tmp_path, validation={"strict": True})) as client:
        await client.post(LOOSE)
    async with running(settings_of(tmp_path)) as client:
        await client.accept(LOOSE)
        assert await replay(client, 1) == [
            {"seq": 1, "status": "accepted", "events": 1, "refused": 0, "duplicates": 1}
        ]
        assert (await client.get(REJECTIONS))["totalCount"] == 0
        assert (await client.get("/api/v1/events"))["totalCount"] == 1


async def test_the_events_of_a_batch_are_tried_again_one_by_one(tmp_path: Path) -> None:
    strict = settings_of(tmp_path, validation={"strict": True})
    async with running(strict) as client:
        batch = [event_number(1), LOOSE, {}]
        status, report = await client.post(batch, BATCH)
        assert (status, report["summary"]["failed"]) == (200, 2)
    async with running(settings_of(tmp_path)) as client:
        results = await replay(client, 2, 3)
        assert [(result["seq"], result["status"]) for result in results] == [
            (2, "accepted"),
            (3, "refused"),
        ]
        assert [found["seq"] for found in (await client.get(REJECTIONS))["rejections"]] == [3]


async def test_a_whole_batch_that_can_be_read_now_leaves_and_its_bad_events_stay(
    client: Client,
) -> None:
    # Kept as a version would have kept it that did not read the encoding yet.
    batch = gzip.compress(body([event_number(1), event_number(2), {}]))
    await client.store.append(
        [
            refuse(
                Unsupported("Content-Encoding 'gzip' is not read here."),
                batch,
                content_type="application/json",
                content_encoding="gzip",
                is_batch=True,
            )
        ]
    )
    assert await replay(client, 1) == [
        {"seq": 1, "status": "accepted", "events": 2, "refused": 1, "duplicates": 0}
    ]
    [left] = (await client.get(REJECTIONS))["rejections"]
    assert (left["seq"], left["is_batch"], left["size"]) == (4, False, 2)
    assert [found["seq"] for found in (await client.get("/api/v1/events"))["events"]] == [2, 3]


async def test_a_whole_batch_that_still_cannot_be_read_stays(client: Client) -> None:
    status, _ = await client.post(b"[", BATCH)
    assert status == 400
    [result] = await replay(client, 1)
    assert (result["status"], result["errors"]) == ("refused", [])
    assert result["reason"].startswith("The body is not JSON: ")
    assert (await client.get(REJECTIONS))["totalCount"] == 1


async def test_wrong_instructions_are_400_and_named(client: Client) -> None:
    cases: list[tuple[object, str]] = [
        ({}, '"seqs" must be a list of 1 to 1000 numbers of rejections.'),
        ({"seqs": []}, '"seqs" must be a list of 1 to 1000 numbers of rejections.'),
        ({"seqs": [1] * 1001}, '"seqs" must be a list of 1 to 1000 numbers of rejections.'),
        ({"seqs": 1}, '"seqs" must be a list of 1 to 1000 numbers of rejections.'),
        ({"seqs": ["1"]}, '"seqs" must hold whole numbers only.'),
        ({"seqs": [True]}, '"seqs" must hold whole numbers only.'),
        ({"seqs": [-1]}, '"seqs" must hold whole numbers only.'),
        ({"seqs": [2**63]}, '"seqs" must hold whole numbers only.'),
        ({"seqs": [1.0]}, '"seqs" must hold whole numbers only.'),
        ([1], "The body must be a JSON object."),
        (b"", "The body is not JSON: "),
    ]
    for instructions, detail in cases:
        status, answer = await client.post(instructions, f"{REJECTIONS}/replay")
        assert status == 400
        assert answer["detail"].startswith(detail)


async def test_instructions_must_say_that_they_are_json(client: Client) -> None:
    status, answer = await client.post(
        {"seqs": [1]}, f"{REJECTIONS}/replay", Content_Type="text/plain"
    )
    assert (status, answer["title"]) == (415, "Unsupported Media Type")


async def test_replayed_events_keep_the_name_of_the_key_that_sent_them(tmp_path: Path) -> None:
    keys = tmp_path / "lineage.duckdb.keys"
    ingest, _ = create_key(keys, "airflow", ["ingest"], "2026-01-01T00:00:00Z")
    admin, _ = create_key(keys, "me", ["admin"], "2026-01-01T00:00:00Z")
    async with running(settings_of(tmp_path, validation={"strict": True})) as client:
        assert (await client.post(LOOSE, Authorization=f"Bearer {ingest}"))[0] == 422
    async with running(settings_of(tmp_path)) as client:
        shown = {"Authorization": f"Bearer {admin}"}
        status, _ = await client.post({"seqs": [1]}, f"{REJECTIONS}/replay", **shown)
        assert status == 200
        [found] = (await client.get("/api/v1/events", headers=shown))["events"]
        assert found["client"] == "airflow"
