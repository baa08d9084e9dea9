"""The API keys while the server runs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import structlog

from collector.access import read_keys
from collector.errors import BadSettings

if TYPE_CHECKING:
    from pathlib import Path

    from collector.access import ApiKey

log = structlog.get_logger(__name__)

#: Seconds that the key file is trusted before it is looked at again.
KEYS_INTERVAL = 1.0


class Keys:
    """The API keys, read again when their file changes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._changed_at = self._file_time()
        self._keys = read_keys(path)
        self._are_required = self._changed_at is not None
        self._looked_at = time.monotonic()

    @property
    def are_required(self) -> bool:
        """Whether there is a key file, or was one since the start.

        To revoke the last key, or to lose the file, opens nothing.
        """
        self._look()
        return self._are_required

    def current(self) -> tuple[ApiKey, ...]:
        """The keys as of a second ago; a file that became unreadable leaves them as they were."""
        self._look()
        return self._keys

    def _look(self) -> None:
        now = time.monotonic()
        if now - self._looked_at >= KEYS_INTERVAL:
            self._looked_at = now
            changed_at = self._file_time()
            if changed_at != self._changed_at:
                self._changed_at = changed_at
                self._reread()

    def _reread(self) -> None:
        self._are_required = True
        try:
            self._keys = read_keys(self.path)
        except BadSettings as error:
            log.warning("the key file is broken; the keys stay as they were", reason=str(error))

    def _file_time(self) -> int | None:
        try:
            return self.path.stat().st_mtime_ns
        except OSError:
            return None
