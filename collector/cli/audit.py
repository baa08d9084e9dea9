"""`collector audit`: whether versions of models could be made again, and what is missing."""

from __future__ import annotations

import getpass
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from collector.audit.gate import asked_of, faults, is_waived
from collector.audit.waiving import Waiver
from collector.audit.wanted import WantedVersions
from collector.cli.asked import log_to_ask
from collector.cli.events import Moment
from collector.cli.exit_codes import DONE, INVALID
from collector.cli.nodes import find_node
from collector.cli.options import json_option
from collector.cli.output import print_bytes, print_json, printable
from collector.cli.source_options import log_from, log_options
from collector.errors import NotFound
from collector.policies import HIGHEST_LEVEL, SEVERITIES
from collector.times import utc_now

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from collector.cli.asked import Asked

    Json = dict[str, Any]

#: Versions of one answer.
PAGE = 1_000


class Audit(click.Group):
    """`report` is what happens without a command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        is_help = bool(args) and args[0] in ctx.help_option_names
        if not ctx.resilient_parsing and not is_help and (not args or args[0] not in self.commands):
            args = ["report", *args]
        return super().parse_args(ctx, args)


@click.group(cls=Audit)
def command() -> None:
    """Say whether versions of models could be made again, and what is missing.

    `collector audit [MODEL[@VERSION]]` is `collector audit report`; see its --help. MODEL is
    namespace:name, a name, or the end of one; VERSION is its name, or an alias that it holds now.
    """


@command.command()
@click.argument("model", metavar="[MODEL[@VERSION]]", required=False)
@click.option(
    "--min-level", type=click.IntRange(0, HIGHEST_LEVEL), help="Not passed below this level."
)
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    help="Not passed with a finding so grave, or graver.",
)
@click.option("--sarif", "form", flag_value="sarif", help="Answer in SARIF 2.1.0.")
@click.option("--markdown", "form", flag_value="markdown", help="Answer in Markdown.")
@click.option("--junit", "form", flag_value="junit", help="Answer in JUnit XML.")
@json_option
@log_options
@click.pass_context
def report(
    context: click.Context,
    /,
    *,
    model: str | None,
    min_level: int | None,
    fail_on: str | None,
    form: str | None,
    as_json: bool,
    **options: Any,  # noqa: ANN401 - of `log_options`
) -> None:
    """Print levels, what keeps from the next one, and risks.

    What is asked: --min-level and --fail-on, and what they leave open, the policy of the settings.
    The exit code is 4 where a version does not pass; waived findings do not count.
    """
    if as_json and form:
        raise click.UsageError(f"--json and --{form} do not go together.")
    with log_to_ask(options) as log:
        versions, checks = _versions(log, _wanted(log, model))
    if model is not None and not versions:
        raise NotFound(f"There is no version {model!r} that was audited.")
    now = utc_now()
    judged = [(one, faults(one, asked_of(one, min_level, fail_on), now)) for one in versions]
    _print("json" if as_json else form, judged, checks, now)
    broken = [check for check in checks if check["failure"] is not None]
    for check in broken:
        click.echo(f"could not run check {check['checkId']}: {check['failure']}", err=True)
    missed = sum(bool(told) for _, told in judged)
    if missed:
        click.echo(f"{missed:,} of {len(judged):,} versions do not pass", err=True)
    context.exit(INVALID if missed or broken else DONE)


@command.command()
@click.argument("model", metavar="MODEL@VERSION")
@click.argument("check")
@click.option("--reason", help="Why what the check finds is accepted.")
@click.option("--until", type=Moment(), help="A date; from its beginning it is not any more.")
@click.option("--by", help="Who says so.  [the user of this machine, or the API key]")
@click.option("--withdraw", is_flag=True, help="It is not accepted any more.")
@log_options
def waive(
    *,
    model: str,
    check: str,
    reason: str | None,
    until: datetime | None,
    by: str | None,
    withdraw: bool,
    **options: Any,  # noqa: ANN401 - of `log_options`
) -> None:
    """Accept what CHECK finds in a version of a model, for a time.

    It is kept as an event, and the finding stays in every report; the level stays what it is, and
    a gate does not count the finding.
    """
    if withdraw and until is not None:
        raise click.UsageError("--withdraw and --until do not go together.")
    if not withdraw and (until is None or not reason):
        raise click.UsageError("A waiver needs --reason and --until.")
    name, _, version = model.rpartition("@")
    if not name:
        raise click.UsageError("Name the version: MODEL@VERSION.")
    with log_to_ask(options) as log:
        found = find_node(log, "dataset", name)
    waiver = Waiver(found["namespace"], found["name"], version, check, reason or "", until, by)
    with log_from(options, "change") as changed:
        if by is None and not changed.is_served:
            waiver = replace(waiver, by=getpass.getuser())
        changed.waive(waiver)
    what = "withdrawn" if withdraw else "waived"
    click.echo(f"{what} {check} of {found['name']}@{version}", err=True)


def _wanted(log: Asked, text: str | None) -> WantedVersions:
    """The versions that are meant; of a model that has an @ in its name, all."""
    if text is None:
        return WantedVersions(PAGE)
    name, at, version = text.rpartition("@")
    if not at:
        return _of_model(log, text)
    try:
        return replace(_of_model(log, name), version=version)
    except NotFound:
        return _of_model(log, text)


def _of_model(log: Asked, text: str) -> WantedVersions:
    found = find_node(log, "dataset", text)
    return WantedVersions(PAGE, namespace=found["namespace"], name=found["name"])


def _versions(log: Asked, wanted: WantedVersions) -> tuple[list[Json], list[Json]]:
    """All of them, page by page, and the checks."""
    versions: list[Json] = []
    while True:
        answer = log.audit(replace(wanted, offset=len(versions)))
        versions += answer["versions"]
        if not answer["versions"] or len(versions) >= answer["totalCount"]:
            return versions, answer["checks"]


def _print(
    form: str | None, judged: Sequence[tuple[Json, list[str]]], checks: list[Json], now: datetime
) -> None:
    versions = [version for version, _ in judged]
    if form == "json":
        print_json(versions)
    elif form == "sarif":
        from collector.audit.sarif import sarif

        click.echo(json.dumps(sarif(versions, checks, now), indent=2))
    elif form == "junit":
        from collector.audit.junit import junit

        print_bytes(junit(judged, checks, now) + b"\n")
    elif form == "markdown":
        from collector.audit.markdown import markdown

        click.echo(markdown(judged, now), nl=False)
    else:
        for place, (version, told) in enumerate(judged):
            if place:
                click.echo()
            for line in _lines(version, told, now):
                click.echo(line)


def _lines(version: Json, told: list[str], now: datetime) -> Iterator[str]:
    """What was found in a version, for people."""
    name = printable(f"{version['name']}@{version['version'] or '?'}")
    place = printable(version["namespace"])
    yield f"{name}: level {version['level']}, {version['levelName']}  ({place})"
    for fault in told:
        yield f"  not passed: {printable(fault)}"
    if version["keptFromNextBy"]:
        kept = ", ".join(map(printable, version["keptFromNextBy"]))
        yield f"  kept from level {version['level'] + 1} by {kept}"
    guarding = [one for one in version["findings"] if one["guards"] is not None]
    risks = [one for one in version["findings"] if one["guards"] is None]
    level = None
    for one in guarding:
        if one["guards"] != level:
            level = one["guards"]
            yield f"  level {level}"
        yield from _finding(one, now)
    if risks:
        yield "  risks"
    for one in risks:
        yield from _finding(one, now)


def _finding(one: Json, now: datetime) -> Iterator[str]:
    outcome = "" if one["outcome"] == "failed" else f", {one['outcome']}"
    waived = ", waived" if is_waived(one, now) else ""
    yield f"    {one['checkId']} {one['severity']}{outcome}{waived}: {printable(one['message'])}"
    if waived:
        until = str(one["waivedUntil"])[:10]
        yield f"       accepted until {until}: {printable(one['waivedBecause'])}"
    else:
        yield f"       {printable(one['fix'])}"
