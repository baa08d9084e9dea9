"""For what must go on whatever happens in one of its turns."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from collections.abc import Iterator

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Turn:
    """One turn of a loop."""

    failed: bool = False


@contextmanager
def survived(loop: str) -> Iterator[Turn]:
    """Around one turn: a mistake of ours is told with its traceback, and the next turn comes.

    What is foreseen is handled inside.
    """
    turn = Turn()
    try:
        yield turn
    except Exception:
        turn.failed = True
        log.exception("a turn failed", loop=loop)
