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
        self._looked_at = time.monotonic()

    def current(self) -> tuple[ApiKey, ...]:
        """The keys as of a second ago; a file that became unreadable leaves them as they were."""
        now = time.monotonic()
        if now - self._looked_at >= KEYS_INTERVAL:
            self._looked_at = now
            changed_at = self._file_time()
            if changed_at != self._changed_at:
                self._changed_at = changed_at
                self._reread()
        return self._keys

    def _reread(self) -> None:
        try:
            self._keys = read_keys(self.path)
        except BadSettings as error:
            log.warning("the key file is broken; the keys stay as they were", reason=str(error))

    def _file_time(self) -> int | None:
        try:
            return self.path.stat().st_mtime_ns
        except OSError:
            return None
