"""API keys on disk: hashes, modes, and what a broken file does."""

from __future__ import annotations

import ast
import hashlib
import inspect
import json
import os
import stat
from typing import TYPE_CHECKING

import pytest

from collector import access
from collector.access import ApiKey, create_key, find_key, read_keys, revoke_key
from collector.errors import BadSettings, Conflict, NotFound

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-01-01T00:00:00Z"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lineage.duckdb.keys"


def test_a_key_is_found_by_its_secret_and_by_nothing_else(path: Path) -> None:
    secret, key = create_key(path, "airflow", ["ingest"], NOW)
    other, _ = create_key(path, "spark", ["ingest", "read"], NOW)
    keys = read_keys(path)
    assert find_key(keys, secret) == key == keys[0]
    for wrong in ("", secret[:-1], f"{secret} ", secret.upper(), key.digest, "\udcff"):
        assert find_key(keys, wrong) is None
    assert secret != other


def test_a_secret_has_256_random_bits_and_says_what_it_is_for(path: Path) -> None:
    secrets = {create_key(path, f"key {number}", ["read"], NOW)[0] for number in range(20)}
    assert len(secrets) == 20
    assert all(secret.startswith("olc_") and len(secret) == 47 for secret in secrets)


def test_the_file_is_for_its_owner_alone_and_has_no_secret(path: Path) -> None:
    before = os.umask(0)
    try:
        secret, key = create_key(path, "airflow", ["ingest"], NOW)
        revoke_key(path, "airflow")
        secret, key = create_key(path, "airflow", ["ingest"], NOW)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text()) == [
        {
            "name": "airflow",
            "scopes": ["ingest"],
            "digest": hashlib.sha256(secret.encode()).hexdigest(),
            "created_at": NOW,
        }
    ]
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    assert secret.encode() not in path.read_bytes()
    assert secret not in repr(key)


def test_secrets_are_compared_in_constant_time_and_every_key_is_looked_at() -> None:
    tree = ast.parse(inspect.getsource(find_key))
    assert "hmac.compare_digest(key.digest, digest)" in ast.unparse(tree)
    [loop] = [node for node in ast.walk(tree) if isinstance(node, ast.For)]
    assert not [node for node in ast.walk(loop) if isinstance(node, ast.Return | ast.Break)]
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Eq)]


def test_admin_includes_the_other_scopes() -> None:
    def allowed(*scopes: access.Scope) -> set[str]:
        key = ApiKey("name", scopes, "0" * 64, NOW)
        return {scope for scope in access.SCOPES if key.allows(scope)}

    assert allowed("admin") == {"ingest", "read", "admin"}
    assert allowed("ingest") == {"ingest"}
    assert allowed("ingest", "read") == {"ingest", "read"}
    assert allowed() == set()


def test_a_name_is_used_once_and_is_free_again_when_it_is_revoked(path: Path) -> None:
    create_key(path, "airflow", ["ingest"], NOW)
    with pytest.raises(Conflict, match="There is a key 'airflow' already"):
        create_key(path, "airflow", ["read"], NOW)
    revoke_key(path, "airflow")
    assert read_keys(path) == ()
    with pytest.raises(NotFound, match=r"^There is no key 'airflow'\.$"):
        revoke_key(path, "airflow")
    create_key(path, "airflow", ["read"], NOW)
    assert [(key.name, key.scopes) for key in read_keys(path)] == [("airflow", ("read",))]


def test_without_a_file_there_are_no_keys(path: Path) -> None:
    assert read_keys(path) == ()


GOOD = {"name": "a", "scopes": ["read"], "digest": "0" * 64, "created_at": NOW}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[{",
        "{}",
        '"text"',
        "null",
        "[1]",
        "[{}]",
        json.dumps([{**GOOD, "scopes": "read"}]),
        json.dumps([{**GOOD, "scopes": ["write"]}]),
        json.dumps([{**GOOD, "scopes": [["read"]]}]),
        json.dumps([{**GOOD, "digest": None}]),
        json.dumps([{**GOOD, "digest": "é" * 64}]),
        json.dumps([{**GOOD, "more": 1}]),
        json.dumps([{name: GOOD[name] for name in ("name", "scopes", "digest")}]),
    ],
)
def test_a_file_that_is_no_key_file_is_named_and_never_read_as_no_keys(
    path: Path, text: str
) -> None:
    path.write_text(text)
    with pytest.raises(BadSettings, match=r"lineage\.duckdb\.keys is not a key file"):
        read_keys(path)


def test_a_file_that_cannot_be_read_is_named(path: Path) -> None:
    path.mkdir()
    with pytest.raises(BadSettings, match="cannot be read: "):
        read_keys(path)
    path.rmdir()
    path.write_bytes(b"\xff")
    with pytest.raises(BadSettings, match="cannot be read: "):
        read_keys(path)


def test_a_good_file_is_read_as_it_was_written(path: Path) -> None:
    path.write_text(json.dumps([GOOD]))
    assert read_keys(path) == (ApiKey("a", ("read",), "0" * 64, NOW),)
