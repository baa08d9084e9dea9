"""The server process: sockets, signals, and an orderly end."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import ssl
from typing import TYPE_CHECKING

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from collector.errors import BadSettings, Busy
from collector.running import announced
from collector.web.app import create_app
from collector.web.lifecycle import SERVICE, STORE

if TYPE_CHECKING:
    from collections.abc import Callable

    from collector.settings import Settings

log = structlog.get_logger(__name__)

#: Objects that are made before the collection of garbage looks at them, and how often it looks at
#: older ones. A large answer is made of some 100,000 that live until it is sent; with Python's own
#: 700 to look at them again and again takes a quarter of its time.
_GARBAGE = (20_000, 10, 10)


async def run_server(settings: Settings, on_ready: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT; `on_ready` gets the URL as soon as events are taken.

    Raises BadSettings, Locked or Busy when it cannot start.
    """
    gc.set_threshold(*_GARBAGE)
    runner = create_runner(settings)
    app = runner.app
    stop = asyncio.Event()
    _stop_on_signals(stop)
    try:
        await runner.setup()
        url = await listen(runner, settings)
        with announced(app[STORE].path, url):
            on_ready(url)
            await stop.wait()
            log.info("stopping")
            await app[SERVICE].drain(settings.server.shutdown_timeout / 2)
    finally:
        await runner.cleanup()
        _ignore_signals()


def create_runner(settings: Settings) -> web.AppRunner:
    """The application in a server that hands bodies over as they were sent."""
    return web.AppRunner(
        create_app(settings),
        access_log=None,
        logger=_server_log(),
        auto_decompress=False,
        keepalive_timeout=settings.server.keepalive_timeout,
        max_line_size=settings.server.max_header_bytes,
        max_field_size=settings.server.max_header_bytes,
        shutdown_timeout=settings.server.shutdown_timeout / 2,
    )


class _OneLine(logging.Handler):
    """What aiohttp has to say, as a line of ours.

    Of a request that cannot be read it quotes the bytes, which may be a key or an event.
    """

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, HttpProcessingError):
            log.warning("refused", status=error.code, reason=type(error).__name__)
        else:
            log.error(record.getMessage(), exc_info=error)


def _server_log() -> logging.Logger:
    # Not a shared one, so that no handler of a library writes the line again.
    logger = logging.Logger(__name__, logging.WARNING)  # noqa: LOG001
    logger.addHandler(_OneLine())
    return logger


def _ignore_signals() -> None:
    """What comes while the process ends is answered by its end."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.remove_signal_handler(number)
        signal.signal(number, signal.SIG_IGN)


def _stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)


async def listen(runner: web.AppRunner, settings: Settings) -> str:
    """Open the socket; returns the URL. Raises Busy when the port is taken."""
    server = settings.server
    site = web.TCPSite(runner, server.host, server.port, ssl_context=_tls(settings))
    try:
        await site.start()
    except OSError as error:
        raise Busy(
            f"{server.host}:{server.port} cannot be listened on ({error.strerror}); "
            "stop what uses it, or choose another port with --port."
        ) from error
    port = runner.addresses[0][1]
    host = f"[{server.host}]" if ":" in server.host else server.host
    return f"{'https' if server.tls_cert else 'http'}://{host}:{port}"


def _tls(settings: Settings) -> ssl.SSLContext | None:
    server = settings.server
    if not server.tls_cert:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(server.tls_cert, server.tls_key)
    except OSError as error:
        raise BadSettings(
            f"The certificate {server.tls_cert} with the key {server.tls_key} cannot be used: "
            f"{error}"
        ) from error
    return context
