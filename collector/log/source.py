"""Which log is meant: that of a running collector, or that in a file that nobody serves."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from collector import running
from collector.errors import NotFound
from collector.log.opened import OpenedLog
from collector.log.queried import QueriedFile
from collector.log.served import ServedLog
from collector.remote import Remote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from collector.settings import Settings

Log: TypeAlias = ServedLog | OpenedLog
Purpose: TypeAlias = Literal["maintain", "change", "create"]


@contextmanager
def open_log(
    settings: Settings,
    url: str | None,
    api_key: str | None,
    purpose: Purpose,
    *,
    before_opening: Callable[[], object] = lambda: None,
) -> Iterator[Log]:
    """The log at the URL, else of the collector that serves the database, else in the file itself.

    `before_opening` is called when it is the file.

    Raises NotFound where there is no file and it is not to be created, Locked when somebody else
    holds it.
    """
    with find_server(settings, url, api_key) as remote:
        if remote is not None:
            yield ServedLog(remote)
            return
    database = Path(settings.store.database).absolute()
    if purpose != "create" and not database.exists():
        raise NotFound(f"There is no database {database}; name one (--db), or a URL (--url).")
    if purpose == "maintain":
        # Nothing is appended: the digests of earlier events need not be loaded.
        settings = replace(settings, ingest=replace(settings.ingest, duplicate_days=0))
    before_opening()
    with OpenedLog(settings) as log:
        yield log


@contextmanager
def open_queryable(
    settings: Settings, url: str | None, api_key: str | None
) -> Iterator[ServedLog | QueriedFile]:
    """Who is asked: the collector as in `open_log`, else the file, which stays as it is."""
    with find_server(settings, url, api_key) as remote:
        if remote is not None:
            yield ServedLog(remote)
            return
    yield QueriedFile(Path(settings.store.database).absolute(), settings)


@contextmanager
def find_server(
    settings: Settings, url: str | None, api_key: str | None
) -> Iterator[Remote | None]:
    """The collector at the URL, else the one that serves the database, None where none does."""
    found = url or running.address(Path(settings.store.database).absolute())
    if not found:
        yield None
        return
    with Remote(found, api_key) as remote:
        # A notice may have outlived its process; a URL was meant.
        yield remote if url or remote.is_there() else None
