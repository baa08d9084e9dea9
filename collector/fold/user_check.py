"""Whether the SQL files of users can be made into relations, tried on an empty database."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from collector.audit.checks import all_checks, try_checks
from collector.fold.tables import create_folds
from collector.fold.user_views import create_user_relations
from collector.store.database import Database

if TYPE_CHECKING:
    from collector.settings import Settings


def check_files(settings: Settings) -> None:
    """Raise BadSettings, naming the files, where a collector with these settings would not start.

    The database of the settings is not touched.
    """
    store = settings.store
    checks = all_checks(settings.audit.paths)
    with TemporaryDirectory(prefix="collector-") as folder:
        database = Database(
            Path(folder, "empty.duckdb"), store.memory_limit, 1, store.checkpoint_bytes
        )
        database.open()
        try:
            with database.cursor() as cursor:
                create_folds(cursor, settings.identity)
                create_user_relations(cursor, settings.views.paths)
                try_checks(cursor, checks)
        finally:
            database.close()
