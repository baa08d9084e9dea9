"""What the log says, as JSON values; the same from a running collector and from the file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import orjson

from collector.decode import BYTE_ORDER_MARK, parse
from collector.errors import CollectorError, InvalidEvent, NotFound
from collector.event import Event, Rejection
from collector.replay import retry
from collector.store import questions

if TYPE_CHECKING:
    from collector.store.questions import Record
    from collector.store.store import Store
    from collector.validate import Validator

#: Bodies of events, one a line.
LINES_TYPE = "application/x-ndjson"

#: Seconds between looks at how far a rebuild is.
LOOK_INTERVAL = 0.25


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


def plain(value: object) -> Any:  # noqa: ANN401 - JSON
    """The same values that come out of the JSON of a running collector."""
    return orjson.loads(json_bytes(value))


def event_answer(record: Record) -> dict[str, Any]:
    """The columns of an event, and `event`: the event itself, embedded as it is.

    Where the layer `json` has a violation, the event as it was read: with null for what JSON cannot
    say.
    """
    columns = {name: value for name, value in record.items() if name != "body"}
    body = record["body"].encode()
    if any(violation["layer"] == "json" for violation in record["violations"]):
        return {**columns, "event": parse(body).value}
    return {**columns, "event": orjson.Fragment(body.removeprefix(BYTE_ORDER_MARK))}


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
        entries = await retry(_rejection(record), validator, limit)
    except CollectorError as error:
        if error.retriable:
            raise
        violations = error.violations if isinstance(error, InvalidEvent) else ()
        errors = [asdict(violation) for violation in violations]
        status = "missing" if isinstance(error, NotFound) else "refused"
        return {"seq": seq, "status": status, "reason": str(error), "errors": errors}
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
