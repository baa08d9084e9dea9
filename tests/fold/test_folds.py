"""The folds and the folders of SQL they are made of."""

from __future__ import annotations

from pathlib import Path

import pytest

from collector.fold.derived import DERIVED
from collector.fold.folds import FOLDS, RELATIONS, VIEWS, fold
from collector.fold.staging import STAGED

SQL = Path(__file__).parent.parent.parent / "collector" / "sql"


@pytest.mark.parametrize(
    ("layer", "names"),
    [
        ("1_staged", STAGED),
        ("2_parts", FOLDS),
        ("3_folds", FOLDS),
        ("4_derived", DERIVED),
        ("5_views", VIEWS),
        ("6_relations", RELATIONS),
    ],
)
def test_every_file_of_a_layer_is_made(layer: str, names: tuple[str, ...]) -> None:
    assert sorted(names) == sorted(path.stem for path in (SQL / layer).glob("*.sql"))


@pytest.mark.parametrize("name", FOLDS)
def test_the_rows_of_a_unit_are_found_by_a_part_of_the_key(name: str) -> None:
    assert set(fold(name).unit) <= set(fold(name).key)
