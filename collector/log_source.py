"""The log, wherever it is: behind a running collector, or in a file that nobody serves."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self, TypeAlias
from urllib.parse import quote

import orjson

from collector import running
from collector.decode import BYTE_ORDER_MARK, as_line, parse
from collector.errors import InvalidEvent, Malformed, NotFound, TooLarge
from collector.event import Event, Rejection
from collector.log_answers import event_answer, json_bytes, rejection_answer, replay_answer
from collector.receive import receive_or_refuse
from collector.remote import Remote
from collector.store import questions
from collector.store.bodies import bodies, spans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType

    from collector.settings import Settings
    from collector.store.questions import EventFilter, RejectionFilter
    from collector.store.store import Store
    from collector.validate import Validator

    Answer = dict[str, Any]

_LINES = "application/x-ndjson"

_LARGEST_SEQ = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of texts that were to be events."""

    new: int = 0
    duplicates: int = 0
    #: Place among the texts, and the reason in a sentence.
    refused: tuple[tuple[int, str], ...] = ()


class ServedLog:
    """The log of a running collector."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote

    @property
    def name(self) -> str:
        """What tells this log from others."""
        return self._remote.url

    @property
    def is_served(self) -> bool:
        """Others can write to it in the meantime."""
        return True

    def append(self, texts: Sequence[bytes]) -> Appended:
        """Store each text as an event or as a rejection, in this order; returns when that is done.

        Raises Busy when the collector does not store them in time; some may be in then.
        """
        appended = Appended()
        for form, places in groupby(range(len(texts)), lambda place: _form(texts[place])):
            places_of_form = list(places)
            sent = self._send(form, [texts[place] for place in places_of_form])
            refused = [(places_of_form[place], reason) for place, reason in sent.refused]
            appended = Appended(
                appended.new + sent.new,
                appended.duplicates + sent.duplicates,
                (*appended.refused, *refused),
            )
        return appended

    def lines(self, wanted: EventFilter) -> Iterator[bytes]:
        """The bodies of events as lines of NDJSON, in pieces of any size."""
        return self._remote.get_parts("/api/v1/events", _query(wanted), _LINES)

    def events(self, wanted: EventFilter, after: int, limit: int) -> list[Answer]:
        """Events after that seq, in order of arrival."""
        return self._events({**_query(wanted), "after": after, "limit": limit})

    def newest_events(self, wanted: EventFilter, limit: int) -> list[Answer]:
        """The last events, in order of arrival."""
        return self._events({**_query(wanted), "order": "desc", "limit": limit})[::-1]

    def event(self, key: str) -> Answer:
        """The event with that seq or digest; raises NotFound."""
        answer: Answer = self._remote.get(f"/api/v1/events/{_segment(key)}")
        return answer

    def raw_event(self, key: str) -> bytes:
        """The bytes of that event; raises NotFound."""
        return self._remote.get_bytes(f"/api/v1/events/{_segment(key)}/raw")

    def rejections(self, wanted: RejectionFilter, after: int, limit: int) -> list[Answer]:
        """Refused bodies after that seq, in order of arrival, without the bodies."""
        query = {**_query(wanted), "after": after, "limit": limit}
        found: list[Answer] = self._remote.get("/api/v1/rejections", query)["rejections"]
        return found

    def rejection(self, seq: int) -> Answer:
        """A refused body, as `text` where it is one; raises NotFound."""
        answer: Answer = self._remote.get(f"/api/v1/rejections/{seq}")
        return answer

    def raw_rejection(self, seq: int) -> bytes:
        """The bytes of a refused body; raises NotFound."""
        return self._remote.get_bytes(f"/api/v1/rejections/{seq}/raw")

    def replay(self, seqs: Sequence[int]) -> list[Answer]:
        """Try refused bodies again; a result for each."""
        answer: Answer = self._remote.post("/api/v1/rejections/replay", {"seqs": list(seqs)})
        results: list[Answer] = answer["results"]
        return results

    def snapshot(self, target: Path) -> int:
        """A consistent copy at this path of the collector's machine; returns its bytes."""
        request = {"path": str(target)}
        return int(self._remote.post("/api/v1/store/snapshot", request, is_quick=False)["bytes"])

    def summary(self) -> Answer:
        """What the log holds and what was taken out of it."""
        answer: Answer = self._remote.get("/api/v1/store")
        return answer

    def _events(self, query: dict[str, object]) -> list[Answer]:
        found: list[Answer] = self._remote.get("/api/v1/events", query)["events"]
        return found

    def _send(self, form: _Form, texts: list[bytes]) -> Appended:
        if form == "single":
            return _placed([self._send_single(text) for text in texts])
        try:
            return self._send_batch(form, texts)
        except TooLarge:
            if len(texts) == 1:
                return self._send_single(texts[0])
        half = len(texts) // 2
        return _placed([self._send(form, texts[:half]), self._send(form, texts[half:])])

    def _send_batch(self, form: _Form, texts: list[bytes]) -> Appended:
        path = "/api/v1/lineage/batch"
        if form == "line":
            report = self._remote.send(path, b"\n".join(texts), _LINES)
        else:
            report = self._remote.send(path, b"[%b]" % b",".join(texts), "application/json")
        summary = report["summary"]
        return Appended(
            summary["successful"] - summary["duplicates"],
            summary["duplicates"],
            tuple((failed["index"], failed["reason"]) for failed in report["failed_events"]),
        )

    def _send_single(self, text: bytes) -> Appended:
        try:
            answer = self._remote.send("/api/v1/lineage", text, "application/json")
        except (Malformed, InvalidEvent, TooLarge) as error:
            return Appended(refused=((0, str(error)),))
        is_duplicate = answer["duplicate"]
        return Appended(new=int(not is_duplicate), duplicates=int(is_duplicate))


