"""The digest of a body."""

from __future__ import annotations

import hashlib

import pytest

from collector.digest import digest_of


@pytest.mark.parametrize("size", [0, 1, 2047, 2048, 5000, (1 << 17) - 1, 1 << 17, 1 << 20])
def test_the_digest_is_sha_256_whatever_the_size(size: int) -> None:
    body = bytes(number % 251 for number in range(size))
    assert digest_of(body) == hashlib.sha256(body).hexdigest()
