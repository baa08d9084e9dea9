"""Keeps the findings about models up to date: audits again after events were folded."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

import duckdb
import structlog

from collector.audit.run import audit
from collector.audit.tables import replace_audits
from collector.errors import Busy
from collector.store.transaction import in_transaction
from collector.survive import survived

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collector.audit.checks import Check
    from collector.audit.rules import Rules
    from collector.store.database import Database

log = structlog.get_logger(__name__)

#: Of the time, auditing takes a tenth where nobody waits: nine times as long as it took, it rests.
REST = 9

#: Seconds of rest at least.
SHORTEST_REST = 0.25

#: Seconds until an audit that failed is tried again.
RETRY_INTERVAL = 5.0


class Auditor:
    """Owns the auditing thread; all methods are for the event loop."""

    def __init__(self, database: Database, checks: Sequence[Check], rules: Rules) -> None:
        self._database = database
        self._checks = checks
        self._rules = rules
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="auditor")
        self._work = asyncio.Event()
        self._hurry = asyncio.Event()
        self._audited = asyncio.Condition()
        #: How often there was something new, and how much of that was audited, or tried to be.
        self._changes = 0
        self._tried = 0
        #: Seconds that the last audit took.
        self._seconds = 0.0
        self._cursor: duckdb.DuckDBPyConnection | None = None
        #: Checks of users that could not be run, which was told.
        self._failing: set[str] = set()

    def wake(self) -> None:
        """The views may say something else than before."""
        self._changes += 1
        self._work.set()

    async def wait(self, seconds: float) -> None:
        """Until the findings are of what the views say by now, or time is up.

        Not at all where an audit takes longer than that: it would only make readers late.
        """
        changes = self._changes
        if changes <= self._tried or self._seconds > seconds:
            return
        self._hurry.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._audited:
                await self._audited.wait_for(lambda: changes <= self._tried)

    async def run_forever(self) -> None:
        """Audit whenever there is something new, and rest in between."""
        while True:
            await self._work.wait()
            self._work.clear()
            self._hurry.clear()
            is_done = False
            with survived("auditing"):
                is_done = await self._turn()
            if not is_done:
                await asyncio.sleep(RETRY_INTERVAL)
            else:
                await self._rest(max(REST * self._seconds, SHORTEST_REST))

    async def close(self) -> None:
        """End the thread; an audit at work is broken off, and its findings are left out."""
        if self._cursor is not None:
            self._cursor.interrupt()
        await asyncio.to_thread(self._thread.shutdown)

    async def _turn(self) -> bool:
        """Returns whether the audit succeeded."""
        changes, started = self._changes, time.monotonic()
        is_done = True
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._audit)
        except (Busy, duckdb.Error) as error:
            log.warning("could not audit the models; trying again", reason=str(error))
            self._work.set()
            is_done = False
        # Who waits is let go after a failure too: to wait on would not help.
        self._seconds = time.monotonic() - started
        self._tried = changes
        async with self._audited:
            self._audited.notify_all()
        return is_done

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._hurry.wait()

    def _audit(self) -> None:
        """In the thread: the findings are made beside those in use, and put in their place."""
        with self._database.cursor() as cursor:
            self._cursor = cursor
            try:
                if _has_models(cursor):
                    audit(cursor, self._checks, self._rules)
                    in_transaction(cursor, replace_audits)
                    self._tell_failures(cursor)
            finally:
                self._cursor = None

    def _tell_failures(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Checks of users that could not be run: once, until they can."""
        failures = dict(cursor.execute(_FAILURES).fetchall())
        for check, reason in failures.items():
            if check not in self._failing:
                log.warning("could not run a check; the others were", check=check, reason=reason)
        self._failing = set(failures)


_FAILURES = "select check_id, failure from temp.checks where failure is not null"


def _has_models(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Whether there is a model, or something left to say of one that is gone."""
    [(has,)] = cursor.execute(
        "select exists (from folds.model_statements) or exists (from audits.levels)"
    ).fetchall()
    return bool(has)
