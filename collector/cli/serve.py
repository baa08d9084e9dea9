"""`collector serve`: the server process."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import click

from collector import __version__
from collector.cli.logs import configure_logs
from collector.cli.options import settings_from, settings_options

if TYPE_CHECKING:
    from collections.abc import Coroutine

_EXAMPLE = (
    '{"eventType":"COMPLETE","eventTime":"2026-01-01T12:00:00Z",'
    '"producer":"https://example.com/curl",'
    '"schemaURL":"https://openlineage.io/spec/2-0-2/OpenLineage.json",'
    '"run":{"runId":"0193a5b4-7c21-7000-8000-000000000001"},'
    '"job":{"namespace":"demo","name":"daily_orders"},'
    '"inputs":[{"namespace":"demo","name":"orders"}],'
    '"outputs":[{"namespace":"demo","name":"daily_orders"}]}'
)


@click.command("serve")
@settings_options
def command(**parameters: object) -> None:
    """Take events over HTTP, keep them in DuckDB, and give them back.

    Stops in order on SIGTERM or Ctrl-C.
    """
    settings = settings_from(parameters)
    configure_logs(settings.log)
    from collector.web.server import run_server

    def announce(url: str) -> None:
        click.echo(
            f"collector {__version__} keeps events in {settings.store.database}\n"
            f"  send events to   {url}/api/v1/lineage   (OPENLINEAGE_URL={url})\n"
            f"  read them at     {url}/api/v1/events\n"
            f"  metrics          {url}/metrics\n"
            f"  interface        {url}/openapi.json\n"
            "try:\n"
            f"  curl -H 'Content-Type: application/json' {url}/api/v1/lineage -d '{_EXAMPLE}'"
        )
        sys.stdout.flush()

    # The writing thread shall not wait long for the interpreter when a commit is through.
    sys.setswitchinterval(0.0001)
    run(run_server(settings, announce))


def run(server: Coroutine[None, None, None]) -> None:
    """Run it in an event loop of uvloop where that is installed."""
    try:
        import uvloop
    except ModuleNotFoundError:  # It is there for CPython alone.
        asyncio.run(server)
    else:
        uvloop.run(server)
