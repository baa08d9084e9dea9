"""The kinds of failure, by what a caller can do about them; no HTTP and no exit codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collector.event import Violation


class CollectorError(Exception):
    """A failure that has a name; the message is one sentence for a person."""

    #: The same request may succeed when it is sent again, unchanged.
    retriable = False


class BadSettings(CollectorError):
    """A setting, a schema file or a key file is wrong: nothing starts until it is mended."""


class Malformed(CollectorError):
    """The bytes cannot be read: not JSON, corrupt compression, not UTF-8."""


class Unauthorized(CollectorError):
    """No API key, or one that is not known."""


class Forbidden(CollectorError):
    """The API key is known and lacks the scope."""


class NotFound(CollectorError):
    """There is no such event, rejection, schema, file or node; `near` are ids that are like it."""

    def __init__(self, message: str, near: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.near = tuple(near)


class Conflict(CollectorError):
    """What stands there already forbids it: a file that would be overwritten."""


class TooLarge(CollectorError):
    """The body is over a limit."""


class TooSlow(CollectorError):
    """The body did not arrive in time."""


class Unsupported(CollectorError):
    """A media type or content encoding that is not read here."""


class InvalidEvent(CollectorError):
    """JSON that the schemas refuse; every reason is in `violations`."""

    def __init__(self, message: str, violations: Sequence[Violation]) -> None:
        super().__init__(message)
        self.violations = tuple(violations)


class Busy(CollectorError):
    """The collector cannot store now and will again: queue full, disk full, stopping."""

    retriable = True


class Locked(Busy):
    """Another process holds the database file; `pid` is that process, where it is known."""

    def __init__(self, message: str, pid: int | None = None) -> None:
        super().__init__(message)
        self.pid = pid
