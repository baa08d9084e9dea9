from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from collector.cli.options import (
    database_option,
    json_option,
    settings_from,
    settings_options,
    url_options,
)
from collector.settings import TABLE


@click.command()
@settings_options
def serve(**parameters: object) -> None:
    click.echo(repr(settings_from(parameters)))


@click.command()
@database_option
@url_options
@json_option
def ask(**parameters: object) -> None:
    click.echo(f"{settings_from(parameters).store.database} {sorted(parameters.items())}")


def test_every_setting_is_an_option_with_its_help_and_default() -> None:
    output = " ".join(CliRunner().invoke(serve, ["--help"]).output.split())

    assert all(row.flag in output for row in TABLE)
    assert "--host TEXT Address to listen on" in output
    assert "--ingest-max-body-bytes SIZE Largest body" in output
    assert "[32 MiB]" in output


def test_an_option_reaches_the_settings_of_its_name() -> None:
    arguments = ["--db", "a.db", "--store-retain-days", "9", "--strict", "--schemas-paths", "a,b"]

    output = CliRunner().invoke(serve, arguments).output

    assert "database='a.db'" in output
    assert "retain_days=9" in output
    assert "strict=True" in output
    assert "paths=('a', 'b')" in output


@pytest.mark.parametrize("by_variable", [True, False])
def test_url_and_key_come_from_options_or_variables(*, by_variable: bool) -> None:
    if by_variable:
        result = CliRunner().invoke(ask, [], env={"COLLECTOR_URL": "u", "COLLECTOR_API_KEY": "k"})
    else:
        result = CliRunner().invoke(ask, ["--url", "u", "--api-key", "k"])

    assert "('api_key', 'k')" in result.output
    assert "('url', 'u')" in result.output


def test_a_command_with_a_few_options_gets_whole_settings() -> None:
    output = CliRunner().invoke(ask, ["--db", "b.db", "--json"]).output

    assert output.startswith("b.db ")
    assert "('as_json', True)" in output
