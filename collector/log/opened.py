"""The log in a file that this process holds."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import asdict
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import orjson

from collector.event import Event, Rejection
from collector.log.answers import (
    LOOK_INTERVAL,
    Appended,
    plain,
    replay_answer,
)
from collector.receive import receive, receive_or_refuse
from collector.store import questions
from collector.times import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from types import TracebackType

    from collector.audit.waiving import Waiver
    from collector.settings import Settings
    from collector.store.questions import RejectionFilter
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

    def rejections(self, wanted: RejectionFilter, after: int, limit: int) -> list[Answer]:
        """Refused bodies after that seq, in order of arrival, without the bodies."""
        found = self._ask(questions.rejections, wanted, after, limit)
        return [plain(record) for record in found]

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
