from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from tests.conftest import EVENT, body

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from tests.cli.conftest import Done
    from tests.conftest import Server


def test_the_url_and_the_database_are_taken_from_flags_variables_and_the_settings_file(
    collector: Callable[..., Done],
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "event.json").write_bytes(body(EVENT))
    assert collector("import", "event.json", "--url", server.url).code == 0
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")

    assert collector("events", "tail").code == 3
    assert collector("events", "tail", "--db", server.database).text.count("START") == 1
    monkeypatch.setenv("COLLECTOR_URL", server.url)
    assert collector("events", "tail").text.count("START") == 1
    monkeypatch.delenv("COLLECTOR_URL")
    settings = tmp_path / "settings.toml"
    settings.write_text(f'[store]\ndatabase = "{server.database}"\n')
    assert collector("events", "tail", "--config", settings).text.count("START") == 1


def test_a_wrong_url_is_a_usage_error_and_an_address_without_collector_a_failure(
    collector: Callable[..., Done],
) -> None:
    wrong = collector("events", "tail", "--url", "localhost:5000")
    assert (wrong.code, wrong.out) == (2, b"")
    nobody = collector("events", "tail", "--url", "http://127.0.0.1:9")
    assert (nobody.code, nobody.out) == (1, b"")
    assert nobody.err.startswith("error: No collector answers at http://127.0.0.1:9 (")


def test_what_the_store_logs_stays_out_of_the_data(
    collector: Callable[..., Done], tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "event.json").write_bytes(body(EVENT))
    collector("import", "event.json")

    structlog.get_logger("collector.store").info("not worth a line")
    structlog.get_logger("collector.store").warning("worth one")
    out, err = capsysbinary.readouterr()
    assert (out, b"worth one" in err, b"not worth" in err) == (b"", True, False)
