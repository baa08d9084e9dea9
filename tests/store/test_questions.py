"""Questions to the log, where the HTTP routes do not show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from collector.errors import NotFound
from collector.store import questions
from collector.store.questions import EventFilter, RejectionFilter
from tests.store.samples import make_event, make_rejection

if TYPE_CHECKING:
    from collector.store.store import Store


async def test_pages_by_seq_meet_every_event_once_in_both_orders(store: Store) -> None:
    await store.append([make_event(number) for number in range(25)])
    up: list[int] = []
    while page := await store.ask(questions.events, EventFilter(), up[-1] if up else 0, 10):
        up += [record["seq"] for record in page]
    down: list[int] = []
    while page := await store.ask(
        questions.newest_events, EventFilter(), down[-1] if down else 2**63 - 1, 10
    ):
        down += [record["seq"] for record in page]
    assert up == list(range(1, 26))
    assert down == up[::-1]


async def test_a_page_ends_when_its_bodies_are_large_enough(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.append([make_event(number) for number in range(10)])
    monkeypatch.setattr(questions, "PAGE_BYTES", 3 * len(make_event(1).body))
    up = await store.ask(questions.events, EventFilter(), 0, 10)
    down = await store.ask(questions.newest_events, EventFilter(), 100, 10)
    assert [record["seq"] for record in up] == [1, 2, 3]
    assert [record["seq"] for record in down] == [10, 9, 8]
    monkeypatch.setattr(questions, "PAGE_BYTES", 1)
    assert len(await store.ask(questions.events, EventFilter(), 0, 10)) == 1


async def test_an_event_is_found_by_seq_and_by_digest(store: Store) -> None:
    sent = make_event(1)
    await store.append([sent])
    by_seq = await store.ask(questions.event, "1")
    assert by_seq["body"] == sent.body.decode()
    assert await store.ask(questions.event, sent.digest) == by_seq


@pytest.mark.parametrize("key", ["2", "0", "x", "9" * 63, "9" * 64, ""])
async def test_an_unknown_event_is_not_found(store: Store, key: str) -> None:
    await store.append([make_event(1)])
    with pytest.raises(NotFound):
        await store.ask(questions.event, key)


async def test_an_unknown_rejection_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        await store.ask(questions.rejection, 10**30)


async def test_rejections_are_filtered_and_counted(store: Store) -> None:
    await store.append([make_rejection()], "a")
    await store.append([make_rejection()], "b")
    wanted = RejectionFilter(client="b")
    assert [record["seq"] for record in await store.ask(questions.rejections, wanted, 0, 9)] == [2]
    assert await store.ask(questions.rejection_count, wanted) == 1
    assert await store.ask(questions.rejection_count, RejectionFilter(reason="other")) == 0


async def test_the_summary_counts_rows_and_bytes(store: Store) -> None:
    await store.append([make_event(1), make_rejection(b"abc")])
    summary = {row["relation"]: row for row in await store.ask(questions.log_summary)}
    assert (summary["events"]["row_count"], summary["events"]["last_seq"]) == (1, 1)
    assert summary["events"]["byte_count"] == len(make_event(1).body)
    assert (summary["rejections"]["row_count"], summary["rejections"]["byte_count"]) == (1, 3)
    assert summary["removals"]["row_count"] == 0
