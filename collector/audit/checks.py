"""The checks: files of SQL, each with what it guards and how to mend what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, cast, get_args

from collector.errors import BadSettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.resources.abc import Traversable

Severity: TypeAlias = Literal["critical", "major", "minor"]

#: Lines of a header.
_KEYS = ("id", "severity", "guards", "mlflow", "openlineage")


@dataclass(frozen=True, slots=True)
class Check:
    """One check; `text` gives a row for each version of a model that it finds something in."""

    id: str
    #: What should be there.
    title: str
    severity: Severity
    #: The level that it guards; None for a risk, which is told beside.
    guards: int | None
    #: How to record it, with MLflow and in plain events.
    mlflow: str
    openlineage: str
    text: str

    @property
    def fix(self) -> str:
        """How to record it, as one text."""
        return f"With MLflow: {self.mlflow}. In plain events: {self.openlineage}."


def all_checks(paths: Sequence[str] = ()) -> list[Check]:
    """Those of the collector and of files of users, in the order of their identifiers.

    Raises BadSettings where a file cannot be read, or where two have one identifier.
    """
    checks: dict[str, Check] = {}
    folder = files("collector") / "sql" / "checks"
    for file in (*folder.iterdir(), *_files(paths)):
        check = read_check(file.name, _text(file))
        if check.id in checks:
            raise BadSettings(f"{file}: there is a check {check.id} already.")
        checks[check.id] = check
    return [checks[key] for key in sorted(checks, key=_order)]


def _files(paths: Sequence[str]) -> Iterator[Path]:
    for path in map(Path, paths):
        yield from sorted(path.glob("*.sql")) if path.is_dir() else [path]


def _text(file: Traversable) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"{file} cannot be read: {error}") from error


def _order(key: str) -> tuple[str, int, str]:
    return key.rstrip("0123456789"), len(key), key


def read_check(name: str, text: str) -> Check:
    """The check of a file; raises BadSettings where its header lacks something."""
    said: dict[str, str] = {"title": ""}
    last = "title"
    for line in takewhile(lambda line: line.startswith("--"), text.splitlines()):
        words = line.removeprefix("--").strip()
        key, colon, value = words.partition(": ")
        if colon and key in _KEYS:
            said[key] = value
            last = key
        else:
            said[last] = f"{said[last]} {words}".strip()
    missing = [key for key in _KEYS if key not in said]
    if missing:
        raise BadSettings(f"{name}: the header of a check names {', '.join(missing)}.")
    return Check(
        said["id"],
        said["title"],
        _severity(name, said["severity"]),
        _level(name, said["guards"]),
        said["mlflow"],
        said["openlineage"],
        text,
    )


def _severity(name: str, text: str) -> Severity:
    if text not in get_args(Severity):
        raise BadSettings(f"{name}: severity is one of {', '.join(get_args(Severity))}.")
    return cast("Severity", text)


def _level(name: str, text: str) -> int | None:
    if text == "risk":
        return None
    if text not in {"1", "2", "3", "4", "5"}:
        raise BadSettings(f"{name}: guards is a level from 1 to 5, or risk.")
    return int(text)
