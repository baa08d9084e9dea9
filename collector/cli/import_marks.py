"""How far an import has come in each file, so that the next one goes on from there."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Mark:
    """The records of a file that are in the log, counted from its beginning."""

    done: int = 0
    is_complete: bool = False


class Marks:
    """The marks of one target, each a small file that names size and time of what it is about.

    They are written after an acknowledgement, and go when the whole import is done.
    """

    def __init__(self, folder: Path, target: str) -> None:
        self._target = target
        self._folder = folder / _short(target)
        self._written: set[Path] = set()
        #: Why marks cannot be kept; None while they can.
        self.trouble: str | None = None

    def find(self, source: Path) -> Mark:
        """The mark of a file that has not changed since; else an empty one."""
        path = self._path(source)
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            if kept["file"] != _identity(source):
                return Mark()
            mark = Mark(int(kept["done"]), bool(kept["is_complete"]))
        except (OSError, ValueError, TypeError, KeyError):
            return Mark()
        self._written.add(path)
        return mark

    def write(self, source: Path, done: int) -> None:
        """Records are in; where that cannot be kept, `trouble` says why, and the import goes on."""
        self._write(source, Mark(done))

    def complete(self, source: Path) -> None:
        """All records are in."""
        self._write(source, Mark(self.find(source).done, is_complete=True))

    def _write(self, source: Path, mark: Mark) -> None:
        path = self._path(source)
        unfinished = path.with_suffix(".tmp")
        try:
            kept = {"target": self._target, "file": _identity(source), **asdict(mark)}
            self._folder.mkdir(parents=True, exist_ok=True)
            unfinished.write_text(json.dumps(kept), encoding="utf-8")
            unfinished.replace(path)
        except OSError as error:
            self.trouble = f"{self._folder}: {error.strerror}"
        else:
            self._written.add(path)

    def forget(self, sources: Iterable[Path]) -> None:
        """Begin anew with these files."""
        for source in sources:
            self._path(source).unlink(missing_ok=True)

    def clear(self) -> None:
        """Everything is in: no mark is needed any more."""
        for path in self._written:
            path.unlink(missing_ok=True)
        # Other imports into the same target may be under way.
        with suppress(OSError):
            self._folder.rmdir()

    def _path(self, source: Path) -> Path:
        return self._folder / f"{_short(str(source.resolve()))}.json"


def _identity(source: Path) -> dict[str, object]:
    status = source.stat()
    return {
        "path": str(source.resolve()),
        "size": status.st_size,
        "modified_ns": status.st_mtime_ns,
    }


def _short(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:16]
