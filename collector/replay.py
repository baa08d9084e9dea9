"""Another try for a body that was refused, after a schema or a setting has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.batch import receive_all
from collector.decode import decompress, split_array, split_lines
from collector.receive import EVENT_TYPES, LINES_TYPES, media_type, receive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from collector.event import Event, Rejection
    from collector.validate import Validator


async def retry(
    rejection: Rejection, validator: Validator, limit: int
) -> Sequence[Event | Rejection]:
    """What the body gives now: one event, or of a batch all that it holds.

    Events of a batch that are still refused are rejections of their own. Raises Malformed,
    Unsupported, TooLarge or InvalidEvent when nothing has changed for the body as a whole.
    """
    types = EVENT_TYPES | LINES_TYPES if rejection.is_batch else EVENT_TYPES
    kind = media_type(rejection.content_type, types)
    plain = decompress(rejection.body, rejection.content_encoding, limit)
    if not rejection.is_batch:
        return [receive(plain, validator)]
    texts = split_lines(plain) if kind in LINES_TYPES else split_array(plain)
    return await receive_all(texts, validator)
