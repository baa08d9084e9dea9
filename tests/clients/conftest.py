"""A collector for all tests of a module: they send events of their own and count by difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import Server

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def collector(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`collector serve` with default settings, as a process of its own."""
    server = Server(tmp_path_factory.mktemp("clients") / "lineage.duckdb", (), {})
    yield server
    server.close()
