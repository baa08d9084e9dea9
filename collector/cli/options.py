"""Options that commands share, made from the table of settings, and the settings they give."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

import click

from collector.setting_values import written
from collector.settings import CONFIG_VARIABLE, TABLE, Found, Settings, load, values

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from collector.setting_values import Setting

#: The largest number that the database takes.
LARGEST = 2**63 - 1

Decorated = TypeVar("Decorated", bound="Callable[..., object] | click.Command")

_METAVARS = {
    "number": "N",
    "size": "SIZE",
    "seconds": "DURATION",
    "list": "TEXT,…",
    "text": "TEXT",
} | {"policies": "JSON"}


def config_option(function: Decorated) -> Decorated:
    """`--config FILE` as `config`."""
    return click.option(
        "--config",
        metavar="FILE",
        help=f"Settings file; also {CONFIG_VARIABLE}. Else ./collector.toml and the usual places.",
    )(function)


def database_option(function: Decorated) -> Decorated:
    """`--db FILE` as `store__database`, which `settings_from` reads."""
    return _option(next(row for row in TABLE if row.name == "store.database"))(function)


def url_options(function: Decorated) -> Decorated:
    """`--url` and `--api-key` of a running collector as `url` and `api_key`, None if not given."""
    key = click.option(
        "--api-key",
        envvar="COLLECTOR_API_KEY",
        metavar="KEY",
        help="API key for the running collector; better in COLLECTOR_API_KEY, unseen by others.",
    )
    url = click.option(
        "--url",
        envvar="COLLECTOR_URL",
        metavar="URL",
        help="Ask the collector that runs there; also COLLECTOR_URL. Else the one on the database.",
    )
    return url(key(function))


def json_option(function: Decorated) -> Decorated:
    """`--json` as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")(function)


def settings_options(function: Decorated) -> Decorated:
    """`--config` and an option for every setting, which `settings_from` reads."""
    for row in reversed(TABLE):
        function = _option(row)(function)
    return config_option(function)


def settings_from(parameters: Mapping[str, object]) -> Settings:
    """The settings of a command; `parameters` are those of click, others are left alone."""
    return load(_flags(parameters), os.environ, config=_config(parameters))


def values_from(parameters: Mapping[str, object]) -> list[Found]:
    """Value and origin of every setting; see `settings_from`."""
    return values(_flags(parameters), os.environ, config=_config(parameters))


def _option(row: Setting) -> Callable[[Decorated], Decorated]:
    name = f"{row.section}__{row.key}"
    if row.form == "switch":
        off = row.flag.replace("--", "--no-", 1)
        return click.option(f"{row.flag}/{off}", name, default=None, help=row.help)
    metavar = "|".join(row.choices) or _METAVARS[row.form]
    default = written(row, row.default).strip('"')
    text = f"{row.help}  [{default}]" if row.default not in ("", ()) else row.help
    # The value stays text: the table reads it, as it does the environment's.
    return click.option(row.flag, name, metavar=metavar, help=text)


def _flags(parameters: Mapping[str, object]) -> dict[str, object]:
    return {row.name: parameters.get(f"{row.section}__{row.key}") for row in TABLE}


def _config(parameters: Mapping[str, object]) -> str | None:
    config = parameters.get("config")
    return config if isinstance(config, str) else None
