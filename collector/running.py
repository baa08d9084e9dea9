"""How other commands find the collector that serves a database: a small file beside it."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def _notice(database: Path) -> Path:
    return database.with_name(database.name + ".server")


@contextmanager
def announced(database: Path, url: str) -> Iterator[None]:
    """While inside, `address` finds this process."""
    notice = _notice(database)
    unfinished = notice.with_name(notice.name + ".tmp")
    unfinished.write_text(json.dumps({"url": url, "pid": os.getpid()}), encoding="utf-8")
    unfinished.replace(notice)
    try:
        yield
    finally:
        notice.unlink(missing_ok=True)


def address(database: Path) -> str | None:
    """URL of the collector that serves this database; None when none runs.

    A notice that a killed process left behind does not count.
    """
    try:
        notice = json.loads(_notice(database).read_text(encoding="utf-8"))
        url, pid = str(notice["url"]), int(notice["pid"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return url if _is_alive(pid) else None


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
