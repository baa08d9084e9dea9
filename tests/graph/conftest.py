"""One collector for all stories about lineage."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest
import requests

from tests.conftest import Server
from tests.graph.story import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("stories") / "lineage.duckdb", (), {})
    yield server
    server.close()


@pytest.fixture(scope="session")
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.fixture
def new_world(shared_server: Server, session: requests.Session) -> Callable[[], World]:
    """A function that makes an empty world."""
    return lambda: World(shared_server.url, session, next(_NUMBERS))


@pytest.fixture
def world(new_world: Callable[[], World]) -> World:
    return new_world()
