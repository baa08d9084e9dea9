"""`collector schemas`: which schemas hold, whether a file of one's own is right, what one says."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import click

from collector.cli.options import config_option, json_option, settings_from
from collector.cli.output import print_json
from collector.errors import BadSettings
from collector.schema_files import Position, load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from collector.schema_files import FacetSchema, SchemaFile, Schemas


def schemas_option(function: Callable[..., object]) -> Callable[..., object]:
    """`--schemas PATH`, as `schemas`, beside those of the settings."""
    return click.option(
        "--schemas",
        multiple=True,
        metavar="PATH",
        help="File or folder of schemas, beside those of the settings; may be repeated.",
    )(function)


def loaded(schemas: tuple[str, ...], parameters: Mapping[str, object]) -> Schemas:
    """The built-in schemas, those of the settings and those given."""
    return load([*settings_from(parameters).schemas.paths, *schemas])


@click.group()
def command() -> None:
    """List, check and show schemas."""


@command.command("list")
@schemas_option
@json_option
@config_option
def list_schemas(*, schemas: tuple[str, ...], as_json: bool, **parameters: object) -> None:
    """List the facets that are checked, with the schema of each."""
    facets = [facet for _, facet in sorted(loaded(schemas, parameters).facets.items())]
    if as_json:
        print_json([_row(facet) for facet in facets])
        return
    width = max(len(facet.key) for facet in facets)
    for facet in facets:
        origin = "" if facet.file.is_builtin else f"  {facet.file.path}"
        name = f"{facet.position:<8} {facet.key:<{width}}  {facet.version:<6}"
        click.echo(f"{name} {facet.schema_id}{origin}")


@command.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]…")
@json_option
@config_option
def check_schemas(*, paths: tuple[str, ...], as_json: bool, **parameters: object) -> None:
    """Check schema files or folders as the start does; without PATH those of the settings."""
    given = paths or settings_from(parameters).schemas.paths
    if not given:
        raise BadSettings("Name a file or folder of schemas; the settings have none.")
    checked = load(given)
    rows = [
        (file, [_place(facet) for facet in checked.classes_of(file)])
        for file in checked.own_files()
    ]
    if as_json:
        print_json([{"file": file.path, "id": file.id, "facets": facets} for file, facets in rows])
        return
    for file, facets in rows:
        names = ", ".join(f"{facet['key']} ({facet['position']})" for facet in facets)
        click.echo(f"{file.path}: ok: {names}")
    click.echo(f"{len(rows)} files are right.", err=True)


@command.command("show")
@click.argument("key")
@click.option(
    "--position",
    type=click.Choice(get_args(Position)),
    help="Where the facet stands; needed where a key has several schemas.",
)
@schemas_option
@json_option
@config_option
def show_schema(
    *,
    key: str,
    position: Position | None,
    schemas: tuple[str, ...],
    as_json: bool,
    **parameters: object,
) -> None:
    """Print the schema file of a facet; `--json` adds which class of it, and where it is."""
    found = loaded(schemas, parameters).find(key, position)
    if as_json:
        print_json([{**_row(facet), "schema": facet.file.document} for facet in found])
        return
    files = _distinct(facet.file for facet in found)
    if len(files) > 1:
        places = ", ".join(facet.position for facet in found)
        raise click.UsageError(f"The facet {key!r} has several schemas; give --position: {places}.")
    click.echo(files[0].text.rstrip("\n"))


def _distinct(files: Iterable[SchemaFile]) -> list[SchemaFile]:
    return list({file.id: file for file in files}.values())


def _row(facet: FacetSchema) -> dict[str, object]:
    return {
        **_place(facet),
        "schema_id": facet.schema_id,
        "file": facet.file.path,
        "builtin": facet.file.is_builtin,
    }


def _place(facet: FacetSchema) -> dict[str, object]:
    return {"position": facet.position, "key": facet.key, "version": facet.version}
