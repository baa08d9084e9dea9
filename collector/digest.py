"""The digest of a body, by which it is known in the log."""

from __future__ import annotations

import hashlib

#: hashlib lets other threads run while it hashes more than this at once.
_PIECE = 2047

#: From here on that is worth it.
_LARGE = 1 << 17


def digest_of(body: bytes) -> str:
    """SHA-256 in hex.

    A body of usual size is hashed in pieces so small that the interpreter lock is kept: to get it
    back from the writing thread takes thirty times as long as the hash.
    """
    if len(body) >= _LARGE:
        return hashlib.sha256(body).hexdigest()
    digest = hashlib.sha256(body[:_PIECE])
    for start in range(_PIECE, len(body), _PIECE):
        digest.update(body[start : start + _PIECE])
    return digest.hexdigest()
