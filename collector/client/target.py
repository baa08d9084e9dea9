"""Which log a client means: that of a collector, or that in a file that nobody serves."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from collector import running
from collector.errors import CollectorError
from collector.remote import Remote, checked_url
from collector.settings import Settings, load

if TYPE_CHECKING:
    from collector.client.requests import Answer, Request
    from collector.log.queried import QueriedFile


@dataclass(frozen=True, slots=True)
class Target:
    """The URL of a collector, or else a file."""

    url: str | None
    file: QueriedFile | None
    api_key: str | None

    @property
    def name(self) -> str:
        """What tells it from others."""
        return self.url or str(self.file and self.file.path)

    def answer(self, request: Request) -> Answer:
        """What the file answers; raises CollectorError where only a collector could."""
        if self.file is None or request.of_file is None:
            raise CollectorError(
                f"{self.name} is only read, and a running collector is needed for this: start "
                "`collector serve`, and give the client its URL."
            )
        return request.of_file(self.file)


def target(url_or_path: str | Path | None, api_key: str | None) -> Target:
    """What is meant by these, and by COLLECTOR_URL and COLLECTOR_API_KEY where they are None.

    Without any, the database of the settings, as the command line has it. A database that a
    collector on this machine serves is asked by way of that collector. Raises BadSettings for what
    is no URL.
    """
    api_key = api_key or os.environ.get("COLLECTOR_API_KEY")
    if url_or_path is None and (url := os.environ.get("COLLECTOR_URL")):
        return Target(checked_url(url), None, api_key)
    if isinstance(url_or_path, str) and "://" in url_or_path:
        return Target(checked_url(url_or_path), None, api_key)
    settings = load({}, os.environ) if url_or_path is None else Settings()
    path = Path(url_or_path or settings.store.database).absolute()
    if url := _server_of(path):
        return Target(url, None, api_key)
    # Imported here: who asks a collector reads no files.
    from collector.log.queried import QueriedFile

    return Target(None, QueriedFile(path, settings), api_key)


def _server_of(path: Path) -> str | None:
    """The collector that serves a database; a notice of one may have outlived it."""
    url = running.address(path)
    if url is None:
        return None
    with Remote(url) as remote:
        return url if remote.is_there() else None
