from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

from collector.cli import main as cli
from collector.errors import CollectorError, NotFound


def fail_with(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> int:
    """The exit code of a command line that ends in this error."""

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(cli.root, "invoke", fail)
    return cli.main(["version"])


def test_a_failure_gives_its_exit_code_and_one_line_on_standard_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fail_with(NotFound("No."), monkeypatch) == 3
    assert capsys.readouterr() == ("", "error: No.\n")


def test_a_message_of_several_lines_comes_out_as_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_with(CollectorError("One\n  two."), monkeypatch)

    assert capsys.readouterr().err == "error: One two.\n"


def test_an_error_that_has_no_kind_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ZeroDivisionError):
        fail_with(ZeroDivisionError(), monkeypatch)


def test_an_interrupt_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fail_with(KeyboardInterrupt(), monkeypatch) == 130


def test_a_command_that_is_not_known_is_a_usage_error_with_a_suggestion(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["snapsht"]) == 2
    assert capsys.readouterr().err == (
        "error: No such command 'snapsht'. Did you mean 'snapshot'? See `collector --help`.\n"
    )


def test_an_option_that_is_not_known_is_a_usage_error_of_its_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["version", "--jsom"]) == 2
    assert "See `collector version --help`." in capsys.readouterr().err


def test_a_group_without_a_command_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["config"]) == 2
    assert "Usage: collector config" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--port", "81"]])
def test_serve_is_called_when_no_command_is_named(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLLECTOR_CONFIG", "gone.toml")

    assert cli.main(arguments) == 2
    assert capsys.readouterr().err == "error: COLLECTOR_CONFIG: there is no file gone.toml.\n"


def test_help_and_version_belong_to_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    assert "Usage: collector [OPTIONS] COMMAND" in capsys.readouterr().out
    assert cli.main(["-h"]) == 0
    assert "Usage: collector [OPTIONS] COMMAND" in capsys.readouterr().out
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("collector ")


def test_the_help_names_every_command_with_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["--help"])

    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert all(f"{name} {text}" in lines for name, (_, text) in cli.COMMANDS.items())


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_of_the_table_is_there_and_has_help(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert find_spec(cli.COMMANDS[name][0])
    assert cli.main([name, "--help"]) == 0
    assert f"Usage: collector {name}" in capsys.readouterr().out


def test_the_help_imports_no_command() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "collector", "--help"],
        check=True,
        capture_output=True,
        text=True,
    )

    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "collector.cli.main" in imported
    assert imported & {"aiohttp", "duckdb", "pyarrow", "rich", "jsonschema"} == set()
    assert {name for name in imported if name.startswith("collector.cli.")} == {
        "collector.cli.exit_codes",
        "collector.cli.main",
    }


def test_the_help_imports_nothing_that_takes_time() -> None:
    # How long it takes is measured by bench/start.py.
    script = (
        "import sys; from collector.cli.main import main; main(['--help']);"
        "slow = {'aiohttp', 'duckdb', 'jsonschema', 'jsonschema_rs', 'numpy', 'pyarrow', 'rich'};"
        "print('imported:', sorted(slow & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "imported: []"


def test_a_reader_that_goes_away_causes_no_noise() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "wb") as output:  # noqa: PTH123  # a descriptor, not a path
        done = subprocess.run(
            [sys.executable, "-m", "collector", "config", "reference"],
            check=False,
            stdout=output,
            stderr=subprocess.PIPE,
        )

    assert (done.returncode, done.stderr) == (1, b"")


def test_the_shell_completes_commands_without_importing_them() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "collector"],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ
        | {
            "_COLLECTOR_COMPLETE": "fish_complete",
            "COMP_WORDS": "collector s",
            "COMP_CWORD": "s",
        },
    )

    names = {line.split("\t")[0].removeprefix("plain,") for line in done.stdout.splitlines()}
    assert names == {"serve", "schemas", "search", "show", "snapshot", "sql", "store"}
