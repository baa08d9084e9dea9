from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from collector.store.file_facts import file_facts

if TYPE_CHECKING:
    from collector.store.store import Store


async def test_the_file_says_where_how_large_and_in_which_format_it_is(store: Store) -> None:
    facts = await store.ask(file_facts)

    assert facts["path"] == str(store.path)
    assert facts["bytes"] == store.path.stat().st_size > 0
    assert facts["wal_bytes"] == 0
    assert facts["free_bytes"] >= 0
    assert facts["storage_version"].startswith("v1.5.0")
    assert facts["duckdb_version"] == f"v{duckdb.__version__}"
