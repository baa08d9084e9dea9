"""Which log a command means, and opening it."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, TypeVar

from collector.cli.options import config_option, database_option, settings_from, url_options

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    import click

    from collector.log.source import Log, Purpose

Decorated = TypeVar("Decorated", bound="Callable[..., object] | click.Command")


def log_options(function: Decorated) -> Decorated:
    """`--db`, `--url`, `--api-key` and `--config`, which `log_from` reads."""
    return database_option(url_options(config_option(function)))


def log_from(parameters: Mapping[str, object], purpose: Purpose) -> AbstractContextManager[Log]:
    """The log of a command that does something to it; see `open_log`."""
    from collector.log.source import open_log

    url, api_key = (
        str(parameters[name]) if parameters[name] else None for name in ("url", "api_key")
    )
    return open_log(
        settings_from(parameters),
        url,
        api_key,
        purpose,
        before_opening=_speak_on_standard_error,
    )


def _speak_on_standard_error() -> None:
    """What the store has to say shall not be among the data; only warnings are worth a line."""
    # Imported here: it takes longer than a whole answer of a running collector.
    import structlog

    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
