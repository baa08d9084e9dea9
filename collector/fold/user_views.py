"""Relations of users, made of the SQL files that the settings name: views, and tables.

A file is one SELECT that reads public relations and those of other files. What the header calls
`kept: table` becomes a table, which is empty here; `user_tables` fills it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from collector.errors import BadSettings, Malformed
from collector.fold.folds import RELATIONS
from collector.store.sql_guard import check_definition
from collector.store.statements import Statement, read_statement, sql
from collector.store.tables import comment_on
from collector.store.transaction import in_transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: Names that need no quotes, whatever the case.
_NAME = re.compile(r"[a-z_][a-z0-9_]*")

#: A snapshot says under this name when it was taken.
_RESERVED = frozenset({"snapshot"})

#: A select whose columns are looked at; no file can be named like this.
_SELECT = '"the select"'

#: What DuckDB says of a select that is wrong, not of the disk or the memory.
_WRONG = (duckdb.ProgrammingError, duckdb.NotSupportedError, duckdb.DataError)


@dataclass(frozen=True, slots=True)
class UserRelation:
    """One file of a user."""

    path: Path
    made: Statement

    @property
    def name(self) -> str:
        """The name of the file is that of the relation."""
        return self.made.name

    @property
    def kind(self) -> str:
        """`view` or `table`."""
        return "table" if self.made.kept else "view"


def create_user_relations(
    cursor: duckdb.DuckDBPyConnection, paths: Sequence[str]
) -> tuple[Statement, ...]:
    """Make the relations of these files, and drop those of files that are gone.

    Nothing is done where they are as they were. Returns the tables, each after those that it
    reads. Raises BadSettings, naming the files, for what cannot be made; nothing is changed then.
    """
    files = {file.name: file for file in _read_files(paths)}
    basis = _basis(cursor)
    wanted = sorted((file.name, file.kind, _digest(basis, file)) for file in files.values())
    if sorted(_found(cursor)) != wanted:
        in_transaction(cursor, partial(_make_anew, files=list(files.values()), basis=basis))
        cursor.execute("checkpoint")
    return tuple(files[name].made for name, kind, _ in _found(cursor) if kind == "table")


def give_way(cursor: duckdb.DuckDBPyConnection) -> None:
    """Drop the relations of users that have the name of a public one, which a new release brings.

    Their files are refused afterwards.
    """
    for name, kind, _ in _found(cursor):
        if name in RELATIONS:
            in_transaction(cursor, partial(_drop, name=name, kind=kind))


def _read_files(paths: Sequence[str]) -> Iterator[UserRelation]:
    taken: dict[str, Path] = {}
    for path in (file for given in paths for file in _files(Path(given))):
        name = path.stem
        if not _NAME.fullmatch(name):
            raise BadSettings(
                f"{path}: the name of the file is that of the relation: lower-case letters, digits "
                "and _."
            )
        if name in taken:
            raise BadSettings(f"{path}: {taken[name]} has the same name.")
        taken[name] = path
        yield _read(path)


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        for entry in sorted(path.iterdir()):
            if entry.is_dir() or entry.suffix == ".sql":
                yield from _files(entry)
    elif path.exists():
        yield path
    else:
        raise BadSettings(f"{path}: there is no such file or folder of views.")


def _read(path: Path) -> UserRelation:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadSettings(f"{path}: cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadSettings(f"{path}: is not UTF-8 at byte {error.start}.") from error
    made = read_statement(path.stem, text)
    if made.kept not in {(), ("table",)}:
        raise BadSettings(f"{path}: of what is kept, the header can say `kept: table` only.")
    return UserRelation(path, made)


def _basis(cursor: duckdb.DuckDBPyConnection) -> str:
    """What the files are checked against: a change of it has them checked and made again."""
    [(relations,)] = cursor.execute("select viewing from folds.made_by").fetchall()
    return f"{relations} {duckdb.__version__}"


def _digest(basis: str, file: UserRelation) -> str:
    return hashlib.sha256(f"{basis}\n{file.made.text}".encode()).hexdigest()


def _found(cursor: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str]]:
    """Name, kind and digest of the relations of users, in the order in which they were made."""
    if not cursor.execute(sql("users/has_relations")).fetchall():
        return []
    return cursor.execute(sql("users/relations")).fetchall()


def _make_anew(
    cursor: duckdb.DuckDBPyConnection, files: Sequence[UserRelation], basis: str
) -> None:
    # All of them: a copy of the file makes views in this order, and each needs those it reads.
    for name, kind, _ in reversed(_found(cursor)):
        _drop(cursor, name, kind)
    cursor.execute("create schema if not exists users")
    cursor.execute(sql("users/create_relations"))
    _require_free(cursor, files)
    for position, file in enumerate(_in_order(cursor, files)):
        cursor.execute(
            "insert into users.relations values (?, ?, ?, ?)",
            [position, file.name, file.kind, _digest(basis, file)],
        )


def _drop(cursor: duckdb.DuckDBPyConnection, name: str, kind: str) -> None:
    cursor.execute(f'drop {kind} if exists main."{name}"')
    cursor.execute("delete from users.relations where name = ?", [name])


def _require_free(cursor: duckdb.DuckDBPyConnection, files: Iterable[UserRelation]) -> None:
    found = cursor.execute(sql("questions/readable_relations")).fetchall()
    taken = _RESERVED | {relation.lower() for _, relation in found}
    for file in files:
        if file.name in taken:
            raise BadSettings(f"{file.path}: there is a relation {file.name} already.")


def _in_order(
    cursor: duckdb.DuckDBPyConnection, files: Sequence[UserRelation]
) -> Iterator[UserRelation]:
    """Create the relations, each after those that it reads."""
    rest = files
    while rest:
        # An error of DuckDB would end the transaction: what may not be there yet is asked first.
        refused: list[tuple[UserRelation, str]] = []
        for file in rest:
            try:
                check_definition(cursor, file.made.text)
            except Malformed as error:
                refused.append((file, str(error)))
            else:
                _create(cursor, file)
                yield file
        if len(refused) == len(rest):
            raise BadSettings(" ".join(f"{file.path}: {why}" for file, why in refused))
        rest = [file for file, _ in refused]


def _create(cursor: duckdb.DuckDBPyConnection, file: UserRelation) -> None:
    try:
        cursor.execute(f"create or replace temp view {_SELECT} as {file.made.text}")
        _require_described(cursor, file)
        source = f"from {_SELECT} with no data" if file.made.kept else file.made.text
        cursor.execute(f'create {file.kind} main."{file.name}" as {source}')
        comment_on(cursor, file.made, file.kind)
        cursor.execute(f"drop view {_SELECT}")
    except _WRONG as error:
        first_line = str(error).partition("\n")[0]
        raise BadSettings(f"{file.path}: {first_line}") from error


def _require_described(cursor: duckdb.DuckDBPyConnection, file: UserRelation) -> None:
    """Raise BadSettings where the header names a column that is not there."""
    columns = {row[0].lower() for row in cursor.execute(f"describe {_SELECT}").fetchall()}
    for name in (*file.made.key, *file.made.columns):
        if name.lower() not in columns:
            raise BadSettings(f"{file.path}: the header names a column {name}, which is not there.")
