from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from collector.access import find_key, read_keys
from tests.conftest import EVENT, body

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done
    from tests.conftest import Server


def test_a_key_is_made_and_its_secret_is_printed_alone(
    collector: Callable[..., Done], tmp_path: Path
) -> None:
    done = collector("keys", "create", "airflow", "--scope", "ingest", "--scope", "read")

    assert done.code == 0
    key = find_key(read_keys(tmp_path / "lineage.duckdb.keys"), done.text.strip())
    assert key is not None
    assert (key.name, key.scopes) == ("airflow", ("ingest", "read"))
    assert "kept nowhere" in done.err
    assert done.text.strip() not in done.err
    assert done.text.strip() not in (tmp_path / "lineage.duckdb.keys").read_text()


def test_a_key_without_a_scope_may_send_only(collector: Callable[..., Done]) -> None:
    made = collector("keys", "create", "spark", "--json").json

    assert (made["name"], made["scopes"]) == ("spark", ["ingest"])
    assert made["secret"].startswith("olc_")


def test_keys_are_listed_without_secrets(collector: Callable[..., Done]) -> None:
    secret = collector("keys", "create", "airflow", "--scope", "admin").text.strip()

    listed = collector("keys", "list", "--json")
    assert [(key["name"], key["scopes"]) for key in listed.json] == [("airflow", ["admin"])]
    assert listed.json[0]["created_at"].endswith("Z")
    table = collector("keys", "list").text
    assert table.split()[:5] == ["name", "scopes", "created_at", "airflow", "admin"]
    assert secret not in table + listed.text


def test_a_key_that_is_revoked_is_gone(collector: Callable[..., Done]) -> None:
    collector("keys", "create", "airflow")

    first, last, *rest = collector("keys", "revoke", "airflow").err.splitlines()
    assert (first, rest) == ("revoked 'airflow'", [])
    assert last.startswith("That was the last key: everybody is turned away now")
    assert collector("keys", "list", "--json").json == []
    collector("keys", "create", "spark")
    told = collector("keys", "revoke", "spark", "--json")
    assert (told.json, told.err) == ({"name": "spark", "revoked": True}, "")
    again = collector("keys", "revoke", "airflow")
    assert (again.code, again.err) == (3, "error: There is no key 'airflow'.\n")


def test_a_name_is_given_once_and_can_be_read(collector: Callable[..., Done]) -> None:
    collector("keys", "create", "airflow")

    assert collector("keys", "create", "airflow").code == 1
    for name in ("", " ", "two\nlines", "x" * 101):
        assert collector("keys", "create", name).code == 2
    assert collector("keys", "create", "spark", "--scope", "everything").code == 2


@pytest.mark.parametrize(
    "options", [["--keys-file", "my.keys"], ["--db", "my"], ["--config", "my.toml"]]
)
def test_the_file_is_that_of_the_settings(
    options: list[str], collector: Callable[..., Done], tmp_path: Path
) -> None:
    (tmp_path / "my.toml").write_text('[auth]\nkeys_file = "my.keys"\n')

    assert collector("keys", "create", "airflow", *options).code == 0
    assert [key.name for key in read_keys(tmp_path / "my.keys")] == ["airflow"]


def test_a_file_that_cannot_be_written_or_read_is_told(
    collector: Callable[..., Done], tmp_path: Path
) -> None:
    done = collector("keys", "create", "airflow", "--keys-file", "gone/keys")
    assert (done.code, done.err) == (
        1,
        "error: gone/keys cannot be written: No such file or directory.\n",
    )
    (tmp_path / "lineage.duckdb.keys").write_text("{")
    assert collector("keys", "list").code == 2


def test_a_running_collector_asks_for_the_key_from_now_on(
    collector: Callable[..., Done], start_server: Callable[..., Server], tmp_path: Path
) -> None:
    secret = collector("keys", "create", "airflow").text.strip()
    server = start_server()
    (tmp_path / "event.json").write_bytes(body(EVENT))

    refused = collector("import", "event.json")
    assert (refused.code, "COLLECTOR_API_KEY" in refused.err) == (1, True)
    assert collector("import", "event.json", "--api-key", secret).text == "1 new\n"
    server.stop()
    assert '"client": "airflow"' in collector("events", "show", "1").text
