"""Events as the bytes of HTTP requests, in the modes that are measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from bench.event_samples import Samples, deflate, gzip_body

Mode = Literal["single", "batch", "gzip", "batch-gzip"]
MODES: tuple[Mode, ...] = get_args(Mode)

PATH = "/api/v1/lineage"


@dataclass(frozen=True)
class Requests:
    """Request number `n` holds the events from `first + n * events_each` on."""

    samples: Samples
    mode: Mode
    host: str
    #: Events of a batch; one event a request in the other modes.
    batch: int = 100
    first: int = 0

    @property
    def is_batch(self) -> bool:
        return self.mode.startswith("batch")

    @property
    def events_each(self) -> int:
        return self.batch if self.is_batch else 1

    def prepare(self) -> None:
        """Build the templates, so that the first requests cost what the later ones do."""
        self.samples.prepare(compressed=self.mode.endswith("gzip"))

    def bytes_of(self, number: int) -> bytes:
        numbers = self.event_numbers(number)
        match self.mode:
            case "single":
                return self.request(self.samples.body(numbers[0]))
            case "gzip":
                plain = self.samples.body(numbers[0])
                packed = gzip_body(plain, self.samples.deflated(numbers[0]))
                return self.request(packed, "Content-Encoding: gzip\r\n")
            case "batch":
                return self.batch_request([self.samples.body(event) for event in numbers])
            case "batch-gzip":
                return self._compressed_batch(numbers)

    def event_numbers(self, number: int) -> range:
        start = self.first + number * self.events_each
        return range(start, start + self.events_each)

    def batch_request(self, bodies: list[bytes]) -> bytes:
        return self.request(b"[" + b",".join(bodies) + b"]", path=f"{PATH}/batch")

    def _compressed_batch(self, numbers: range) -> bytes:
        plain = b"[" + b",".join([self.samples.body(event) for event in numbers]) + b"]"
        blocks = [self.samples.deflated(event) for event in numbers]
        packed = gzip_body(plain, _OPENING + _COMMA.join(blocks) + _CLOSING)
        return self.request(packed, "Content-Encoding: gzip\r\n", f"{PATH}/batch")

    def request(self, body: bytes, headers: str = "", path: str = PATH) -> bytes:
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {self.host}\r\nContent-Type: application/json\r\n"
            f"{headers}Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


_OPENING = deflate(b"[")
_COMMA = deflate(b",")
_CLOSING = deflate(b"]")
