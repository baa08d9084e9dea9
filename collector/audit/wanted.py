"""Which versions of models a report of the audit is to have."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WantedVersions:
    """Which versions, and which part of the list; None asks for all."""

    limit: int = 100
    offset: int = 0
    namespace: str | None = None
    name: str | None = None
    #: As recorded, or an alias that it holds now.
    version: str | None = None
    min_level: int | None = None
    max_level: int | None = None
    #: Only findings of this check, and versions that have one.
    check_id: str | None = None
    #: Only findings of this severity, and versions that have one.
    severity: str | None = None