class OpenedLog:
    """The log in a file that this process holds; owns the store until `close`."""

    def __init__(self, settings: Settings) -> None:
        """Raises Locked, BadSettings or Busy when the file cannot be opened."""
        # Imported here: a command that asks a running collector needs no engine.
        from collector.store.store import open_store

        self._settings = settings
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        try:
            self._store: Store = self._runner.run(
                self._stack.enter_async_context(open_store(settings))
            )
        except BaseException:
            self._runner.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._runner:
            self._runner.run(self._stack.aclose())

    @property
    def name(self) -> str:
        """What tells this log from others."""
        return str(self._store.path)

    @property
    def is_served(self) -> bool:
        """Nobody else can write to it in the meantime."""
        return False

    def append(self, texts: Sequence[bytes]) -> Appended:
        """Store each text as an event or as a rejection, in this order; returns when that is done.

        Raises Busy when nothing was stored.
        """
        limit = self._limit
        kept = [place for place, text in enumerate(texts) if len(text) <= limit]
        entries = [receive_or_refuse(texts[place], self._validator) for place in kept]
        receipts = self._runner.run(self._store.append(entries))
        duplicates = sum(receipt.duplicate for receipt in receipts)
        refused = {
            place: entry.message
            for place, entry in zip(kept, entries, strict=True)
            if isinstance(entry, Rejection)
        }
        for place in set(range(len(texts))).difference(kept):
            refused[place] = f"The body is larger than {limit} bytes."
        return Appended(
            sum(isinstance(entry, Event) for entry in entries) - duplicates,
            duplicates,
            tuple(sorted(refused.items())),
        )

    def lines(self, wanted: EventFilter) -> Iterator[bytes]:
        """The bodies of events as lines of NDJSON, in pieces of any size."""
        for span in self._ask(spans):
            found = self._ask(bodies, wanted, span)
            yield b"".join(as_line(body.encode()) for _, body in found)

    def events(self, wanted: EventFilter, after: int, limit: int) -> list[Answer]:
        """Events after that seq, in order of arrival."""
        found = self._ask(questions.events, wanted, after, limit)
        return [_plain(event_answer(record)) for record in found]

    def newest_events(self, wanted: EventFilter, limit: int) -> list[Answer]:
        """The last events, in order of arrival."""
        found = self._ask(questions.newest_events, wanted, _LARGEST_SEQ, limit)
        return [_plain(event_answer(record)) for record in reversed(found)]

    def event(self, key: str) -> Answer:
        """The event with that seq or digest; raises NotFound."""
        return _plain(event_answer(self._ask(questions.event, key)))

    def raw_event(self, key: str) -> bytes:
        """The bytes of that event; raises NotFound."""
        body: str = self._ask(questions.event, key)["body"]
        return body.encode()

    def rejections(self, wanted: RejectionFilter, after: int, limit: int) -> list[Answer]:
        """Refused bodies after that seq, in order of arrival, without the bodies."""
        found = self._ask(questions.rejections, wanted, after, limit)
        return [_plain(record) for record in found]

    def rejection(self, seq: int) -> Answer:
        """A refused body, as `text` where it is one; raises NotFound."""
        return _plain(rejection_answer(self._ask(questions.rejection, seq)))

    def raw_rejection(self, seq: int) -> bytes:
        """The bytes of a refused body; raises NotFound."""
        body: bytes = self._ask(questions.rejection, seq)["body"]
        return body

    def replay(self, seqs: Sequence[int]) -> list[Answer]:
        """Try refused bodies again; a result for each."""
        return [
            self._runner.run(replay_answer(self._store, seq, self._validator, self._limit))
            for seq in seqs
        ]

    def snapshot(self, target: Path) -> int:
        """A consistent copy at this path; returns its bytes."""
        return self._runner.run(self._store.snapshot(target))

    def summary(self) -> Answer:
        """What the log holds and what was taken out of it; of the file as well."""
        from collector.store.file_facts import file_facts

        return _plain(
            {
                "database": self.name,
                "relations": self._ask(questions.log_summary),
                "removals": self._ask(questions.removals),
                "file": self._ask(file_facts),
            }
        )

    @property
    def _limit(self) -> int:
        return self._settings.ingest.max_body_bytes

    @cached_property
    def _validator(self) -> Validator:
        # Imported here: compiling the schemas takes a while, and few commands need them.
        from collector.schema_files import load
        from collector.validate import Validator, layers_of

        return Validator(load(self._settings.schemas.paths), layers_of(self._settings.validation))

    def _ask(self, question: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401
        return self._runner.run(self._store.ask(question, *arguments))


Log: TypeAlias = ServedLog | OpenedLog
Purpose: TypeAlias = Literal["read", "change", "create"]


@contextmanager
def open_log(
    settings: Settings,
    url: str | None,
    api_key: str | None,
    purpose: Purpose = "read",
    *,
    before_opening: Callable[[], object] = lambda: None,
) -> Iterator[Log]:
    """The log at the URL, else of the collector that serves the database, else in the file itself.

    `before_opening` is called when it is the file.

    Raises NotFound where there is no file and it is not to be created, Locked when somebody else
    holds it.
    """
    with find_server(settings, url, api_key) as remote:
        if remote is not None:
            yield ServedLog(remote)
            return
    database = Path(settings.store.database).absolute()
    if purpose != "create" and not database.exists():
        raise NotFound(f"There is no database {database}; name one (--db), or a URL (--url).")
    if purpose == "read":
        # Nothing is appended: the digests of earlier events need not be loaded.
        settings = replace(settings, ingest=replace(settings.ingest, duplicate_days=0))
    before_opening()
    with OpenedLog(settings) as log:
        yield log


@contextmanager
def find_server(
    settings: Settings, url: str | None, api_key: str | None
) -> Iterator[Remote | None]:
    """The collector at the URL, else the one that serves the database, None where none does."""
    found = url or running.address(Path(settings.store.database).absolute())
    if not found:
        yield None
        return
    with Remote(found, api_key) as remote:
        # A notice may have outlived its process; a URL was meant.
        yield remote if url or remote.is_there() else None


_Form: TypeAlias = Literal["line", "element", "single"]


def _form(text: bytes) -> _Form:
    """How a text can be sent without a byte of it being changed."""
    if text.startswith(BYTE_ORDER_MARK) or not text.strip():
        return "single"
    if b"\n" not in text and not text.endswith(b"\r"):
        return "line"
    return "element" if _is_clean(text) else "single"


def _is_clean(text: bytes) -> bool:
    """Whether a text can stand in an array: the others are safe, and no space around it is lost."""
    try:
        document = parse(text)
    except Malformed:
        return False
    return not document.not_numbers and text == text.strip(b" \t\r\n")


def _placed(parts: Sequence[Appended]) -> Appended:
    """The sum of parts that follow one another."""
    refused: list[tuple[int, str]] = []
    new = duplicates = 0
    for part in parts:
        start = new + duplicates + len(refused)
        refused.extend((start + place, reason) for place, reason in part.refused)
        new += part.new
        duplicates += part.duplicates
    return Appended(new, duplicates, tuple(refused))


def _query(wanted: EventFilter | RejectionFilter) -> dict[str, object]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(wanted).items()
        if value is not None
    }


def _segment(key: str) -> str:
    """A key as one part of a path."""
    return quote(key, safe="")


def _plain(record: Answer) -> Answer:
    """The same values that come out of the JSON of a running collector."""
    answer: Answer = orjson.loads(json_bytes(record))
    return answer
