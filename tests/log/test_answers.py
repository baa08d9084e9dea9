from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, cast

import pytest

from collector.log.answers import event_answer, json_bytes, rejection_answer, replay_answer
from collector.receive import receive, refuse
from collector.schema_files import load
from collector.store import questions
from collector.validate import MOST_VIOLATIONS, Layers, Validator
from tests.conftest import EVENT, body, event

if TYPE_CHECKING:
    from collector.store.store import Store

LIMIT = 1 << 20


def test_times_are_told_as_utc() -> None:
    assert json_bytes(datetime(2026, 1, 1, 12)) == b'"2026-01-01T12:00:00Z"'


def record_of(text: str, validator: Validator) -> dict[str, object]:
    """The record of an event, as the store gives it."""
    entry = receive(text.encode(), validator)
    return {"body": text, "violations": [asdict(violation) for violation in entry.violations]}


@pytest.fixture(scope="module")
def validator() -> Validator:
    return Validator(load())


def test_an_event_is_embedded_as_it_is_written(validator: Validator) -> None:
    text = "\ufeff" + json.dumps(event(job={"namespace": "NaN", "name": "Infinity"}), indent=1)
    answer = event_answer(record_of(text, validator))

    assert text[1:].encode() in json_bytes(answer)


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "9" * 400])
def test_what_is_no_number_that_can_be_told_is_null(number: str, validator: Validator) -> None:
    text = json.dumps(event(x="NUMBER")).replace('"NUMBER"', number)
    answer = event_answer(record_of(text, validator))

    assert json.loads(json_bytes(answer))["event"] == event(x=None)


def test_that_one_number_is_none_is_known_beside_many_deeper_violations(
    validator: Validator,
) -> None:
    facets: dict[str, object] = {f"f{number}": {} for number in range(MOST_VIOLATIONS)}
    text = json.dumps(event(x=float("nan"), job={**EVENT["job"], "facets": facets}))
    warning = Validator(load(), Layers("warn"))
    answer = event_answer(record_of(text, warning))

    assert len(cast("list[object]", answer["violations"])) == MOST_VIOLATIONS
    assert json.loads(json_bytes(answer))["event"]["x"] is None


def test_a_refused_body_has_its_text_where_it_is_one() -> None:
    assert rejection_answer({"seq": 1, "body": b"{"}) == {"seq": 1, "text": "{"}
    assert rejection_answer({"seq": 1, "body": b"\xff"}) == {"seq": 1, "text": None}


async def test_a_body_that_is_good_now_takes_the_place_of_its_rejection(
    store: Store, validator: Validator
) -> None:
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


async def test_a_rejection_that_is_not_there_is_a_result_too(
    store: Store, validator: Validator
) -> None:
    result = await replay_answer(store, 5, validator, LIMIT)

    assert (result["status"], result["reason"]) == ("missing", "There is no rejection 5.")
