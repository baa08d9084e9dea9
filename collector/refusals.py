"""What a collector refuses, as its clients get it: from an answer to our kinds of failure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from collector.errors import (
    Busy,
    CollectorError,
    Conflict,
    Forbidden,
    InvalidEvent,
    Malformed,
    NotFound,
    TooLarge,
    TooSlow,
    Unauthorized,
    Unsupported,
)
from collector.event import Violation

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What a refusal means; statuses of a proxy in between are here too.
KINDS: dict[int, type[CollectorError]] = {
    400: Malformed,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    408: TooSlow,
    409: Conflict,
    413: TooLarge,
    415: Unsupported,
    422: InvalidEvent,
    429: Busy,
    502: Busy,
    503: Busy,
    504: Busy,
}

_LONGEST_RETRY_AFTER = 60.0


class Unreachable(Busy):
    """Nothing takes connections at the address."""


class Unanswered(Busy):
    """A request was sent, and no answer came in time: it may have been carried out."""


class Later(Busy):
    """Busy, with the seconds that the collector asks to wait."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


def refusal(url: str, status: int, headers: Mapping[str, str], content: bytes) -> CollectorError:
    """The failure that an answer of the collector at a URL tells of; its headers in any case."""
    kind = KINDS.get(status, CollectorError)
    if not headers.get("Content-Type", "").startswith("application/problem+json"):
        # Proxies answer 502 to 504 in words of their own.
        return stranger(url, status, kind if kind is Busy else CollectorError)
    document = orjson.loads(content)
    detail = str(document.get("detail") or document.get("title"))
    if kind is Busy:
        return Later(detail, _seconds(headers.get("Retry-After", "")))
    if kind is CollectorError:
        return CollectorError(f"{url} answered {status}: {detail}; its log says more.")
    return _told(kind, detail, document)


def _told(kind: type[CollectorError], detail: str, document: Mapping[str, Any]) -> CollectorError:
    """A failure with what the problem document says beside its sentence."""
    if kind is InvalidEvent:
        violations = [Violation(**violation) for violation in document.get("errors", ())]
        return InvalidEvent(detail, violations)
    if kind is NotFound:
        return NotFound(detail, document.get("near", ()))
    if kind is Unauthorized:
        return Unauthorized(f"{detail} (--api-key or COLLECTOR_API_KEY)")
    return kind(detail)


def stranger(url: str, status: int, kind: type[CollectorError] = CollectorError) -> CollectorError:
    """The failure that what answers is no collector."""
    return kind(f"{url} answered {status}, and not as a collector does; check the URL.")


def _seconds(retry_after: str) -> float:
    """Retry-After in seconds; as a date it does not count."""
    if not (retry_after.isascii() and retry_after.isdecimal()):
        return 0.0
    return min(float(retry_after), _LONGEST_RETRY_AFTER)
