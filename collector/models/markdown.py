"""The card of a version as a page of Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Json = dict[str, Any]

#: What a table says where nothing is told.
_NOTHING = "-"


def markdown(card: Json) -> str:
    """A page for people, from the answer of `card`."""
    parts = [
        f"# {card['modelName']}, version {card['modelVersion']}",
        *([card["model"]["description"]] if card["model"]["description"] else []),
        _level(card),
        _section("About", _told(_about(card))),
        _section("Training data", _inputs(card["inputs"])),
        _section("Code", _told(_code(card))),
        _section("Hyperparameters", _parameters(card["parameters"])),
        _section("Environment", _told(_environment(card))),
        _section("Metrics", _metrics(card["metrics"])),
        _section("Deployments", _deployments(card["deployments"])),
        _section("What is missing", _findings(card["findings"])),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _level(card: Json) -> str:
    if card["level"] is None:
        return "It was not audited yet."
    kept = card["keptFromNextBy"]
    why = f" What keeps it from the next level: {', '.join(kept)}." if kept else ""
    return f"**Level {card['level']} of 5: {card['levelName']}.**{why}"


def _about(card: Json) -> list[Sequence[object]]:
    training = card["training"] or {}
    held = [alias["alias"] for alias in card["aliases"] if alias["isHeld"]]
    artifact = card["artifactUri"]
    return [
        ("Model", f"`{card['modelNamespace']}` `{card['modelName']}`"),
        ("Made at", card["createdAt"]),
        ("Run", training.get("runId")),
        ("Job", training.get("jobName")),
        ("Algorithm", card["algorithm"]),
        ("Framework", _words(card["framework"], card["frameworkVersion"])),
        ("Task", card["task"]),
        ("Artifact", artifact),
        ("SHA-256 of the artifact", card["artifactSha256"]),
        ("Aliases", ", ".join(held)),
        ("Owners", ", ".join(owner.get("name", "") for owner in card["model"]["owners"])),
    ]


def _code(card: Json) -> list[Sequence[object]]:
    code = (card["training"] or {}).get("code", {})
    dirty = {None: None, True: "uncommitted changes", False: "clean"}[code.get("isDirty")]
    return [
        ("Commit", code.get("codeVersion")),
        ("Repository", code.get("repository")),
        ("Path", code.get("codePath")),
        ("Branch", code.get("branch")),
        ("Tree", dirty),
        ("SHA-256 of the changes", code.get("diffSha256")),
        ("Entry point", code.get("entryPoint")),
    ]


def _environment(card: Json) -> list[Sequence[object]]:
    told = (card["training"] or {}).get("environment", {})
    return [
        ("Language", _words(told.get("language"), told.get("languageVersion"))),
        ("SHA-256 of the lock file", told.get("lockfileSha256")),
        ("Container", told.get("containerImage")),
        ("Digest of the container", told.get("containerDigest")),
    ]


def _inputs(inputs: list[Json]) -> str:
    return _table(
        ("Data", "Role", "Version", "Grade", "Rows"),
        [
            (
                f"`{one['namespace']}` `{one['name']}`",
                one["role"],
                one["version"],
                one["grade"],
                one["rowCount"],
            )
            for one in inputs
        ],
    )


def _parameters(parameters: list[Json]) -> str:
    return _table(("", ""), [(one["parameter"], one["value"]) for one in parameters])


def _metrics(metrics: list[Json]) -> str:
    return _table(
        ("Metric", "Value", "On", "Slice"),
        [(one["metric"], one["value"], one["name"], one["slice"]) for one in metrics],
    )


def _deployments(deployments: list[Json]) -> str:
    return _table(
        ("Where", "Endpoint", "From", "Until"),
        [
            (one["environment"], one["endpoint"], one["startedAt"], one["endedAt"])
            for one in deployments
        ],
    )


def _findings(findings: list[Json]) -> str:
    return "\n".join(
        f"- **{one['checkId']}** ({one['severity']}): {_escaped(one['message'])} "
        f"{_escaped(one['fix'])}"
        for one in findings
    )


def _section(title: str, text: str) -> str:
    return f"## {title}\n\n{text}" if text else ""


def _told(rows: Iterable[Sequence[object]]) -> str:
    return _table(("", ""), [row for row in rows if row[1] not in {None, ""}])


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    if not rows:
        return ""
    lines = [heads, ["---"] * len(heads), *([_cell(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object) -> str:
    return _NOTHING if value in {None, ""} else _escaped(str(value))


def _escaped(text: str) -> str:
    """Text that stays in its cell, and is no HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|").replace("\n", " ")


def _words(*words: str | None) -> str:
    return " ".join(word for word in words if word)
