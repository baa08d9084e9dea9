"""The log in a file that this process holds."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import asdict
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import orjson

from collector.decode import as_line
from collector.event import Event, Rejection
from collector.log.answers import (
    LOOK_INTERVAL,
    Appended,
    event_answer,
    plain,
    rejection_answer,
    replay_answer,
)
from collector.receive import receive, receive_or_refuse
from collector.store import questions
from collector.store.bodies import bodies, spans
from collector.times import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

    from collector.audit.waiving import Waiver
    from collector.settings import Settings
    from collector.store.questions import EventFilter, RejectionFilter
    from collector.store.sql_formats import Format, Query, SqlAnswer
    from collector.store.store import Store
    from collector.validate import Validator

    Answer = dict[str, Any]

_LARGEST_SEQ = 2**63 - 1


class OpenedLog:
    """The log in a file that this process holds; owns the store until `close`."""

    def __init__(self, settings: Settings) -> None:
        """Raises Locked, BadSettings or Busy when the file cannot be opened."""
        # Imported here: a command that asks a running collector needs no engine.
        from collector.store.store import open_store

        self._settings = settings
        self._runner = asyncio.Runner()
        self._has_appended = False
        self._stack = AsyncExitStack()
        try:
            # A command is often run without the settings file of the collector, which drops what
            # its files do not name.
            opening = open_store(settings, keeps_user_relations=True)
            self._store: Store = self._runner.run(self._stack.enter_async_context(opening))
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
            if self._has_appended and error is None:
                # Whoever reads the file next finds in the views what it was given.
                self._runner.run(self._store.wait_for_all())
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
        self._has_appended = True
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
        return [plain(event_answer(record)) for record in found]

    def newest_events(self, wanted: EventFilter, limit: int) -> list[Answer]:
        """The last events, in order of arrival."""
        found: list[questions.Record] = []
        before = _LARGEST_SEQ
        # A page may end earlier, at a number of bytes.
        while len(found) < limit and (
            page := self._ask(questions.newest_events, wanted, before, limit - len(found))
        ):
            found += page
            before = page[-1]["seq"]
        return [plain(event_answer(record)) for record in reversed(found)]

    def event(self, key: str) -> Answer:
        """The event with that seq or digest; raises NotFound."""
        answer: Answer = plain(event_answer(self._ask(questions.event, key)))
        return answer

    def raw_event(self, key: str) -> bytes:
        """The bytes of that event; raises NotFound."""
        body: str = self._ask(questions.event, key)["body"]
        return body.encode()

    def rejections(self, wanted: RejectionFilter, after: int, limit: int) -> list[Answer]:
        """Refused bodies after that seq, in order of arrival, without the bodies."""
        found = self._ask(questions.rejections, wanted, after, limit)
        return [plain(record) for record in found]

    def rejection(self, seq: int) -> Answer:
        """A refused body, as `text` where it is one; raises NotFound."""
        answer: Answer = plain(rejection_answer(self._ask(questions.rejection, seq)))
        return answer

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

    def waive(self, waiver: Waiver) -> None:
        """Accept what a check finds in a version for a time, or no longer."""
        from collector.audit.waiving import waived, waiver_event

        self._runner.run(self._store.wait_for_all())
        event = waiver_event(self._ask(waived, waiver), waiver, utc_now())
        self._runner.run(self._store.append([receive(orjson.dumps(event), self._validator)]))
        self._has_appended = True

    def snapshot(self, target: Path) -> int:
        """A consistent copy at this path; returns its bytes."""
        return self._runner.run(self._store.snapshot(target))

    def sql(self, query: Query, form: Format) -> SqlAnswer:
        """The result of a query that a user wrote, in a format; raises Malformed."""
        from collector.store.sql_formats import written
        from collector.store.sql_query import Stop, answer

        return written(self._ask(answer, query, self._settings.sql, Stop()), form)

    def rebuild(self, show: Callable[[Answer], None]) -> Answer:
        """Fold the views anew; `show` is told how far that is. Events and seconds."""
        started = time.monotonic()
        events = self._runner.run(self._rebuild(show))
        return {"events": events, "seconds": round(time.monotonic() - started, 3)}

    async def _rebuild(self, show: Callable[[Answer], None]) -> int:
        telling = asyncio.create_task(self._tell(show))
        try:
            return await self._store.rebuild()
        finally:
            telling.cancel()

    async def _tell(self, show: Callable[[Answer], None]) -> None:
        while True:
            if rebuilding := self._store.rebuilding:
                show(asdict(rebuilding))
            await asyncio.sleep(LOOK_INTERVAL)

    def summary(self) -> Answer:
        """What the log holds and what was taken out of it; of the file as well."""
        from collector.store.file_facts import file_facts

        answer: Answer = plain(
            {
                "database": self.name,
                "relations": self._ask(questions.log_summary),
                "removals": self._ask(questions.removals),
                "file": self._ask(file_facts),
            }
        )
        return answer

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
