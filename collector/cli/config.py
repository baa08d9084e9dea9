"""`collector config`: what holds and why, whether it is right, and a file to begin with."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from collector.cli.options import json_option, settings_from, settings_options, values_from
from collector.cli.output import print_json, print_json_line
from collector.errors import CollectorError, Conflict
from collector.setting_values import written
from collector.settings import TABLE, find_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    from collector.policies import Policy
    from collector.settings import Found


@click.group()
def command() -> None:
    """Show, check and write settings."""


@command.command()
@click.option("--origin", is_flag=True, help="Say beside each value where it comes from.")
@json_option
@settings_options
def show(*, origin: bool, as_json: bool, **parameters: object) -> None:
    """Print the settings that hold, as a settings file. Takes the options of `serve`."""
    found = values_from(parameters)
    if not as_json:
        click.echo("\n".join(_toml(found, with_origin=origin)))
    elif origin:
        rows = [
            {"name": row.setting.name, "value": _plain(row), "origin": row.origin} for row in found
        ]
        print_json(rows)
    else:
        sections: dict[str, dict[str, object]] = {}
        for row in found:
            sections.setdefault(row.setting.section, {})[row.setting.key] = _plain(row)
        print_json(sections)


@command.command()
@json_option
@settings_options
def check(*, as_json: bool, **parameters: object) -> None:
    """Say whether the settings are right, and the SQL of your own views and checks with them.

    The exit code is 2 if not. Takes the options of `serve`.
    """
    found = values_from(parameters)
    settings = settings_from(parameters)
    if settings.views.paths or settings.audit.paths:
        # Imported here: the engine takes a while to load.
        from collector.fold.user_check import check_files

        check_files(settings)
    config = parameters["config"]
    path, _ = find_file(os.environ, config=str(config) if config else None)
    set_count = sum(row.origin != "default" for row in found)
    if as_json:
        file = None if path is None else str(path)
        print_json_line({"ok": True, "file": file, "set": set_count})
    else:
        click.echo(f"ok: {set_count} of {len(found)} settings are set; file: {path or 'none'}")


@command.command()
@click.argument("path", default="collector.toml")
def init(path: str) -> None:
    """Write a settings file with every setting as a comment; `-` is standard output."""
    text = "\n".join(_commented()) + "\n"
    if path == "-":
        click.echo(text, nl=False)
        return
    try:
        with Path(path).open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise Conflict(f"{path} is there already; it was left as it is.") from error
    except OSError as error:
        raise CollectorError(f"{path} cannot be written: {error.strerror}.") from error
    click.echo(f"wrote {path}", err=True)


@command.command()
def reference() -> None:
    """Print the page of all settings, as Markdown."""
    click.echo("\n".join(_reference()))


def _plain(row: Found) -> object:
    """A value as JSON has it."""
    if row.setting.form != "policies":
        return row.value
    return [asdict(one) for one in cast("tuple[Policy, ...]", row.value)]


def _toml(found: list[Found], *, with_origin: bool) -> Iterable[str]:
    section = ""
    for row in found:
        if row.setting.section != section:
            if section:
                yield ""
            section = row.setting.section
            yield f"[{section}]"
        line = f"{row.setting.key} = {written(row.setting, row.value)}"
        yield f"{line}  # {row.origin}" if with_origin else line


def _commented() -> Iterable[str]:
    yield "# Settings of the collector. A line counts without its `#`; as it stands, it says the"
    yield "# default. `collector config show --origin` tells what holds."
    section = ""
    for row in TABLE:
        if row.section != section:
            section = row.section
            yield f"\n[{section}]"
        choices = f" One of {', '.join(row.choices)}." if row.choices else ""
        yield f"# {row.help}{choices}"
        yield f"#{row.key} = {written(row, row.default)}"


_REFERENCE = """\
# Settings

Written by `make docs` from the code; a test holds the two against each other.

Each setting is a flag of `collector serve`, an environment variable, and a key of a settings file.
The flag counts before the variable, the variable before the file, the file before the default.
`collector config show --origin` tells what holds and who said so, `collector config check` whether
all is right, and `collector config init` writes a file to begin with.

The settings file is the first there is of `--config FILE`, `COLLECTOR_CONFIG`, `./collector.toml`,
`$XDG_CONFIG_HOME/collector/config.toml` (`~/.config/…` where that is not set) and
`/etc/collector/config.toml`. A section, key or variable `COLLECTOR_…` that is not known here stops
the start, with exit code 2 and one line that names it; variables that Kubernetes sets for a service
named `collector` are left alone.

* A size is a number of bytes or a text such as `"32 MiB"` or `"1 GB"`; `MB` counts in 1000, `MiB`
  in 1024.
* A duration is a number of seconds or a text such as `"500ms"`, `"5s"`, `"10m"`, `"2h"` or `"7d"`.
* In variables and flags a list is written with commas, policies as a JSON array; switches are
  `true` or `false`, as flags `--strict` or `--no-strict`.
* Relative paths start in the folder that the process was started in.

The commands that ask a running collector read `COLLECTOR_URL` and `COLLECTOR_API_KEY` besides."""


def _reference() -> Iterable[str]:
    yield _REFERENCE
    section = ""
    for row in TABLE:
        if row.section != section:
            section = row.section
            yield f"\n## [{section}]\n"
            yield "| key | default | what it does | flag | variable |"
            yield "|---|---|---|---|---|"
        choices = f" One of {', '.join(f'`{choice}`' for choice in row.choices)}." * bool(
            row.choices
        )
        yield (
            f"| `{row.key}` | `{written(row, row.default)}` | {row.help}{choices} "
            f"| `{row.flag}` | `{row.variable}` |"
        )
