"""Which log a command means, and opening it."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, TypeVar

import structlog

from collector.cli.options import config_option, database_option, settings_from, url_options

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    import click

    from collector.log_source import Log, Purpose

Decorated = TypeVar("Decorated", bound="Callable[..., object] | click.Command")


def log_options(function: Decorated) -> Decorated:
    """`--db`, `--url`, `--api-key` and `--config`, which `log_from` reads."""
    return database_option(url_options(config_option(function)))


def log_from(
    parameters: Mapping[str, object], purpose: Purpose = "read"
) -> AbstractContextManager[Log]:
    """The log of a command; see `open_log`."""
    from collector.log_source import open_log

    speak_on_standard_error()
    url, api_key = address_from(parameters)
    return open_log(settings_from(parameters), url, api_key, purpose)


def address_from(parameters: Mapping[str, object]) -> tuple[str | None, str | None]:
    """URL and API key, None where they were not given."""
    url, api_key = parameters["url"], parameters["api_key"]
    return (str(url) if url else None, str(api_key) if api_key else None)


def speak_on_standard_error() -> None:
    """What the store has to say shall not be among the data; only warnings are worth a line."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
