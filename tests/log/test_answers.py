from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from collector.log.answers import event_answer, json_bytes, rejection_answer, replay_answer
from collector.receive import receive, refuse
from collector.schema_files import load
from collector.store import questions
from collector.validate import Validator
from tests.conftest import EVENT, body, event

if TYPE_CHECKING:
    from collector.store.store import Store

LIMIT = 1 << 20


def test_times_are_told_as_utc() -> None:
    assert json_bytes(datetime(2026, 1, 1, 12)) == b'"2026-01-01T12:00:00Z"'


def test_an_event_is_embedded_as_it_is_written() -> None:
    answer = event_answer({"seq": 1, "body": '\ufeff{"n": 1.50}'})

    assert json_bytes(answer) == b'{"seq":1,"event":{"n": 1.50}}'


def test_nan_is_told_as_null() -> None:
    answer = event_answer({"seq": 1, "body": '{"n": NaN, "m": -Infinity}'})

    assert json.loads(json_bytes(answer))["event"] == {"n": None, "m": None}


def test_a_refused_body_has_its_text_where_it_is_one() -> None:
    assert rejection_answer({"seq": 1, "body": b"{"}) == {"seq": 1, "text": "{"}
    assert rejection_answer({"seq": 1, "body": b"\xff"}) == {"seq": 1, "text": None}


async def test_a_body_that_is_good_now_takes_the_place_of_its_rejection(store: Store) -> None:
    validator = Validator(load())
    lines = body(EVENT) + b"\n" + body(event(run={})) + b"\n" + body(EVENT)
    refusal = refuse(
        ValueError("once"),  # type: ignore[arg-type]
        lines,
        content_type="application/x-ndjson",
        is_batch=True,
    )
    await store.append([refusal, receive(body(EVENT), validator)])

    result = await replay_answer(store, 1, validator, LIMIT)

    assert result == {"seq": 1, "status": "accepted", "events": 2, "refused": 1, "duplicates": 2}
    left = await store.ask(questions.rejections, questions.RejectionFilter(), 0, 9)
    assert [record["reason"] for record in left] == ["InvalidEvent"]


async def test_a_rejection_that_is_not_there_is_a_result_too(store: Store) -> None:
    result = await replay_answer(store, 5, Validator(load()), LIMIT)

    assert (result["status"], result["reason"]) == ("refused", "There is no rejection 5.")
