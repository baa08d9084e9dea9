from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import trustme

from collector.client.transport import AsyncRemote
from collector.errors import Busy, CollectorError
from collector.refusals import Later, Unanswered, Unreachable
from tests.scripted import JSON, PROBLEM, Answer, scripted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Server

NOBODY = "http://127.0.0.1:9"


async def get(url: str, target: str = "/x", seconds: float = 10.0) -> Any:
    remote = AsyncRemote(url, None)
    try:
        return await remote.exchange("GET", target, headers={}, body=None, seconds=seconds)
    finally:
        await remote.close()


async def test_bytes_and_headers_come_back(server: Server) -> None:
    content, headers = await get(server.url, "/version")

    assert b'"collector"' in content
    assert headers["content-type"].startswith(JSON)


async def test_what_fails_is_told_by_its_kind() -> None:
    with pytest.raises(Unreachable, match="No collector answers at"):
        await get(NOBODY)
    with scripted(Answer(200, delay=1.0)) as url, pytest.raises(Unanswered, match="in time"):
        await get(url, seconds=0.2)
    with scripted(Answer(200, missing=5)) as url, pytest.raises(Busy, match="broke off"):
        await get(url)
    elsewhere = Answer(302, headers=(("Location", "/y"),))
    with scripted(elsewhere) as url, pytest.raises(CollectorError, match="not as a collector"):
        await get(url)
    busy = Answer(503, PROBLEM, b'{"detail": "full"}', (("Retry-After", "3"),))
    with scripted(busy) as url, pytest.raises(Later) as caught:
        await get(url)
    assert caught.value.seconds == 3.0


async def test_a_certificate_that_is_not_trusted_is_told(
    start_client: Callable[..., Any], tmp_path: Path
) -> None:
    issued = trustme.CA().issue_cert("127.0.0.1")
    issued.private_key_pem.write_to_path(str(tmp_path / "key.pem"))
    issued.cert_chain_pems[0].write_to_path(str(tmp_path / "cert.pem"))
    files = {"tls_cert": str(tmp_path / "cert.pem"), "tls_key": str(tmp_path / "key.pem")}
    client = await start_client(server=files)

    with pytest.raises(CollectorError, match=r"is not trusted .* SSL_CERT_FILE"):
        await get(client.url)
