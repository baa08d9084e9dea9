"""Whether the views of a file say what a fold of its whole log from the beginning says."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from collector.fold.folding import Folding
from collector.fold.folds import RELATIONS
from collector.fold.tables import create_folds
from collector.settings import Settings
from collector.store.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb


#: Bytes that DuckDB may take: whole relations stand beside each other.
MEMORY = 4 << 30


def differences(path: Path, relations: Iterable[str] = RELATIONS) -> dict[str, int]:
    """Rows of each relation that are in one of the two and not in the other; only where any are.

    Nobody has the file open. It stays as it is: a copy is folded to the end of its log, as the next
    start would do, and then once more from nothing.
    """
    names = list(relations)
    with tempfile.TemporaryDirectory(prefix="views-", dir=path.parent) as folder:
        database = _copy(path, Path(folder))
        try:
            _fold_to_the_end(database)
            with database.cursor() as cursor:
                for name in names:
                    # Not in the schema of the folds, which goes.
                    cursor.execute(f"create table kept_{name} as from {name}")
                cursor.execute("drop schema folds cascade")
            _fold_to_the_end(database)
            with database.cursor() as cursor:
                found = {name: _different_rows(cursor, name) for name in names}
        finally:
            database.close()
    return {name: count for name, count in found.items() if count}


def _copy(path: Path, folder: Path) -> Database:
    for name in (path.name, f"{path.name}.wal"):
        if path.with_name(name).exists():
            shutil.copyfile(path.with_name(name), folder / name)
    store = Settings().store
    database = Database(folder / path.name, MEMORY, store.threads, store.checkpoint_bytes)
    database.open()
    return database


def _fold_to_the_end(database: Database) -> None:
    identity = Settings().identity
    with database.cursor() as cursor:
        create_folds(cursor, identity)
        folding = Folding(cursor, identity)
        while folding.turn().event_count:
            pass


def _different_rows(cursor: duckdb.DuckDBPyConnection, name: str) -> int:
    kept = f"kept_{name}"
    both = f"(from {name} except all from {kept}) union all (from {kept} except all from {name})"
    [(count,)] = cursor.execute(f"select count(*) from ({both})").fetchall()  # noqa: S608
    return int(count)
