from __future__ import annotations

from typing import TYPE_CHECKING

from collector.receive import receive_or_refuse
from collector.schema_files import load
from collector.store.bodies import bodies, spans
from collector.store.questions import EventFilter
from collector.validate import Validator
from tests.conftest import body, event, event_number

if TYPE_CHECKING:
    import pytest

    from collector.store.store import Store


async def test_an_empty_log_has_no_spans(store: Store) -> None:
    assert list(await store.ask(spans)) == []


async def test_the_spans_together_have_every_event_once_and_in_order(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collector.store.bodies.SPAN_BYTES", 500)
    validator = Validator(load())
    texts = [
        b"{",
        *(body(event_number(number)) for number in range(5)),
        body(event(eventType="FAIL")),
    ]
    await store.append([receive_or_refuse(text, validator) for text in texts])

    async def read(wanted: EventFilter) -> list[tuple[int, str]]:
        found = await store.ask(spans)
        assert len(found) > 1
        return [row for span in found for row in await store.ask(bodies, wanted, span)]

    assert await read(EventFilter()) == [
        (seq, text.decode()) for seq, text in enumerate(texts, start=1) if seq > 1
    ]
    assert [seq for seq, _ in await read(EventFilter(event_type="FAIL"))] == [7]
