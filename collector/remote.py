"""A running collector, reached by HTTP; its refusals come back as our kinds of failure."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

import orjson
import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationParseError,
    ReadTimeoutError,
    SSLError,
)
from urllib3.util import parse_url

from collector.errors import BadSettings, Busy, CollectorError
from collector.refusals import Later, Unanswered, Unreachable, refusal, stranger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import TracebackType

    from urllib3 import BaseHTTPResponse

#: Seconds before each further attempt to send events; a longer Retry-After counts instead.
BACK_OFF = (0.5, 1.0, 2.0, 4.0, 8.0)

#: Seconds. Connecting takes moments; an answer may wait for the disk.
_CONNECT_TIMEOUT = 5.0
_READ_TIMEOUT = 120.0

#: Connections that are kept, where several threads ask at once.
_CONNECTIONS = 8

#: Bytes read at once of a long answer.
_PART = 1 << 16


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
        self.url = checked_url(url)
        #: A collector is there, or was.
        self.has_answered = False
        self._back_off = back_off
        self._sleep = sleep
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._pool = urllib3.PoolManager(
            maxsize=_CONNECTIONS,
            retries=False,
            timeout=urllib3.Timeout(connect=_CONNECT_TIMEOUT, read=_READ_TIMEOUT),
        )

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
        """Close what is kept; whoever asks after that opens it anew."""
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

    def exchange(
        self,
        method: str,
        target: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None,
        seconds: float,
    ) -> tuple[bytes, Mapping[str, str]]:
        """Bytes and headers of an answer to a path with its parameters; tried once.

        Raises Unanswered when it does not come within so many seconds.
        """
        timeout = urllib3.Timeout(connect=min(_CONNECT_TIMEOUT, seconds), read=seconds)
        response = self._open(method, target, None, headers, body=body, timeout=timeout)
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
                if not self.has_answered:
                    raise
                self._sleep(max(pause, error.seconds if isinstance(error, Later) else 0.0))
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
        target = f"{self.url}{path}?{urlencode(query, doseq=True)}" if query else self.url + path
        headers = {**self._headers, **(headers or {})}
        try:
            response = self._pool.request(method, target, headers=headers, **options)
        except HTTPError as error:
            raise self._unanswered(error) from error
        self.has_answered = True
        if response.status // 100 != 2:
            raise refusal(self.url, response.status, response.headers, response.data)
        return response

    def _json(self, response: BaseHTTPResponse) -> Any:  # noqa: ANN401 - JSON
        try:
            return orjson.loads(response.data)
        except orjson.JSONDecodeError as error:
            raise stranger(self.url, response.status) from error

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
        if isinstance(error, ReadTimeoutError):
            return Unanswered(f"{self.url} did not answer in time.")
        return Busy(f"The connection to {self.url} broke off: {error}.")


def checked_url(url: str) -> str:
    """A URL without a slash at its end; raises BadSettings for what is no HTTP URL."""
    try:
        parts = parse_url(url)
    except LocationParseError as error:
        raise BadSettings(f"{url!r} is no URL of a collector: {error}.") from error
    if parts.scheme not in {"http", "https"} or not parts.host:
        raise BadSettings(f"{url!r} is no URL of a collector; it begins with http:// or https://.")
    return url.rstrip("/")
