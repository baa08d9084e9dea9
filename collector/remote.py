"""A running collector, reached by HTTP; its refusals come back as our kinds of failure."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

import orjson
import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, LocationParseError, SSLError
from urllib3.util import parse_url

from collector.errors import (
    BadSettings,
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
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import TracebackType

    from urllib3 import BaseHTTPResponse

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

#: Seconds before each further attempt to send events; a longer Retry-After counts instead.
BACK_OFF = (0.5, 1.0, 2.0, 4.0, 8.0)

_LONGEST_RETRY_AFTER = 60.0

#: Seconds. Connecting takes moments; an answer may wait for the disk.
_CONNECT_TIMEOUT = 5.0
_READ_TIMEOUT = 120.0

#: Bytes read at once of a long answer.
_PART = 1 << 16


class Unreachable(Busy):
    """Nothing takes connections at the address."""


class _Later(Busy):
    """Busy, with the seconds that the collector asks to wait."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


class Remote:
    """Owns the connection, which is kept between requests."""

    def __init__(
        self,
        url: str,
        api_key: str | None = None,
        *,
        back_off: Sequence[float] = BACK_OFF,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Raises BadSettings for what is no HTTP URL; nothing is sent yet."""
        self.url = _checked(url)
        self._back_off = back_off
        self._sleep = sleep
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._pool = urllib3.PoolManager(
            retries=False, timeout=urllib3.Timeout(connect=_CONNECT_TIMEOUT, read=_READ_TIMEOUT)
        )
        self._has_answered = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.clear()

    def is_there(self) -> bool:
        """Whether anything takes connections at the address."""
        try:
            self._open("GET", "/livez")
        except Unreachable:
            return False
        return True

    def get(self, path: str, query: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401 - JSON
        """The JSON of an answer."""
        return self._json(self._open("GET", path, query))

    def get_bytes(self, path: str) -> bytes:
        """The bytes of an answer."""
        return self._open("GET", path).data

    def get_parts(self, path: str, query: Mapping[str, object], accept: str) -> Iterator[bytes]:
        """A long answer, piece by piece; raises Busy where it breaks off."""
        response = self._open("GET", path, query, {"Accept": accept}, preload_content=False)
        try:
            yield from response.stream(_PART)
        except HTTPError as error:
            raise Busy(f"The answer of {self.url} broke off: {error}.") from error
        finally:
            response.close()

    def post(self, path: str, value: object, *, is_quick: bool = True) -> Any:  # noqa: ANN401 - JSON
        """Send instructions; returns the JSON of the answer. Waits without end if not quick."""
        timeout = urllib3.Timeout(
            connect=_CONNECT_TIMEOUT, read=_READ_TIMEOUT if is_quick else None
        )
        headers = {"Content-Type": "application/json"}
        body = orjson.dumps(value)
        return self._json(self._open("POST", path, None, headers, body=body, timeout=timeout))

    def ask(self, path: str, value: object, accept: str) -> tuple[bytes, Mapping[str, str]]:
        """Bytes and headers of the answer to a question; waits without end."""
        headers = {"Content-Type": "application/json", "Accept": accept}
        timeout = urllib3.Timeout(connect=_CONNECT_TIMEOUT, read=None)
        body = orjson.dumps(value)
        response = self._open("POST", path, None, headers, body=body, timeout=timeout)
        return response.data, response.headers

    def send(self, path: str, body: bytes, content_type: str) -> Any:  # noqa: ANN401 - JSON
        """Send events; returns the JSON of the answer.

        Sent again while the collector is busy, or gone for a moment after it has been there. The
        same event is stored once, so that an acknowledgement that was lost costs nothing.
        """
        headers = {"Content-Type": content_type}
        for pause in self._back_off:
            try:
                return self._json(self._open("POST", path, None, headers, body=body))
            except Busy as error:
                if not self._has_answered:
                    raise
                self._sleep(max(pause, error.seconds if isinstance(error, _Later) else 0.0))
        return self._json(self._open("POST", path, None, headers, body=body))

    def _open(
        self,
        method: str,
        path: str,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        **options: Any,  # noqa: ANN401 - those of urllib3
    ) -> BaseHTTPResponse:
        """The response to a request that succeeded; raises the kind of failure otherwise."""
        target = f"{self.url}{path}?{urlencode(query)}" if query else self.url + path
        headers = {**self._headers, **(headers or {})}
        try:
            response = self._pool.request(method, target, headers=headers, **options)
        except HTTPError as error:
            raise self._unanswered(error) from error
        self._has_answered = True
        if response.status // 100 != 2:
            raise self._refused(response)
        return response

    def _json(self, response: BaseHTTPResponse) -> Any:  # noqa: ANN401 - JSON
        try:
            return orjson.loads(response.data)
        except orjson.JSONDecodeError as error:
            raise self._stranger(response) from error

    def _unanswered(self, error: HTTPError) -> CollectorError:
        if isinstance(error, ConnectTimeoutError):
            reason = str(error).rpartition(": ")[2]
            return Unreachable(
                f"No collector answers at {self.url} ({reason}); is it running, is the URL right?"
            )
        if isinstance(error, SSLError):
            return CollectorError(
                f"The certificate of {self.url} is not trusted ({error}); SSL_CERT_FILE names a "
                "file with certificates to trust."
            )
        return Busy(f"The connection to {self.url} broke off: {error}.")

    def _refused(self, response: BaseHTTPResponse) -> CollectorError:
        """The failure that an answer tells of."""
        status = response.status
        kind = KINDS.get(status, CollectorError)
        if not response.headers.get("Content-Type", "").startswith("application/problem+json"):
            # Proxies answer 502 to 504 in words of their own.
            return self._stranger(response, kind if kind is Busy else CollectorError)
        document = orjson.loads(response.data)
        detail = str(document.get("detail") or document.get("title"))
        if kind is InvalidEvent:
            return InvalidEvent(
                detail, [Violation(**violation) for violation in document.get("errors", ())]
            )
        if kind is Busy:
            return _Later(detail, _seconds(response.headers.get("Retry-After", "")))
        if kind is Unauthorized:
            return Unauthorized(f"{detail} (--api-key or COLLECTOR_API_KEY)")
        if kind is CollectorError:
            return CollectorError(f"{self.url} answered {status}: {detail}; its log says more.")
        return kind(detail)

    def _stranger(
        self, response: BaseHTTPResponse, kind: type[CollectorError] = CollectorError
    ) -> CollectorError:
        return kind(
            f"{self.url} answered {response.status}, and not as a collector does; check the URL."
        )


def _checked(url: str) -> str:
    try:
        parts = parse_url(url)
    except LocationParseError as error:
        raise BadSettings(f"{url!r} is no URL of a collector: {error}.") from error
    if parts.scheme not in {"http", "https"} or not parts.host:
        raise BadSettings(f"{url!r} is no URL of a collector; it begins with http:// or https://.")
    return url.rstrip("/")


def _seconds(retry_after: str) -> float:
    """Retry-After in seconds; as a date it does not count."""
    if not (retry_after.isascii() and retry_after.isdecimal()):
        return 0.0
    return min(float(retry_after), _LONGEST_RETRY_AFTER)
