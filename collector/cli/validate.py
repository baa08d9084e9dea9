"""`collector validate`: files of events against the schemas, without a server."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

import click

from collector.cli.exit_codes import DONE, INVALID
from collector.cli.options import config_option, json_option, settings_from
from collector.cli.output import print_json
from collector.cli.schemas import schemas_option
from collector.decode import parse
from collector.engines import ReferenceEngine, RsEngine
from collector.errors import InvalidEvent, Malformed
from collector.event import Violation
from collector.event_files import read_events
from collector.problems import quoted
from collector.schema_files import load
from collector.validate import STRICT, Layers, Validator, layers_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collector.engines import Engine
    from collector.event import Kind
    from collector.event_files import Record

ENGINES: dict[str, type[Engine]] = {"rs": RsEngine, "reference": ReferenceEngine}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What there is to say of one record."""

    record: Record
    kind: Kind | None
    is_valid: bool
    violations: tuple[Violation, ...]


@dataclass(slots=True)
class Counts:
    """Sums over all that was read."""

    events: int = 0
    invalid: int = 0
    violations: dict[str, int] = field(default_factory=dict)

    def add(self, verdict: Verdict) -> None:
        self.events += 1
        self.invalid += not verdict.is_valid
        for violation in verdict.violations:
            layer = violation.layer
            self.violations[layer] = self.violations.get(layer, 0) + 1


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE…|-")
@click.option("--strict", is_flag=True, help="Reject in every layer, whatever the settings say.")
@click.option(
    "--engine",
    type=click.Choice(list(ENGINES)),
    default="rs",
    show_default=True,
    help="What checks: jsonschema-rs, or the slow jsonschema to compare with.",
)
@schemas_option
@json_option
@config_option
@click.pass_context
def command(
    context: click.Context,
    /,
    *,
    paths: tuple[str, ...],
    strict: bool,
    engine: str,
    schemas: tuple[str, ...],
    as_json: bool,
    **parameters: object,
) -> None:
    """Check files of events: JSON, JSON arrays or NDJSON, plain, gzip or zstd; folders; `-`.

    Prints every violation, warnings among them, and exits with 4 if an event would be refused.
    """
    settings = settings_from(parameters)
    layers = STRICT if strict else layers_of(settings.validation)
    validator = Validator(load([*settings.schemas.paths, *schemas]), layers, ENGINES[engine])
    counts = Counts()
    told: list[Verdict] = []
    for verdict in _verdicts(paths, validator):
        counts.add(verdict)
        if as_json and verdict.violations:
            told.append(verdict)
        elif verdict.violations:
            _say(verdict, layers)
    if as_json:
        print_json(_answer(told, counts))
    else:
        valid = counts.events - counts.invalid
        click.echo(f"{counts.events} events: {valid} valid, {counts.invalid} invalid", err=True)
    context.exit(INVALID if counts.invalid else DONE)


def _verdicts(paths: tuple[str, ...], validator: Validator) -> Iterator[Verdict]:
    for record in read_events(paths):
        yield _verdict(record, validator)


def _verdict(record: Record, validator: Validator) -> Verdict:
    try:
        document = parse(record.raw)
        kind, violations = validator.validate(document.value, document.not_numbers)
    except Malformed as error:
        return Verdict(
            record, None, is_valid=False, violations=(Violation("json", "", str(error)),)
        )
    except InvalidEvent as error:
        return Verdict(record, None, is_valid=False, violations=error.violations)
    return Verdict(record, kind, is_valid=True, violations=violations)


def _say(verdict: Verdict, layers: Layers) -> None:
    for violation in verdict.violations:
        is_reason = not verdict.is_valid and (
            layers.of(violation.layer) == "reject" or len(verdict.violations) == 1
        )
        grade = "error" if is_reason else "warning"
        pointer = violation.pointer or "the event"
        if not pointer.isprintable():
            pointer = quoted(pointer)
        place = verdict.record.place
        click.echo(f"{place}: {grade}: {violation.layer}: {pointer}: {violation.message}")


def _answer(told: list[Verdict], counts: Counts) -> dict[str, object]:
    return {
        "events": counts.events,
        "valid": counts.events - counts.invalid,
        "invalid": counts.invalid,
        "violations": counts.violations,
        "results": [
            {
                "source": verdict.record.source,
                "line": verdict.record.line,
                "index": verdict.record.index,
                "kind": verdict.kind,
                "valid": verdict.is_valid,
                "violations": [asdict(violation) for violation in verdict.violations],
            }
            for verdict in told
        ],
    }
