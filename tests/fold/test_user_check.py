"""SQL files of users, checked without the database that they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from collector.errors import BadSettings
from collector.fold.user_check import check_files
from tests.conftest import settings_of

if TYPE_CHECKING:
    from pathlib import Path


def test_files_that_can_be_made_into_relations_are_right(tmp_path: Path) -> None:
    (tmp_path / "views").mkdir()
    (tmp_path / "views" / "a.sql").write_text("from b")
    (tmp_path / "views" / "b.sql").write_text("select count(*) as n from runs")
    settings = settings_of(tmp_path, views={"paths": (str(tmp_path / "views"),)})
    check_files(settings)
    assert not (tmp_path / "lineage.duckdb").exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("select stat from runs", "a.sql: Binder Error"),
        ("selec 1", "a.sql: The query cannot be read"),
        ("from read_text('/etc/passwd')", "a.sql: Queries may not use read_text"),
    ],
)
def test_a_file_that_cannot_is_named_with_the_reason(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "a.sql"
    path.write_text(text)
    with pytest.raises(BadSettings) as refused:
        check_files(settings_of(tmp_path, views={"paths": (str(path),)}))
    assert told in str(refused.value)
