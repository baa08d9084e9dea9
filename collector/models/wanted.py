"""Which models or versions a list is to have."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WantedModels:
    """Which models or versions, and which part of the list."""

    limit: int = 100
    offset: int = 0
    #: Of models alone: of this namespace; with this text in the name.
    namespace: str | None = None
    text: str | None = None
    #: Of the version, or the latest one of a model.
    min_level: int | None = None
    max_level: int | None = None
    #: Of versions alone: a check that has found something.
    finding: str | None = None
