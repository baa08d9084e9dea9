"""Events as Marquez lists them: by their time, a page by number, the events alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import orjson

from collector.decode import BYTE_ORDER_MARK, parse
from collector.errors import TooLarge
from collector.marquez.composing import rows
from collector.marquez.objects import Page

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

    from collector.marquez.objects import Paging

#: Bytes of the bodies of one page. A page that ended earlier would make who counts skip events.
MOST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events, and their order; what is None does not count."""

    kind: str | None = None
    #: Of the job or the dataset.
    namespace: str | None = None
    #: Event times: before this one, and from that one on.
    before: datetime | None = None
    after: datetime | None = None
    is_descending: bool = True


def events(cursor: duckdb.DuckDBPyConnection, wanted: EventFilter, paging: Paging) -> Page:
    """The events that match; raises TooLarge where a page of them is."""
    page = {"limit": paging.limit, "offset": paging.offset}
    found = rows(cursor, "page_of_events", {**asdict(wanted), **page})
    total_count = found[0]["total_count"]
    seqs = [row["seq"] for row in found if row["seq"] is not None]
    size = sum(row["size"] for row in found if row["seq"] is not None)
    if size > MOST_BYTES:
        raise TooLarge(
            f"These {len(seqs)} events are {size} bytes, and a page has at most {MOST_BYTES}: ask "
            "for fewer at once (limit)."
        )
    bodies = {row["seq"]: _event(row) for row in rows(cursor, "event_bodies", {"seqs": seqs})}
    return Page([bodies[seq] for seq in seqs], total_count)


def _event(row: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever the event is
    """The event as it is; with null for what JSON cannot say."""
    body = row["body"].encode()
    if row["has_oddities"]:
        return parse(body).value
    return orjson.Fragment(body.removeprefix(BYTE_ORDER_MARK))
