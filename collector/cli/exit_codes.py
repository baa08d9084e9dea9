"""The exit codes of every command."""

from __future__ import annotations

from collector.errors import BadSettings, CollectorError, InvalidEvent, NotFound

DONE = 0
FAILED = 1
WRONG_USAGE = 2
NOT_FOUND = 3
INVALID = 4
INTERRUPTED = 130

#: Kind of failure → exit code; the nearest class counts.
EXIT_CODES: dict[type[BaseException], int] = {
    CollectorError: FAILED,
    BadSettings: WRONG_USAGE,
    NotFound: NOT_FOUND,
    InvalidEvent: INVALID,
}


def exit_code(error: CollectorError) -> int:
    """The exit code of a kind of failure."""
    return next(EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES)
