"""A running collector, reached by HTTP from an event loop; as `collector/remote.py` otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.errors import Busy, CollectorError
from collector.refusals import Unanswered, Unreachable, refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import aiohttp

#: Seconds; connecting takes moments.
_CONNECT_TIMEOUT = 5.0


class AsyncRemote:
    """Owns the connections, which are kept between requests."""

    def __init__(self, url: str, api_key: str | None) -> None:
        """Nothing is sent yet, and no event loop is needed."""
        self.url = url
        #: A collector is there, or was.
        self.has_answered = False
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close what is kept; whoever asks after that opens it anew."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def exchange(
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
        # Imported here: a client that waits for its answers needs none of it.
        import aiohttp
        from yarl import URL

        timeout = aiohttp.ClientTimeout(total=seconds, connect=min(_CONNECT_TIMEOUT, seconds))
        if self._session is None:
            self._session = aiohttp.ClientSession(headers=self._headers)
        try:
            async with self._session.request(
                method,
                URL(self.url + target, encoded=True),
                headers=headers,
                data=body,
                timeout=timeout,
                allow_redirects=False,
            ) as response:
                content = await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise self._unanswered(error) from error
        self.has_answered = True
        if response.status // 100 != 2:
            raise refusal(self.url, response.status, response.headers, content)
        return content, response.headers

    def _unanswered(self, error: Exception) -> CollectorError:
        import aiohttp

        if isinstance(error, aiohttp.ClientSSLError):
            return CollectorError(
                f"The certificate of {self.url} is not trusted ({error}); SSL_CERT_FILE names a "
                "file with certificates to trust."
            )
        if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
            return Unreachable(
                f"No collector answers at {self.url} ({error}); is it running, is the URL right?"
            )
        if isinstance(error, TimeoutError):
            return Unanswered(f"{self.url} did not answer in time.")
        return Busy(f"The connection to {self.url} broke off: {error}.")
