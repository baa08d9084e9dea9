"""A model, a version of it, and two versions side by side, on one screen each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from collector.cli.output import printable
from collector.cli.readable import count, moment, size
from collector.cli.screen_parts import facts, one_line, section, title, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from rich.console import RenderableType

    from collector.cli.asked import Row
    from collector.cli.screen_parts import Cell

_GRADES = {"recorded": "green", "inferred": "yellow", "missing": "red"}
_SEVERITIES = {"critical": "red", "major": "yellow", "minor": "dim"}

#: Members of code and environment → what they are called.
_CODE = {
    "codeVersion": "commit",
    "repository": "repository",
    "branch": "branch",
    "codeTag": "tag",
    "codePath": "path",
    "codeUrl": "address",
    "isDirty": "uncommitted changes",
    "diffSha256": "digest of the changes",
    "entryPoint": "entry point",
    "command": "command",
}
_ENVIRONMENT = {
    "language": "language",
    "languageVersion": "its version",
    "lockfileSha256": "digest of the lock file",
    "containerImage": "container",
    "containerDigest": "digest of the container",
    "packageCount": "libraries told",
    "hardware": "hardware",
}


def model_screen(model: Row) -> Iterator[RenderableType]:
    """The answer of `lists.model`."""
    yield title("model", f"{model['namespace']}:{model['name']}", model["flavour"] or "")
    yield facts(
        {
            "about": one_line(model["description"] or ""),
            "guessed": model["isGuessed"] and "only its file says that it is a model",
            "owners": _owners(model),
            "versions": count(model["versionCount"]),
            "seen": f"{moment(model['firstSeen'])} to {moment(model['lastSeen'])}",
        }
    )
    yield from section(
        "aliases",
        {
            "alias": lambda row: row["alias"],
            "version": lambda row: row["modelVersion"],
            "since": lambda row: moment(row["heldFrom"]),
        },
        model["aliases"],
    )
    yield from _served(model["deployments"])


def card_screen(card: Row) -> Iterator[RenderableType]:
    """The answer of `card`."""
    training = card["training"] or {}
    named = f"{card['modelNamespace']}:{card['modelName']}@{card['modelVersion']}"
    yield title("model", named, "")
    yield facts(
        {
            "level": _level(card),
            "about": one_line(card["model"]["description"] or ""),
            "owners": _owners(card["model"]),
            "aliases": ", ".join(one["alias"] for one in card["aliases"] if one["isHeld"]),
            "made at": moment(card["createdAt"]),
            "made by": words(training.get("jobName"), training.get("runId")),
            "written too by": ", ".join(card["otherProducers"]),
            "kind": words(card["algorithm"], card["framework"], card["frameworkVersion"]),
            "task": card["task"],
            "artifact": words(card["artifactUri"], size(card["artifactBytes"])),
            "sha256": card["artifactSha256"],
            "tracked at": training.get("trackingUrl"),
        }
    )
    yield from _told("code", training.get("code") or {}, _CODE)
    yield from _inputs(card["inputs"])
    yield from section(
        "parameters",
        {"parameter": lambda row: row["parameter"], "value": lambda row: row["value"]},
        card["parameters"],
    )
    yield from _told("environment", training.get("environment") or {}, _ENVIRONMENT)
    yield from section(
        "metrics",
        {
            "metric": lambda row: row["metric"],
            "value": lambda row: _number(row["value"]),
            "on": lambda row: row["name"],
            "slice": lambda row: row["slice"],
            "step": lambda row: count(row["step"]),
        },
        card["metrics"],
    )
    yield from _served(card["deployments"])
    yield from _findings(card["findings"])


def compare_screen(found: Row) -> Iterator[RenderableType]:
    """The answer of `compare`."""
    before, after = found["before"], found["after"]
    named = f"{found['modelNamespace']}:{found['modelName']}"
    yield title("model", named, f"{before['modelVersion']} → {after['modelVersion']}")
    yield facts(
        {
            "verdict": found["verdict"],
            "level": f"{before['level']} → {after['level']}",
            "made at": f"{moment(before['createdAt'])} → {moment(after['createdAt'])}",
            "code": found["code"]["compareUrl"],
        }
    )
    yield from section(
        "data",
        {
            "dataset": lambda row: f"{row['namespace']}:{row['name']}",
            "change": lambda row: row["change"],
            "role": lambda row: row["roleAfter"] or row["roleBefore"],
            "version": lambda row: _both(row["versionBefore"], row["versionAfter"]),
            "grade": lambda row: _both(row["gradeBefore"], row["gradeAfter"]),
            "rows": lambda row: _both(row["rowCountBefore"], row["rowCountAfter"]),
        },
        found["data"]["inputs"],
    )
    yield from section(
        "columns",
        {
            "dataset": lambda row: f"{row['namespace']}:{row['name']}",
            "column": lambda row: row["field"],
            "before": lambda row: row["before"] or "-",
            "after": lambda row: row["after"] or "-",
        },
        found["data"]["schemas"],
    )
    yield from _changed("code", found["code"]["changed"], _CODE)
    yield from section(
        "parameters",
        {
            "parameter": lambda row: row["parameter"],
            "before": lambda row: row["before"] or "-",
            "after": lambda row: row["after"] or "-",
        },
        [row for row in found["parameters"] if row["change"] != "same"],
    )
    yield from _changed("environment", found["environment"]["changed"], _ENVIRONMENT)
    yield from section(
        "libraries",
        {
            "library": lambda row: row["name"],
            "before": lambda row: row["before"] or "-",
            "after": lambda row: row["after"] or "-",
        },
        found["environment"]["packages"],
    )
    yield from section(
        "metrics",
        {
            "metric": lambda row: row["metric"],
            "on": lambda row: row["name"],
            "slice": lambda row: row["slice"],
            "before": lambda row: _number(row["before"]),
            "after": lambda row: _number(row["after"]),
            "delta": _delta,
        },
        found["metrics"],
    )


def _level(card: Row) -> str:
    if card["level"] is None:
        return "not audited yet"
    kept = card["keptFromNextBy"]
    why = f"; kept from the next one by {', '.join(kept)}" if kept else ""
    return f"{card['level']} of 5, {card['levelName']}{why}"


def _inputs(inputs: list[Row]) -> Iterator[RenderableType]:
    return section(
        "made from",
        {
            "dataset": lambda row: f"{row['namespace']}:{row['name']}",
            "role": lambda row: row["role"] or ("" if row["feeds"] else "not used"),
            "version": lambda row: row["version"] or "?",
            "grade": lambda row: Text(row["grade"], style=_GRADES[row["grade"]]),
            "rows": lambda row: count(row["rowCount"]),
            "size": lambda row: size(row["byteCount"]),
        },
        inputs,
    )


def _served(deployments: list[Row]) -> Iterator[RenderableType]:
    return section(
        "served",
        {
            "version": lambda row: row.get("modelVersion"),
            "environment": lambda row: row["environment"],
            "endpoint": lambda row: row["endpoint"],
            "from": lambda row: moment(row["startedAt"]),
            "until": lambda row: moment(row["endedAt"]) or "now",
        },
        deployments,
    )


def _findings(findings: list[Row]) -> Iterator[RenderableType]:
    if not findings:
        return
    yield Text("\nwhat is missing", style="bold")
    for finding in findings:
        guards = finding["guards"]
        kind = f"level {guards}" if guards else "risk"
        line = Text.assemble(
            (finding["checkId"], "bold"),
            "  ",
            (finding["severity"], _SEVERITIES[finding["severity"]]),
            f", {kind}: ",
            printable(finding["message"]),
        )
        yield Padding(line, (0, 0, 0, 2))
        yield Padding(Text(printable(finding["fix"]), style="dim"), (0, 0, 0, 6))


def _told(
    heading: str, members: Mapping[str, object], names: Mapping[str, str]
) -> Iterator[RenderableType]:
    """What is told of code or environment, under a heading; nothing where that is nothing."""
    told: dict[str, Cell | bool | None] = {
        name: _value(members[key]) for key, name in names.items() if members.get(key)
    }
    if members.get("isDirty") is False:
        told["uncommitted changes"] = "none"
    if told:
        yield Text(f"\n{heading}", style="bold")
        yield facts(told)


def _changed(
    heading: str, changed: Mapping[str, Row], names: Mapping[str, str]
) -> Iterator[RenderableType]:
    columns: dict[str, Callable[[Row], Cell | None]] = {
        "what": lambda row: names[row["key"]],
        "before": lambda row: _value(row["before"]) or "-",
        "after": lambda row: _value(row["after"]) or "-",
    }
    return section(heading, columns, [{"key": key, **both} for key, both in changed.items()])


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} {_value(inner)}" for key, inner in value.items())
    return "" if value is None else str(value)


def _both(before: object, after: object) -> str:
    if before == after:
        return "" if after is None else str(after)
    return f"{'?' if before is None else before} → {'?' if after is None else after}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.6g}"


def _delta(row: Row) -> Text:
    if row["delta"] is None:
        return Text("")
    style = {True: "green", False: "red", None: ""}[row["isBetter"]]
    return Text(f"{row['delta']:+.6g}", style=style)


def _owners(row: Row) -> str:
    return ", ".join(owner.get("name", "") for owner in row["owners"])
