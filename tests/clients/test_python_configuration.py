"""Every way to tell openlineage-python where the collector is, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from collector.access import create_key
from tests.clients.wire import events

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Server

EXAMPLE = Path(__file__).parents[2] / "examples" / "send_events.py"

#: What a client finds in its environment; {url} is that of the collector.
ACCEPTED = {
    "url": {"OPENLINEAGE_URL": "{url}"},
    "url with a slash": {"OPENLINEAGE_URL": "{url}/"},
    "url with a path, which the client drops": {"OPENLINEAGE_URL": "{url}/api"},
    "endpoint": {"OPENLINEAGE_URL": "{url}", "OPENLINEAGE_ENDPOINT": "api/v1/lineage"},
    "endpoint with slashes": {
        "OPENLINEAGE_URL": "{url}",
        "OPENLINEAGE_ENDPOINT": "/api/v1/lineage/",
    },
    "transport": {
        "OPENLINEAGE__TRANSPORT__TYPE": "http",
        "OPENLINEAGE__TRANSPORT__URL": "{url}",
        "OPENLINEAGE__TRANSPORT__COMPRESSION": "gzip",
    },
    "transport as JSON": {
        "OPENLINEAGE__TRANSPORT": '{{"type": "async_http", "url": "{url}", "compression": "gzip"}}'
    },
}

#: The client joins these to another path than the ingest route.
WRONG = {
    "path with a slash": {"OPENLINEAGE_URL": "{url}/api/"},
    "whole path": {"OPENLINEAGE_URL": "{url}/api/v1/lineage"},
}


def send(**environ: str) -> subprocess.CompletedProcess[str]:
    """Run the example of the README; the environment says where to."""
    kept = {key: value for key, value in os.environ.items() if "OPENLINEAGE" not in key}
    return subprocess.run(
        [sys.executable, str(EXAMPLE)],
        env={**kept, **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def filled(environ: dict[str, str], server: Server) -> dict[str, str]:
    return {key: value.format(url=server.url) for key, value in environ.items()}


@pytest.mark.parametrize("environ", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_the_example_reaches_the_collector(collector: Server, environ: dict[str, str]) -> None:
    before = len(events(collector))
    done = send(**filled(environ, collector))

    assert (done.returncode, done.stderr) == (0, "")
    sent = events(collector)[before:]
    assert [event["event_type"] for event in sent] == ["START", "COMPLETE"]
    assert sent[1]["event"]["outputs"][0]["name"] == "daily_orders"


@pytest.mark.parametrize("environ", WRONG.values(), ids=WRONG.keys())
def test_a_path_that_is_none_of_ours_is_an_error_not_a_loss(
    collector: Server, environ: dict[str, str]
) -> None:
    before = len(events(collector))
    done = send(**filled(environ, collector))

    assert done.returncode == 1
    assert "404" in done.stderr
    assert len(events(collector)) == before


def test_the_key_comes_from_the_environment(
    start_server: Callable[..., Server], tmp_path: Path
) -> None:
    secret, _ = create_key(tmp_path / "lineage.duckdb.keys", "etl", ["ingest"], "2026-01-01")
    server = start_server()

    assert "401" in send(OPENLINEAGE_URL=server.url).stderr
    assert send(OPENLINEAGE_URL=server.url, OPENLINEAGE_API_KEY=secret).returncode == 0


def test_a_configuration_file_is_read(collector: Server, tmp_path: Path) -> None:
    before = len(events(collector))
    config = tmp_path / "openlineage.yml"
    config.write_text(
        f"transport:\n  type: http\n  url: {collector.url}\n  compression: gzip\n", encoding="utf-8"
    )

    assert send(OPENLINEAGE_CONFIG=str(config)).returncode == 0
    assert len(events(collector)) == before + 2
