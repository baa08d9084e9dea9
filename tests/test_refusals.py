from __future__ import annotations

import json

from collector.errors import CollectorError, InvalidEvent, NotFound
from collector.refusals import Later, refusal

PROBLEM = {"Content-Type": "application/problem+json"}
URL = "http://localhost:5000"


def problem(
    status: int, headers: dict[str, str] | None = None, **members: object
) -> CollectorError:
    return refusal(URL, status, {**PROBLEM, **(headers or {})}, json.dumps(members).encode())


def test_what_the_problem_document_says_is_in_the_failure() -> None:
    missing = problem(404, detail="There is no job 'x'.", near=["job:a:y"])
    assert isinstance(missing, NotFound)
    assert (str(missing), missing.near) == ("There is no job 'x'.", ("job:a:y",))

    violation = {
        "layer": "core",
        "pointer": "/run",
        "message": "no",
        "schema_id": "",
        "facet": None,
    }
    invalid = problem(422, detail="The event is refused.", errors=[violation])
    assert isinstance(invalid, InvalidEvent)
    assert [one.pointer for one in invalid.violations] == ["/run"]

    assert "COLLECTOR_API_KEY" in str(problem(401, detail="No key."))
    assert str(problem(500, detail="Internal error")) == (
        f"{URL} answered 500: Internal error; its log says more."
    )


def test_seconds_to_wait_are_bounded_and_a_date_does_not_count() -> None:
    for said, seconds in (("3", 3.0), ("100000", 60.0), ("soon", 0.0), ("-1", 0.0), ("", 0.0)):
        busy = problem(503, {"Retry-After": said}, detail="full")
        assert isinstance(busy, Later)
        assert busy.seconds == seconds


def test_other_words_than_ours_are_those_of_a_proxy() -> None:
    html = {"Content-Type": "text/html"}

    assert refusal(URL, 502, html, b"").retriable
    assert type(refusal(URL, 404, html, b"")) is CollectorError
