"""What a client sends and gets, as values: no connection is opened here.

A question is a generator that yields requests, is sent their answers, and returns what was asked.
Whoever has a connection drives it: at once, or in an event loop.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar
from urllib.parse import urlencode

import orjson

from collector.errors import CollectorError
from collector.refusals import Later, Unanswered, Unreachable, stranger

if TYPE_CHECKING:
    from collector.log.queried import QueriedFile

S = TypeVar("S")
T = TypeVar("T")

JSON_TYPE = "application/json"

#: Seconds before each further attempt; a longer Retry-After counts instead.
BACK_OFF = (0.25, 0.5, 1.0, 2.0, 4.0)


@dataclass(frozen=True, slots=True)
class Answer:
    """The content of an answer that was no refusal."""

    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON
        """What it says."""
        return orjson.loads(self.content)


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a collector; asked of a file, the same."""

    method: Literal["GET", "POST"]
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    accept: str = JSON_TYPE
    #: Its answer is of the views, and can be waited for.
    reads_views: bool = False
    #: Its answer is an acknowledgement.
    sends: bool = False
    #: How a file that nobody serves answers; None where it cannot.
    of_file: Callable[[QueriedFile], Answer] | None = None

    @property
    def target(self) -> str:
        """Path and parameters."""
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path

    @property
    def headers(self) -> dict[str, str]:
        """What goes with it, without the key."""
        content_type = {} if self.body is None else {"Content-Type": JSON_TYPE}
        return {"Accept": self.accept, **content_type}


@dataclass(frozen=True, slots=True)
class Items(Generic[T]):
    """Some items of a list, in their order."""

    items: Sequence[T]


#: A question with one answer.
Steps: TypeAlias = Generator[Request, Answer, T]

#: A question whose answers come one after the other.
Listing: TypeAlias = Generator[Request | Items[T], Answer, None]


def advanced(steps: Generator[S, Answer, T], outcome: Answer | CollectorError | None) -> S:
    """What a question needs next, by what became of its last request; None to begin, and to go on.

    Raises StopIteration with what was asked.
    """
    if isinstance(outcome, CollectorError):
        return steps.throw(outcome)
    return next(steps) if outcome is None else steps.send(outcome)


def read(
    path: str, query: Mapping[str, object], of_file: Callable[[QueriedFile], object]
) -> Request:
    """What reads the views; parameters that are None are left out, lists come several times."""
    return Request(
        "GET",
        path,
        pairs(query),
        reads_views=True,
        of_file=lambda file: Answer(orjson.dumps(of_file(file))),
    )


def pairs(query: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Parameters as texts."""
    return tuple(
        (name, one.isoformat() if isinstance(one, datetime) else str(one))
        for name, value in query.items()
        if value is not None
        for one in (value if isinstance(value, list | tuple) else (value,))
    )


class Seen:
    """What this client has sent, so that it is there when it reads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seq: int | None = None

    def asked(self, request: Request) -> Request:
        """The request, to be answered when all that was acknowledged is in the views."""
        if not request.reads_views or self._seq is None:
            return request
        return replace(request, query=(*request.query, ("wait", str(self._seq))))

    def note(self, request: Request, answer: Answer) -> None:
        """Look whether an answer is an acknowledgement."""
        if not request.sends:
            return
        told = answer.json
        is_duplicate = told["duplicate"] if "seq" in told else told["summary"]["duplicates"] > 0
        seq = told.get("seq", told.get("last_seq"))
        with self._lock:
            if seq is not None:
                self._seq = max(seq, self._seq or 0)
            elif is_duplicate:
                # Its number is not told. Whoever names none waits for what this client was told.
                self._seq = None


def checked(request: Request, url: str, content: bytes, headers: Mapping[str, str]) -> Answer:
    """The answer to a request; raises CollectorError for one of another kind than was asked for."""
    if request.accept not in {headers.get("Content-Type", "").partition(";")[0], "*/*"}:
        raise stranger(url, 200)
    return Answer(content, headers)


def pause(error: CollectorError, attempt: int, rest: float, *, is_known: bool) -> float | None:
    """Seconds to wait before another attempt; None where it is time to give up.

    `rest` are the seconds that may go by yet. `is_known` says that a collector has answered before.
    """
    if not error.retriable or isinstance(error, Unanswered) or attempt >= len(BACK_OFF):
        return None
    if isinstance(error, Unreachable) and not is_known:
        return None
    seconds = max(BACK_OFF[attempt], error.seconds if isinstance(error, Later) else 0.0)
    return seconds if seconds < rest else None
