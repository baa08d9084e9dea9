"""The digests of recent events in little memory, to tell whether a body is stored already."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import numpy.typing as npt

    Halves = npt.NDArray[np.uint64]

#: Digests kept in a set before they are sorted into a run.
RECENT = 65_536

#: After so long they are sorted too, so that they can be let go of.
RECENT_SPAN = timedelta(days=1)

#: Runs are merged up to this many digests: sorting more would hold the writer up.
LONGEST_RUN = 1_048_576


@dataclass(frozen=True, slots=True)
class _Run:
    """Digests in order of their first half; 16 bytes each."""

    first: Halves
    second: Halves
    newest: datetime

    def contains(self, first: Halves, second: Halves) -> npt.NDArray[np.bool_]:
        places = np.searchsorted(self.first, first)
        places[places == len(self.first)] = 0
        found: npt.NDArray[np.bool_] = (self.first[places] == first) & (
            self.second[places] == second
        )
        return found


@dataclass(slots=True)
class Duplicates:
    """The digests of all events of the window, and of some that are older.

    They are let go of in groups: with few events a day too late, with many when a million of them
    are too old.

    The newest are in a set, the others in sorted arrays of 128 bits a digest: 16 MB a million
    events, and about 10 µs a batch for each array. 128 of 256 bits are enough: with 10^9 digests
    the chance of one wrong answer is below 10^-20.
    """

    _recent: set[str] = field(default_factory=set)
    _oldest: datetime | None = None
    _newest: datetime | None = None
    _runs: list[_Run] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._recent) + sum(len(run.first) for run in self._runs)

    def find(self, digests: Sequence[str]) -> set[str]:
        """Those of `digests` that are in the index."""
        found = self._recent.intersection(digests)
        if self._runs and digests:
            first, second = _halves("".join(digests))
            hits = np.zeros(len(digests), dtype=np.bool_)
            for run in self._runs:
                hits |= run.contains(first, second)
            found.update(digests[int(place)] for place in np.flatnonzero(hits))
        return found

    def add(self, digests: Sequence[str], received_at: datetime) -> None:
        """Remember digests of events that are on disk."""
        self._recent.update(digests)
        self._oldest = self._oldest or received_at
        self._newest = max(self._newest or received_at, received_at)
        if len(self._recent) >= RECENT or received_at - self._oldest > RECENT_SPAN:
            self._add_run(_sorted_run(*_halves("".join(self._recent)), self._newest))
            self._recent.clear()
            self._oldest = self._newest = None

    def load(self, digests: str, newest: datetime) -> None:
        """Remember digests that were read from disk: 64 characters each, end to end."""
        self._add_run(_sorted_run(*_halves(digests), newest))

    def forget(self, before: datetime) -> None:
        """Let go of arrays in which every event was received before that time."""
        self._runs = [run for run in self._runs if run.newest >= before]

    def _add_run(self, run: _Run) -> None:
        while self._runs and len(self._runs[-1].first) <= len(run.first):
            if len(self._runs[-1].first) + len(run.first) > LONGEST_RUN:
                break
            older = self._runs.pop()
            run = _sorted_run(
                np.concatenate((older.first, run.first)),
                np.concatenate((older.second, run.second)),
                max(older.newest, run.newest),
            )
        self._runs.append(run)


def _halves(digests: str) -> tuple[Halves, Halves]:
    """The first and the second 64 bits of digests in hex, 64 characters each, end to end."""
    quarters = np.frombuffer(bytes.fromhex(digests), dtype=">u8").reshape(-1, 4)
    return quarters[:, 0].astype(np.uint64), quarters[:, 1].astype(np.uint64)


def _sorted_run(first: Halves, second: Halves, newest: datetime) -> _Run:
    order = np.argsort(first)
    return _Run(first[order], second[order], newest)
