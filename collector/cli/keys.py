"""`collector keys`: who may send, read and administer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from collector.access import SCOPES, create_key, read_keys, revoke_key
from collector.cli.options import config_option, database_option, json_option, settings_from
from collector.cli.output import print_columns, print_json, print_json_line
from collector.errors import CollectorError
from collector.times import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from collector.access import Scope

Decorated = TypeVar("Decorated", bound="Callable[..., object] | click.Command")

_LONGEST_NAME = 100


def _file_options(function: Decorated) -> Decorated:
    """`--keys-file`, `--db` and `--config`, which `_path` reads."""
    keys_file = click.option(
        "--keys-file",
        "auth__keys_file",
        metavar="FILE",
        help="File with the keys; else that of the settings, beside the database.",
    )
    return keys_file(database_option(config_option(function)))


def _path(parameters: Mapping[str, object]) -> Path:
    return Path(settings_from(parameters).keys_file)


@click.group()
def command() -> None:
    """Create, list and revoke API keys. A running collector notices within a second."""


@command.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(SCOPES),
    default=("ingest",),
    show_default=True,
    help="What the key allows; may be given several times. admin allows everything.",
)
@json_option
@_file_options
def create(*, name: str, scopes: tuple[Scope, ...], as_json: bool, **parameters: object) -> None:
    """Make an API key and print its secret, which is shown this once."""
    if not name.strip() or not name.isprintable() or len(name) > _LONGEST_NAME:
        raise click.UsageError(f"A name has 1 to {_LONGEST_NAME} printable characters.")
    path = _path(parameters)
    created_at = utc_now().isoformat(timespec="seconds") + "Z"
    try:
        secret, key = create_key(path, name, dict.fromkeys(scopes), created_at)
    except OSError as error:
        raise CollectorError(f"{path} cannot be written: {error.strerror}.") from error
    if as_json:
        print_json_line({"name": name, "scopes": key.scopes, "secret": secret})
    else:
        click.echo(secret)
    click.echo(
        f"This is the secret of {name!r}; it is kept nowhere, so keep it now. Clients send it as "
        "`Authorization: Bearer …`.",
        err=True,
    )


@command.command("list")
@json_option
@_file_options
def list_(*, as_json: bool, **parameters: object) -> None:
    """List the API keys, without their secrets."""
    keys = read_keys(_path(parameters))
    if as_json:
        print_json(
            [{"name": key.name, "scopes": key.scopes, "created_at": key.created_at} for key in keys]
        )
    else:
        rows = [(key.name, ", ".join(key.scopes), key.created_at) for key in keys]
        print_columns(("name", "scopes", "created_at"), rows)


@command.command()
@click.argument("name")
@json_option
@_file_options
def revoke(*, name: str, as_json: bool, **parameters: object) -> None:
    """Take an API key out: whoever shows it is turned away."""
    path = _path(parameters)
    try:
        revoke_key(path, name)
    except OSError as error:
        raise CollectorError(f"{path} cannot be written: {error.strerror}.") from error
    if as_json:
        print_json_line({"name": name, "revoked": True})
        return
    click.echo(f"revoked {name!r}", err=True)
    if not read_keys(path):
        click.echo(
            f"That was the last key: everybody is turned away now, until there is another one, or "
            f"{path} is removed, and keys are asked for no more.",
            err=True,
        )
