from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from collector.cli.import_marks import Mark, Marks

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "events.ndjson"
    path.write_bytes(b"{}\n")
    return path


def test_a_mark_is_found_by_the_next_call_until_the_import_is_done(
    source: Path, tmp_path: Path
) -> None:
    marks = Marks(tmp_path / "marks", "target")
    assert marks.find(source) == Mark()
    marks.write(source, 3)
    assert Marks(tmp_path / "marks", "target").find(source) == Mark(3)
    marks.complete(source)
    later = Marks(tmp_path / "marks", "target")
    assert later.find(source) == Mark(3, is_complete=True)
    later.clear()

    assert marks.find(source) == Mark()
    assert list((tmp_path / "marks").iterdir()) == []


def test_a_file_that_has_changed_has_no_mark(source: Path, tmp_path: Path) -> None:
    marks = Marks(tmp_path / "marks", "target")
    marks.write(source, 3)
    source.write_bytes(b"{}\n{}\n")

    assert marks.find(source) == Mark()


def test_a_mark_that_is_broken_or_of_a_file_that_is_gone_is_none(
    source: Path, tmp_path: Path
) -> None:
    marks = Marks(tmp_path / "marks", "target")
    marks.write(source, 3)
    [kept] = (tmp_path / "marks").rglob("*.json")
    kept.write_text('{"file"')
    assert marks.find(source) == Mark()
    source.unlink()
    assert marks.find(source) == Mark()


def test_targets_and_files_are_kept_apart(source: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.ndjson"
    other.write_bytes(b"{}\n")
    marks = Marks(tmp_path / "marks", "one")
    marks.write(source, 3)

    assert marks.find(other) == Mark()
    assert Marks(tmp_path / "marks", "two").find(source) == Mark()


def test_files_that_are_begun_anew_lose_their_marks(source: Path, tmp_path: Path) -> None:
    marks = Marks(tmp_path / "marks", "target")
    marks.write(source, 3)
    marks.forget([source])

    assert marks.find(source) == Mark()


def test_a_folder_that_cannot_be_written_is_told(source: Path, tmp_path: Path) -> None:
    (tmp_path / "marks").write_text("a file")
    marks = Marks(tmp_path / "marks", "target")
    marks.write(source, 3)
    marks.clear()

    assert marks.trouble is not None
    assert "Not a directory" in marks.trouble
