"""One table, one body, one line in the log."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from collector import errors
from collector.errors import BadSettings, Busy, CollectorError, InvalidEvent, Locked, NotFound
from collector.event import Violation
from collector.web.problems import STATUS, answer, problem, status_of
from tests.conftest import EVENT, event
from tests.web.wire import exchange, post
from tests.web.wire import status_of as status_in

if TYPE_CHECKING:
    from tests.conftest import Client


def test_every_kind_of_failure_has_a_status() -> None:
    kinds = {
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, CollectorError)
    } - {CollectorError}
    assert {kind.__name__: status_of(kind.__new__(kind)).value for kind in kinds} == {
        "BadSettings": 400,
        "Malformed": 400,
        "Unauthorized": 401,
        "Forbidden": 403,
        "NotFound": 404,
        "TooSlow": 408,
        "Conflict": 409,
        "TooLarge": 413,
        "Unsupported": 415,
        "InvalidEvent": 422,
        "Busy": 503,
        "Locked": 503,
    }


def test_only_what_is_worth_sending_again_is_5xx() -> None:
    for kind, status in STATUS.items():
        assert kind.retriable == (status >= HTTPStatus.INTERNAL_SERVER_ERROR)


def test_retry_after_stands_on_503_alone_and_is_small() -> None:
    for status in STATUS.values():
        wanted = "1" if status is HTTPStatus.SERVICE_UNAVAILABLE else None
        assert problem(status, "").headers.get("Retry-After") == wanted
    assert answer(Locked("In use.", 7)).headers["Retry-After"] == "1"


def test_a_problem_is_a_document_of_rfc_9457() -> None:
    response = answer(
        InvalidEvent("Refused.", [Violation("core", "/run", "is required", "id", None)])
    )
    assert response.content_type == "application/problem+json"
    assert isinstance(response.body, bytes)
    assert json.loads(response.body) == {
        "type": "about:blank",
        "title": "Unprocessable Entity",
        "status": 422,
        "detail": "Refused.",
        "code": 422,
        "message": "Refused.",
        "errors": [
            {
                "layer": "core",
                "pointer": "/run",
                "message": "is required",
                "schema_id": "id",
                "facet": None,
            }
        ],
    }


def test_what_is_not_found_comes_with_what_is_near_where_anything_is() -> None:
    near = answer(NotFound("There is no job.", near=["job:demo:orders"])).body
    far = answer(NotFound("There is no job.")).body
    assert isinstance(near, bytes)
    assert isinstance(far, bytes)
    assert json.loads(near)["near"] == ["job:demo:orders"]
    assert "near" not in json.loads(far)


@pytest.mark.parametrize("error", [BadSettings("\udcff"), Busy("\ud800 \udcff")])
def test_text_that_is_not_unicode_does_not_break_the_answer(error: CollectorError) -> None:
    body = answer(error).body
    assert isinstance(body, bytes)
    assert json.loads(body)["detail"] == str(error).encode(errors="replace").decode()


async def test_routes_and_methods_that_are_not_there_are_problems_too(client: Client) -> None:
    for path in ("/nowhere", "/api/v1/events/", "/api/v1", "/a%0Ab", "/schemas/"):
        status, answered = await client.request("GET", path)
        assert (status, answered["status"], answered["title"]) == (404, 404, "Not Found")
    async with client.session.delete(client.url + "/api/v1/events") as response:
        assert (response.status, response.headers["Allow"]) == (405, "GET,HEAD")
        assert response.content_type == "application/problem+json"


async def test_headers_that_are_no_utf_8_are_a_refusal_that_is_kept(client: Client) -> None:
    for header in (b"Content-Type: application/\xff", b"Content-Encoding: \xff\xfe"):
        assert status_in(await exchange(client.url, post(b"{}", header))) == 415
    kept = (await client.get("/api/v1/rejections"))["rejections"]
    assert [found["content_type"] for found in kept] == ["application/?", ""]
    assert [found["content_encoding"] for found in kept] == ["", "??"]
    assert (await client.post(EVENT))[0] == 200


async def test_a_refusal_is_one_line_that_says_where_and_why(client: Client) -> None:
    with capture_logs() as lines:
        await client.request("GET", "/api/v1/events?limit=many&token=s3cret")
        await client.request("GET", "/api/v1/events/%1B%5B31m%0A")
    assert len(lines) == 2
    first, second = lines
    assert isinstance(first.pop("milliseconds"), float)
    assert first == {
        "event": "refused",
        "log_level": "warning",
        "method": "GET",
        "path": "/api/v1/events",
        "status": 400,
        "client": None,
        "reason": (
            "There is no parameter 'token' here; there are after, before, client, "
            "dataset_name, dataset_namespace, event_type, job_name, job_namespace, kind, limit, "
            "order, producer, run_id, since, until."
        ),
    }
    assert second["path"] == "/api/v1/events/%1B%5B31m%0A"


async def test_the_line_of_an_event_that_is_refused_says_nothing_of_what_is_in_it(
    client: Client,
) -> None:
    with capture_logs() as lines:
        status, _ = await client.post(event(eventType="s3cret", run={"runId": 1}))
    assert status == 422
    [line] = lines
    assert line["reason"] == "the schemas refuse the event (2 violations)"
    assert "s3cret" not in str(lines)


async def test_an_accepted_event_is_one_line_for_those_who_debug(client: Client) -> None:
    with capture_logs() as lines:
        await client.accept(EVENT)
    assert [(line["event"], line["log_level"], line["status"]) for line in lines] == [
        ("answered", "debug", 200)
    ]


async def test_a_client_that_hangs_up_in_the_middle_of_a_body_is_a_note_and_no_failure(
    client: Client,
) -> None:
    with capture_logs() as lines:
        await exchange(client.url, post(b"x" * 100)[:-50], end=True)
        while not lines:
            await client.get("/livez")
    assert (lines[0]["event"], lines[0]["log_level"]) == ("the client went away", "info")
    assert (await client.get("/api/v1/rejections"))["totalCount"] == 0


async def test_a_fault_of_ours_is_one_line_with_its_traceback_and_tells_nothing_outside(
    client: Client,
) -> None:
    # As good as any fault: the store is gone from under the server.
    await client.store.close()
    with capture_logs() as lines:
        status, answered = await client.request("GET", "/api/v1/events")
    assert (status, answered["detail"]) == (500, "Internal error")
    # Work in the background may find the store gone too, and warns.
    faults = [line for line in lines if line["log_level"] != "warning"]
    assert [(line["event"], line["log_level"]) for line in faults] == [("request failed", "error")]
