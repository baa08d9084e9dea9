"""The checks: files of SQL, each with what it guards and how to mend what it finds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.resources import files
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

import duckdb

from collector.errors import BadSettings, Malformed
from collector.policies import SEVERITIES
from collector.store.sql_guard import check_definition

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Severity: TypeAlias = Literal["critical", "major", "minor"]

#: Lines of a header; instead of the last two, a check of a user may have one `fix`.
_KEYS = ("id", "severity", "guards", "reads", "fix", "mlflow", "openlineage")
_NEEDED = ("id", "severity", "guards")

#: What a row of a check says.
COLUMNS = ("model_namespace", "model_name", "model_version", "outcome", "subject", "message")


@dataclass(frozen=True, slots=True)
class Check:
    """One check; `text` gives a row for each version of a model that it finds something in."""

    id: str
    #: What should be there.
    title: str
    severity: Severity
    #: The level that it guards; None for a risk, which is told beside.
    guards: int | None
    #: How to record it, as one text.
    fix: str
    text: str
    #: It reads the levels of versions, which come out of the other checks.
    reads_levels: bool = False
    #: The file of a user; None for those of the collector.
    file: Path | None = None


def all_checks(paths: Sequence[str] = ()) -> list[Check]:
    """Those of the collector and of files of users, in the order of their identifiers.

    Raises BadSettings, naming the files, where one cannot be read, or two have one identifier.
    """
    checks: dict[str, Check] = {}
    for check in (*_own_checks(), *_checks_of_users(paths)):
        if check.id in checks:
            raise BadSettings(f"{check.file}: there is a check {check.id} already.")
        checks[check.id] = check
    return [checks[key] for key in sorted(checks, key=_order)]


def try_checks(cursor: duckdb.DuckDBPyConnection, checks: Sequence[Check]) -> None:
    """Raise BadSettings, naming the files, where a check of a user cannot be run.

    The public relations have to be there.
    """
    refused = [(check.file, _fault(cursor, check)) for check in checks if check.file is not None]
    if told := [f"{file}: {fault}" for file, fault in refused if fault]:
        raise BadSettings(" ".join(told))


def _fault(cursor: duckdb.DuckDBPyConnection, check: Check) -> str | None:
    """Why a check cannot be run; None where it can."""
    try:
        check_definition(cursor, check.text)
        found = cursor.execute(f"describe {check.text}").fetchall()
    except Malformed as error:
        return str(error)
    except (duckdb.ProgrammingError, duckdb.NotSupportedError, duckdb.DataError) as error:
        return str(error).partition("\n")[0]
    missing = [name for name in COLUMNS if name not in {row[0].lower() for row in found}]
    return f"the select has no column {', '.join(missing)}." if missing else None


def _own_checks() -> Iterator[Check]:
    for file in (files("collector") / "sql" / "checks").iterdir():
        yield read_check(file.name, file.read_text(encoding="utf-8"))


def _checks_of_users(paths: Sequence[str]) -> Iterator[Check]:
    for file in (file for path in paths for file in _files(Path(path))):
        yield replace(read_check(str(file), _text(file)), file=file)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(path.rglob("*.sql"))
    if path.exists():
        return [path]
    raise BadSettings(f"{path}: there is no such file or folder of checks.")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise BadSettings(f"{file}: cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadSettings(f"{file}: is not UTF-8 at byte {error.start}.") from error


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
    missing = [key for key in _NEEDED if key not in said]
    if "fix" not in said:
        missing += [key for key in ("mlflow", "openlineage") if key not in said]
    if missing:
        raise BadSettings(f"{name}: the header of a check names {', '.join(missing)}.")
    check = Check(
        said["id"],
        said["title"],
        _severity(name, said["severity"]),
        _level(name, said["guards"]),
        _fix(said),
        text,
        reads_levels=_reads_levels(name, said.get("reads")),
    )
    if check.reads_levels and check.guards is not None:
        raise BadSettings(f"{name}: a check that reads levels cannot guard one; it is a risk.")
    return check


def _fix(said: Mapping[str, str]) -> str:
    if "fix" in said:
        return said["fix"]
    return f"With MLflow: {said['mlflow']}. In plain events: {said['openlineage']}."


def _severity(name: str, text: str) -> Severity:
    if text not in SEVERITIES:
        raise BadSettings(f"{name}: severity is one of {', '.join(SEVERITIES)}.")
    return cast("Severity", text)


def _level(name: str, text: str) -> int | None:
    if text == "risk":
        return None
    if text not in {"1", "2", "3", "4", "5"}:
        raise BadSettings(f"{name}: guards is a level from 1 to 5, or risk.")
    return int(text)


def _reads_levels(name: str, text: str | None) -> bool:
    if text not in {None, "levels"}:
        raise BadSettings(f"{name}: of what it reads, the header can say `reads: levels` only.")
    return text is not None
