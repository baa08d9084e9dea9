"""The folder of what commands remember."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from collector.cli.state import state_folder

if TYPE_CHECKING:
    import pytest


def test_the_folder_is_that_of_the_user_or_the_one_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    monkeypatch.setenv("XDG_STATE_HOME", "")
    assert state_folder() == Path("/home/somebody/.local/state/collector")
    monkeypatch.setenv("XDG_STATE_HOME", "/state")
    assert state_folder() == Path("/state/collector")
