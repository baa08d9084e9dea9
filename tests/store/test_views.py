"""The views of a store: up to date while events come in, and the same however they come."""

from __future__ import annotations

import asyncio
import json
import random
from typing import TYPE_CHECKING

import pytest

from collector.errors import Busy
from collector.fold import folding, settling
from collector.fold.folds import RELATIONS
from collector.receive import receive
from collector.schema_files import load
from collector.store.store import open_store
from collector.validate import Validator
from tests.conftest import body, event_number, settings_of

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from collector.event import Event
    from collector.store.store import Store

FIXTURES = ("dbt_run.ndjson", "dbt_structured.ndjson", "dbt_fail.ndjson")


def recorded(root: Path) -> list[Event]:
    validator = Validator(load())
    return [
        receive(line, validator)
        for name in FIXTURES
        for line in (root / "tests" / "fixtures" / name).read_bytes().splitlines()
    ]


async def rows(store: Store) -> dict[str, list[str]]:
    """Every public relation, in an order of its own."""

    def read(cursor: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
        return {
            relation: sorted(
                json.dumps(row, default=str)
                for row in cursor.execute(f"from {relation}").fetchall()
            )
            for relation in RELATIONS
        }

    return await store.ask(read)


async def filled(path: Path, batches: list[list[Event]]) -> dict[str, list[str]]:
    await asyncio.to_thread(path.mkdir)
    async with open_store(settings_of(path)) as store:
        for batch in batches:
            receipts = await store.append(batch)
            await store.wait_folded(max(receipt.seq or 0 for receipt in receipts), 20)
        return await rows(store)


async def test_an_event_is_in_the_views_when_its_wait_is_over(store: Store) -> None:
    validator = Validator(load())

    for number in range(3):
        [receipt] = await store.append([receive(body(event_number(number)), validator)])
        assert receipt.seq is not None
        await store.wait_folded(receipt.seq, 20)
        [(count,)] = await store.ask(
            lambda cursor: cursor.execute("select count(*) from runs").fetchall()
        )
        assert count == number + 1


async def test_an_event_within_a_batch_is_in_the_views_when_its_wait_is_over(store: Store) -> None:
    validator = Validator(load())
    events = [receive(body(event_number(number)), validator) for number in range(3)]

    receipts = await store.append(events)
    assert receipts[0].seq is not None
    await store.wait_folded(receipts[0].seq, 20)

    assert (await rows(store))["runs"]


async def test_who_waits_for_what_does_not_come_is_told_so(store: Store) -> None:
    validator = Validator(load())
    [receipt] = await store.append([receive(body(event_number(1)), validator)])
    assert receipt.seq is not None

    with pytest.raises(Busy):
        await store.wait_folded(receipt.seq, 0)


async def test_order_batches_and_duplicates_change_no_row(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    events = recorded(pytestconfig.rootpath)
    expected = await filled(tmp_path / "once", [events])
    assert all(expected[relation] for relation in ("runs", "edges", "column_edges", "facets"))

    shuffled = random.Random(1).sample(events, len(events))
    batches = [shuffled[:1], shuffled[1:40], shuffled[20:90], shuffled[90:], shuffled[:30]]

    assert await filled(tmp_path / "shuffled", batches) == expected


async def test_settled_rows_are_the_same_rows(
    tmp_path: Path, pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = recorded(pytestconfig.rootpath)
    expected = await filled(tmp_path / "parts", [events])
    shuffled = random.Random(2).sample(events, len(events))
    batches = [shuffled[start : start + 25] for start in range(0, len(shuffled), 25)]

    # Everything settles after every batch.
    monkeypatch.setattr(settling, "_is_due", lambda *_: True)
    monkeypatch.setattr(folding, "_SETTLE_AFTER", 0)

    assert await filled(tmp_path / "settled", batches) == expected


async def test_what_was_not_folded_is_folded_at_the_next_start(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    events = recorded(pytestconfig.rootpath)
    expected = await filled(tmp_path / "whole", [events])
    settings = settings_of(tmp_path)
    async with open_store(settings) as store:
        await store.append(events)
    async with open_store(settings) as store:
        await store.wait_folded(len(events), 20)
        found = await rows(store)

    assert found == expected
