"""`collector model`: models, how each version was made, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from collector.cli.asked import log_to_ask
from collector.cli.events import Moment
from collector.cli.model_walks import blast, upstream
from collector.cli.nodes import find_node
from collector.cli.options import json_option
from collector.cli.output import print_columns, print_json
from collector.cli.readable import moment
from collector.cli.source_options import log_options
from collector.models.wanted import WantedModels

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from collector.cli.asked import Asked

    Json = dict[str, Any]

LEVEL = click.IntRange(0, 5)

_MODELS = ("model", "latest version", "level", "made at", "versions")
_VERSIONS = ("version", "level", "made at", "aliases", "served", "run")
_ALIASES = ("alias", "version", "from", "until")
_DEPLOYMENTS = ("version", "environment", "endpoint", "from", "until", "job")


@click.group()
def command() -> None:
    """Show models, how each version was made, and what is missing.

    MODEL is namespace:name, a name, or the end of one. VERSION is its name, what its tool calls it,
    or an alias that it holds now, such as champion.
    """


def level_options(function: Callable[..., None]) -> Callable[..., None]:
    """Bounds of the level of a version."""
    least = click.option("--min-level", type=LEVEL, help="Of this level at least.")
    most = click.option("--max-level", type=LEVEL, help="Of this level at most.")
    return least(most(function))


_limit = click.option("--limit", type=click.IntRange(1, 1_000), default=100, show_default=True)


@command.command("list")
@click.argument("text", required=False)
@level_options
@_limit
@json_option
@log_options
def list_models(
    *,
    text: str | None,
    min_level: int | None,
    max_level: int | None,
    limit: int,
    as_json: bool,
    **options: Any,  # noqa: ANN401 - of `log_options`
) -> None:
    """List models by name; with TEXT those that have it in their name.

    Levels are those of the versions that were made last.
    """
    wanted = WantedModels(limit, text=text, min_level=min_level, max_level=max_level)
    with log_to_ask(options) as log:
        page = log.models(wanted)
    rows = [
        (
            f"{one['namespace']}:{one['name']}",
            one["latestVersion"],
            _level(one["latestLevel"], one["latestLevelName"]),
            moment(one["latestCreatedAt"]),
            one["versionCount"],
        )
        for one in page["models"]
    ]
    _print(page, as_json=as_json, headings=_MODELS, rows=rows)


@command.command()
@click.argument("model")
@level_options
@click.option("--finding", help="In which this check has found something, such as D8.")
@_limit
@json_option
@log_options
def versions(
    *,
    model: str,
    min_level: int | None,
    max_level: int | None,
    finding: str | None,
    limit: int,
    as_json: bool,
    **options: Any,  # noqa: ANN401 - of `log_options`
) -> None:
    """List versions of MODEL, the latest first."""
    wanted = WantedModels(limit, min_level=min_level, max_level=max_level, finding=finding)
    with log_to_ask(options) as log:
        page = log.model_versions(*_named(log, model), wanted)
    rows = [
        (
            one["modelVersion"],
            _level(one["level"], one["levelName"]),
            moment(one["createdAt"]),
            ", ".join(one["aliases"]),
            "yes" if one["isServed"] else "",
            one["runId"],
        )
        for one in page["versions"]
    ]
    _print(page, as_json=as_json, headings=_VERSIONS, rows=rows)


@command.command()
@click.argument("model", metavar="MODEL@VERSION")
@click.option("--markdown", "as_markdown", is_flag=True, help="Answer with a page of Markdown.")
@json_option
@log_options
def show(
    *,
    model: str,
    as_markdown: bool,
    as_json: bool,
    **options: Any,  # noqa: ANN401 - of `log_options`
) -> None:
    """Print how a version was made: data, code, parameters, environment, metrics, findings.

    Without @VERSION: the model, who holds its aliases and where it is served.
    """
    if as_markdown and as_json:
        raise click.UsageError("--markdown and --json do not go together.")
    name, _, version = model.rpartition("@")
    with log_to_ask(options) as log:
        if not name:
            found = log.model(*_named(log, version))
        else:
            found = log.model_card(*_named(log, name), version)
    if as_json:
        print_json(found)
        return
    from collector.cli.model_screens import card_screen, model_screen
    from collector.cli.screen_parts import print_screen
    from collector.models.markdown import markdown

    if name and as_markdown:
        click.echo(markdown(found), nl=False)
    elif as_markdown:
        raise click.UsageError("Of a model without @VERSION there is no page of Markdown.")
    else:
        print_screen(card_screen(found) if name else model_screen(found))


@command.command()
@click.argument("model")
@click.argument("before")
@click.argument("after")
@json_option
@log_options
def compare(
    *,
    model: str,
    before: str,
    after: str,
    as_json: bool,
    **options: Any,  # noqa: ANN401 - of `log_options`
) -> None:
    """Print what changed from version BEFORE of MODEL to version AFTER, and in their results."""
    with log_to_ask(options) as log:
        found = log.compared(*_named(log, model), before, after)
    if as_json:
        print_json(found)
        return
    from collector.cli.model_screens import compare_screen
    from collector.cli.screen_parts import print_screen

    print_screen(compare_screen(found))


_at = click.option("--at", type=Moment(), help="At this time alone.")


@command.command()
@click.argument("model")
@_at
@json_option
@log_options
def aliases(
    *,
    model: str,
    at: datetime | None,
    as_json: bool,
    **options: Any,  # noqa: ANN401 - of `log_options`
) -> None:
    """List which version of MODEL held which alias, and when."""
    with log_to_ask(options) as log:
        found = log.model_aliases(*_named(log, model), at)
    rows = [
        (one["alias"], one["modelVersion"], moment(one["heldFrom"]), moment(one["heldUntil"]))
        for one in found["aliases"]
    ]
    _print(found, as_json=as_json, headings=_ALIASES, rows=rows)


@command.command()
@click.argument("model")
@_at
@json_option
@log_options
def deployments(
    *,
    model: str,
    at: datetime | None,
    as_json: bool,
    **options: Any,  # noqa: ANN401 - of `log_options`
) -> None:
    """List which version of MODEL was served where, and when."""
    with log_to_ask(options) as log:
        found = log.model_deployments(*_named(log, model), at)
    rows = [
        (
            one["modelVersion"] or "not recorded",
            one["environment"],
            one["endpoint"],
            moment(one["startedAt"]),
            moment(one["endedAt"]),
            one["jobName"],
        )
        for one in found["deployments"]
    ]
    _print(found, as_json=as_json, headings=_DEPLOYMENTS, rows=rows)


command.add_command(upstream)
command.add_command(blast)


def _named(log: Asked, text: str) -> tuple[str, str]:
    """Namespace and name of the model that is meant."""
    found = find_node(log, "dataset", text.removeprefix("model:"))
    return found["namespace"], found["name"]


def _level(level: int | None, name: str | None) -> str:
    return "" if level is None else f"{level} {name}"


def _print(
    answer: Json, *, as_json: bool, headings: Sequence[str], rows: Sequence[Sequence[object]]
) -> None:
    if as_json:
        print_json(answer)
        return
    print_columns(headings, rows)
    if more := answer.get("totalCount", len(rows)) - len(rows):
        click.echo(f"{more:,} more; see --limit", err=True)
