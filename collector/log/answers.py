"""What the log says, as JSON values; the same from a running collector and from the file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import orjson

from collector.decode import BYTE_ORDER_MARK, parse
from collector.errors import CollectorError, InvalidEvent
from collector.event import Event, Rejection
from collector.replay import retry
from collector.store import questions

if TYPE_CHECKING:
    from collector.store.questions import Record
    from collector.store.store import Store
    from collector.validate import Validator


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of texts that were to be events."""

    new: int = 0
    duplicates: int = 0
    #: Place among the texts, and the reason in a sentence.
    refused: tuple[tuple[int, str], ...] = ()


def json_bytes(value: object) -> bytes:
    """JSON; times without a zone are UTC and get a Z."""
    return orjson.dumps(value, option=orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z)


def event_answer(record: Record) -> dict[str, Any]:
    """The columns of an event, and `event`: the event itself, embedded as it is."""
    columns = {name: value for name, value in record.items() if name != "body"}
    return {**columns, "event": _embedded(record["body"].encode())}


def _embedded(body: bytes) -> object:
    if b"NaN" in body or b"Infinity" in body:
        return parse(body).value
    return orjson.Fragment(body.removeprefix(BYTE_ORDER_MARK))


def rejection_answer(record: Record) -> dict[str, Any]:
    """The columns of a refused body, and `text`: the body where it is UTF-8, else None."""
    columns = {name: value for name, value in record.items() if name != "body"}
    try:
        text: str | None = record["body"].decode()
    except UnicodeDecodeError:
        text = None
    return {**columns, "text": text}


async def replay_answer(store: Store, seq: int, validator: Validator, limit: int) -> dict[str, Any]:
    """What another try for a refused body gave: accepted, still refused, or not there."""
    try:
        record = await store.ask(questions.rejection, seq)
        entries = retry(_rejection(record), validator, limit)
    except CollectorError as error:
        if error.retriable:
            raise
        violations = error.violations if isinstance(error, InvalidEvent) else ()
        errors = [asdict(violation) for violation in violations]
        return {"seq": seq, "status": "refused", "reason": str(error), "errors": errors}
    receipts = await store.append(entries, record["client"], replaces=[seq])
    return {
        "seq": seq,
        "status": "accepted",
        "events": sum(isinstance(entry, Event) for entry in entries),
        "refused": sum(isinstance(entry, Rejection) for entry in entries),
        "duplicates": sum(receipt.duplicate for receipt in receipts),
    }


def _rejection(record: Record) -> Rejection:
    names = ("digest", "body", "reason", "message", "content_type", "content_encoding", "is_batch")
    return Rejection(**{name: record[name] for name in names})
