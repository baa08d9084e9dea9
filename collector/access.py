"""API keys: who may send, read and administer. Only hashes are on disk."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal, get_args

from collector.errors import BadSettings, Conflict, NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Scope = Literal["ingest", "read", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)

_PREFIX = "olc"
_DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is kept; the secret itself is shown once, when it is made."""

    #: Unique; recorded with every event as `events.client`.
    name: str
    scopes: tuple[Scope, ...]
    #: SHA-256 of the whole key in hex. Keys are 256 random bits, so no slow hash is needed.
    digest: str
    created_at: str

    def allows(self, scope: Scope) -> bool:
        """`admin` includes the other two."""
        return scope in self.scopes or "admin" in self.scopes


def read_keys(path: Path) -> tuple[ApiKey, ...]:
    """The keys of a file; none where there is no file. Raises BadSettings for a broken one."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"{path} cannot be read: {error}") from error
    try:
        entries = json.loads(text)
        if not isinstance(entries, list):
            raise TypeError("it holds no list")
        return tuple(_read_key(entry) for entry in entries)
    except (ValueError, TypeError, KeyError) as error:
        raise BadSettings(f"{path} is not a key file: {error!r}") from error


def _read_key(entry: dict[str, object]) -> ApiKey:
    """Raises ValueError, TypeError or KeyError for an entry that is no key."""
    scopes = entry["scopes"]
    if not isinstance(scopes, list) or not set(scopes) <= set(SCOPES):
        raise ValueError(f"scopes are a list of {', '.join(SCOPES)}")
    texts = {name: str(value) for name, value in entry.items() if name != "scopes"}
    key = ApiKey(scopes=tuple(scopes), **texts)
    if not _DIGEST.fullmatch(key.digest):
        raise ValueError("a digest has 64 hexadecimal digits")
    return key


def create_key(
    path: Path, name: str, scopes: Iterable[Scope], created_at: str
) -> tuple[str, ApiKey]:
    """Add a key; returns its secret, which is kept nowhere. Raises Conflict for a name in use."""
    keys = read_keys(path)
    if any(key.name == name for key in keys):
        raise Conflict(f"There is a key {name!r} already; revoke it first, or choose another name.")
    secret = f"{_PREFIX}_{secrets.token_urlsafe(32)}"
    key = ApiKey(name, tuple(scopes), _digest(secret), created_at)
    _write_keys(path, (*keys, key))
    return secret, key


def revoke_key(path: Path, name: str) -> None:
    """Take a key out; a running collector notices within a second. Raises NotFound."""
    keys = read_keys(path)
    rest = tuple(key for key in keys if key.name != name)
    if len(rest) == len(keys):
        raise NotFound(f"There is no key {name!r}.")
    _write_keys(path, rest)


def find_key(keys: Iterable[ApiKey], secret: str) -> ApiKey | None:
    """The key with this secret; takes the same time whichever it is, or none."""
    digest = _digest(secret)
    found = None
    for key in keys:
        if hmac.compare_digest(key.digest, digest):
            found = key
    return found


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogateescape")).hexdigest()


def _write_keys(path: Path, keys: Iterable[ApiKey]) -> None:
    unfinished = path.with_name(path.name + ".tmp")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump([asdict(key) for key in keys], file, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
