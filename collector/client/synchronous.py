"""The client that waits for its answers."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Self, TypeVar

from collector.client import lists, model_walks, modelling, questions, sending, sql
from collector.client.methods import described
from collector.client.requests import Items, Seen, advanced, checked, pause
from collector.client.target import target
from collector.errors import CollectorError
from collector.remote import Remote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import TracebackType

    from collector.client.requests import Answer, Listing, Request, Steps

P = ParamSpec("P")
T = TypeVar("T")


def _asks(question: Callable[P, Steps[T]]) -> Callable[Concatenate[Client, P], T]:
    """The method that asks a question."""

    def ask(client: Client, /, *args: P.args, **kwargs: P.kwargs) -> T:
        steps = question(*args, **kwargs)
        outcome: Answer | CollectorError | None = None
        try:
            while True:
                outcome = client.outcome(advanced(steps, outcome))
        except StopIteration as done:
            found: T = done.value
            return found

    return described(ask, question, "{}")


def _lists(question: Callable[P, Listing[T]]) -> Callable[Concatenate[Client, P], Iterator[T]]:
    """The method that goes through a list, and asks for more of it when it is needed."""

    def go_through(client: Client, /, *args: P.args, **kwargs: P.kwargs) -> Iterator[T]:
        steps = question(*args, **kwargs)
        outcome: Answer | CollectorError | None = None
        try:
            while True:
                step = advanced(steps, outcome)
                if isinstance(step, Items):
                    yield from step.items
                    outcome = None
                else:
                    outcome = client.outcome(step)
        except StopIteration:
            return

    return described(go_through, question, "Iterator[{}]")


class Client:
    """Owns the connections to a collector, which are kept between questions; or reads a file.

    Several threads may ask at once.
    """

    def __init__(
        self,
        url_or_path: str | Path | None = None,
        api_key: str | None = None,
        *,
        timeout: float = 60.0,
    ) -> None:
        """`url_or_path` is the URL of a collector, or a database or snapshot that nobody serves.

        Without it, it is COLLECTOR_URL, or the database of the settings; without a key, it is
        COLLECTOR_API_KEY. `timeout` are the seconds that an answer is waited for, and after which
        a collector that is busy is not asked again. Raises BadSettings for what is no URL.
        """
        self._target = target(url_or_path, api_key)
        self._timeout = timeout
        self._seen = Seen()
        self._remote = Remote(self._target.url, self._target.api_key) if self._target.url else None

    def __repr__(self) -> str:
        return f"Client({self._target.name!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        if self._remote is not None:
            self._remote.close()

    sql = _asks(sql.sql)

    lineage = _asks(questions.lineage)
    column_lineage = _asks(questions.column_lineage)
    impact = _asks(questions.impact)
    paths = _asks(questions.paths)
    runs_upstream = _asks(questions.runs_upstream)

    search = _lists(lists.search)
    namespaces = _lists(lists.namespaces)
    jobs = _lists(lists.jobs)
    job = _asks(lists.job)
    datasets = _lists(lists.datasets)
    dataset = _asks(lists.dataset)
    runs = _lists(lists.runs)
    run = _asks(lists.run)
    events = _lists(lists.events)
    event = _asks(lists.event)
    raw_event = _asks(lists.raw_event)

    models = _lists(modelling.models)
    model = _asks(modelling.model)
    model_versions = _lists(modelling.model_versions)
    model_version = _asks(modelling.model_version)
    compare_versions = _asks(modelling.compare_versions)
    audit = _asks(modelling.audit)
    model_aliases = _asks(modelling.model_aliases)
    model_deployments = _asks(modelling.model_deployments)
    model_upstream = _asks(model_walks.model_upstream)
    blast_radius = _asks(model_walks.blast_radius)

    emit = _asks(sending.emit)
    emit_batch = _asks(sending.emit_batch)

    def outcome(self, request: Request) -> Answer | CollectorError:
        """What becomes of a request, after as many attempts as it needs."""
        try:
            if self._remote is None:
                return self._target.answer(request)
            return self._answered(self._remote, self._seen.asked(request))
        except CollectorError as error:
            return error

    def _answered(self, remote: Remote, request: Request) -> Answer:
        ends = time.monotonic() + self._timeout
        attempt = 0
        while True:
            try:
                content, headers = remote.exchange(
                    request.method,
                    request.target,
                    headers=request.headers,
                    body=request.body,
                    seconds=self._timeout,
                )
            except CollectorError as error:
                rest = ends - time.monotonic()
                seconds = pause(error, attempt, rest, is_known=remote.has_answered)
                if seconds is None:
                    raise
            else:
                answer = checked(request, remote.url, content, headers)
                self._seen.note(request, answer)
                return answer
            time.sleep(seconds)
            attempt += 1
