from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from collector.client.requests import BACK_OFF, Answer, Request, Seen, checked, pairs, pause
from collector.errors import Busy, CollectorError, Malformed
from collector.refusals import Later, Unanswered, Unreachable

READ = Request("GET", "/x", reads_views=True)
SENT = Request("POST", "/api/v1/lineage", body=b"{}", sends=True)


def told(**members: object) -> Answer:
    return Answer(json.dumps(members).encode())


def test_parameters_are_texts_and_those_without_a_value_are_left_out() -> None:
    query = pairs(
        {"a": None, "b": 2, "c": ["x", "y z"], "d": (), "e": datetime(2026, 1, 1, 12, tzinfo=UTC)}
    )

    target = replace(READ, query=query).target
    assert target == "/x?b=2&c=x&c=y+z&e=2026-01-01T12%3A00%3A00%2B00%3A00"


def test_a_read_waits_for_the_last_event_that_was_sent() -> None:
    seen = Seen()
    assert seen.asked(READ) is READ

    seen.note(SENT, told(seq=7, duplicate=False))
    seen.note(SENT, told(seq=5, duplicate=False))
    assert seen.asked(READ).query == (("wait", "7"),)
    assert seen.asked(replace(READ, reads_views=False)).query == ()

    seen.note(SENT, told(last_seq=9, summary={"duplicates": 1}))
    seen.note(READ, told(seq=99, duplicate=False))
    assert seen.asked(READ).query == (("wait", "9"),)


def test_after_a_duplicate_a_read_waits_for_all_that_is_there() -> None:
    seen = Seen()
    seen.note(SENT, told(seq=7, duplicate=False))

    seen.note(SENT, told(seq=None, duplicate=True))
    assert seen.asked(READ) is READ

    seen.note(SENT, told(seq=8, duplicate=False))
    seen.note(SENT, told(last_seq=None, summary={"duplicates": 2}))
    assert seen.asked(READ) is READ


def test_only_what_may_end_well_is_tried_again() -> None:
    def seconds(error: CollectorError, attempt: int = 0, rest: float = 60.0) -> float | None:
        return pause(error, attempt, rest, is_known=True)

    assert [seconds(Busy("full"), attempt) for attempt in range(len(BACK_OFF))] == list(BACK_OFF)
    assert seconds(Busy("full"), len(BACK_OFF)) is None
    assert seconds(Later("full", 3.0)) == 3.0
    assert seconds(Later("full", 0.0), 2) == BACK_OFF[2]
    assert seconds(Later("full", 3.0), rest=2.0) is None
    assert seconds(Malformed("no")) is None
    assert seconds(Unanswered("late")) is None
    assert seconds(Unreachable("gone")) == BACK_OFF[0]
    assert pause(Unreachable("nobody"), 0, 60.0, is_known=False) is None


def test_an_answer_of_another_kind_is_of_somebody_else() -> None:
    html = {"Content-Type": "text/html; charset=utf-8"}

    with pytest.raises(CollectorError, match="not as a collector does"):
        checked(READ, "http://x", b"<h1>", html)
    assert checked(replace(READ, accept="*/*"), "http://x", b"<h1>", html).content == b"<h1>"
    assert checked(READ, "http://x", b"1", {"Content-Type": "application/json; a=b"}).json == 1
