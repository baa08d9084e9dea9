from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from collector.cli.main import main
from collector.settings import TABLE, Settings, load

PAGE = Path(__file__).parent.parent.parent / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))


def test_what_show_prints_is_a_settings_file_that_says_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["config", "show", "--port", "81", "--strict"]) == 0
    (tmp_path / "shown.toml").write_text(capsys.readouterr().out)

    settings = load({}, {}, config=str(tmp_path / "shown.toml"))

    assert settings == load({"server.port": "81", "validation.strict": True}, {})
    assert settings.server.port == 81
    assert settings.validation.strict


def test_show_with_origin_names_flag_variable_file_and_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "collector.toml").write_text("[log]\nlevel = 'debug'\n")
    monkeypatch.setenv("COLLECTOR_STORE__THREADS", "3")

    assert main(["config", "show", "--origin", "--no-strict"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert 'level = "debug"  # collector.toml: log.level' in lines
    assert "threads = 3  # COLLECTOR_STORE__THREADS" in lines
    assert "strict = false  # --strict" in lines
    assert "port = 5000  # default" in lines


def test_show_answers_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "show", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["store"]["memory_limit"] == 402653184

    assert main(["config", "show", "--json", "--origin", "--host", "::1"]) == 0
    assert json.loads(capsys.readouterr().out)[0] == {
        "name": "server.host",
        "value": "::1",
        "origin": "--host",
    }


def test_check_says_how_many_settings_are_set_and_in_which_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["config", "check"]) == 0
    assert capsys.readouterr().out == f"ok: 0 of {len(TABLE)} settings are set; file: none\n"

    (tmp_path / "collector.toml").write_text("[server]\nport = 81\n")
    assert main(["config", "check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True, "file": "collector.toml", "set": 1}


def test_check_of_wrong_settings_ends_with_2_and_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "collector.toml").write_text("[server]\nprot = 81\n")

    assert main(["config", "check"]) == 2
    assert capsys.readouterr() == (
        "",
        "error: collector.toml: there is no key prot in [server]. Did you mean port?\n",
    )


def test_check_looks_into_the_files_of_your_own_views(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "collector.toml").write_text('[views]\npaths = ["failed.sql"]\n')
    (tmp_path / "failed.sql").write_text("select run_id from runs where stat = 'FAIL'")
    assert main(["config", "check"]) == 2
    assert 'failed.sql: Binder Error: Referenced column "stat"' in capsys.readouterr().err

    (tmp_path / "failed.sql").write_text("select run_id from runs where state = 'FAIL'")
    assert main(["config", "check"]) == 0
    assert not (tmp_path / "lineage.duckdb").exists()


def test_init_writes_a_file_that_changes_nothing(tmp_path: Path) -> None:
    assert main(["config", "init"]) == 0

    text = (tmp_path / "collector.toml").read_text()
    assert {section: {} for section in tomllib.loads(text)} == tomllib.loads(text)
    assert load({}, {}, config="collector.toml") == Settings()


def test_every_line_of_the_written_file_counts_without_its_mark(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["config", "init", "-"]) == 0
    lines = capsys.readouterr().out.splitlines()
    settings = [line[1:] if line[:1] == "#" and line[1:2] != " " else line for line in lines]
    (tmp_path / "collector.toml").write_text("\n".join(settings))

    assert sum(" = " in line for line in settings if not line.startswith("#")) == len(TABLE)
    assert load({}, {}) == Settings()


def test_init_leaves_a_file_that_is_there_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "collector.toml").write_text("# mine\n")

    assert main(["config", "init"]) == 1
    assert (tmp_path / "collector.toml").read_text() == "# mine\n"
    assert capsys.readouterr().err.startswith("error: collector.toml is there already")


def test_init_into_a_folder_that_is_not_there_fails_with_a_reason(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["config", "init", "gone/collector.toml"]) == 1
    assert "gone/collector.toml cannot be written: No such file" in capsys.readouterr().err


def test_the_page_of_settings_is_what_the_code_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "reference"]) == 0

    assert PAGE.read_text() == capsys.readouterr().out, "`make docs` writes it again"
