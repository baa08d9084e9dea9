from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from collector.errors import BadSettings
from collector.settings import TABLE, Settings, Store, find_file, load, read_file, values


def read_from(files: dict[str, str]) -> Reader:
    return Reader({Path(path): text.encode() for path, text in files.items()})


class Reader:
    """Stands for the disk."""

    def __init__(self, files: dict[Path, bytes]) -> None:
        self.files = files

    def __call__(self, path: Path) -> bytes | None:
        return self.files.get(path)


NO_FILES = read_from({})


def load_file(text: str) -> Settings:
    return load({}, {}, read=read_from({"collector.toml": text}))


def test_without_flags_variables_and_file_everything_is_the_default() -> None:
    assert load({}, {}, read=NO_FILES) == Settings()


def test_defaults_are_open_to_this_machine_alone_and_keep_everything() -> None:
    settings = Settings()

    assert (settings.server.host, settings.server.port) == ("127.0.0.1", 5000)
    assert settings.store.database == "lineage.duckdb"
    assert settings.store.retain_days == 0
    assert settings.ingest.max_body_bytes == 33554432
    assert settings.validation.core == "reject"
    assert settings.validation.facets == "warn"
    assert settings.keys_file == "lineage.duckdb.keys"


def test_a_flag_counts_before_a_variable_before_the_file_before_the_default() -> None:
    read = read_from(
        {"collector.toml": "[server]\nport = 1\nhost = 'a'\nmax_header_bytes = 2048\n"}
    )
    environ = {"COLLECTOR_SERVER__PORT": "2", "COLLECTOR_SERVER__HOST": "b"}
    flags = {"server.port": "3", "server.host": None}

    found = {row.setting.name: row for row in values(flags, environ, read=read)}

    assert (found["server.port"].value, found["server.port"].origin) == (3, "--port")
    assert found["server.host"].value == "b"
    assert found["server.host"].origin == "COLLECTOR_SERVER__HOST"
    assert found["server.max_header_bytes"].value == 2048
    assert found["server.max_header_bytes"].origin == "collector.toml: server.max_header_bytes"
    assert found["server.tls_cert"].origin == "default"


@pytest.mark.parametrize(
    ("config", "environ", "expected"),
    [
        ("a.toml", {"COLLECTOR_CONFIG": "b.toml"}, "a.toml"),
        (None, {"COLLECTOR_CONFIG": "b.toml", "XDG_CONFIG_HOME": "/x"}, "b.toml"),
        (None, {"XDG_CONFIG_HOME": "/x"}, "/x/collector/config.toml"),
        (None, {"HOME": "/h"}, "/h/.config/collector/config.toml"),
        (None, {}, "/etc/collector/config.toml"),
    ],
)
def test_the_first_settings_file_in_order_counts(
    config: str | None, environ: dict[str, str], expected: str
) -> None:
    names = [
        "a.toml",
        "b.toml",
        "/x/collector/config.toml",
        "/h/.config/collector/config.toml",
        "/etc/collector/config.toml",
    ]

    path, _ = find_file(environ, config=config, read=read_from(dict.fromkeys(names, "")))

    assert path == Path(expected)


def test_a_file_in_the_folder_counts_before_one_at_home() -> None:
    read = read_from({"collector.toml": "", "/x/collector/config.toml": ""})

    assert find_file({"XDG_CONFIG_HOME": "/x"}, read=read)[0] == Path("collector.toml")


@pytest.mark.parametrize(
    ("config", "environ", "source"),
    [("gone.toml", {}, "--config"), (None, {"COLLECTOR_CONFIG": "gone.toml"}, "COLLECTOR_CONFIG")],
)
def test_a_file_that_was_named_must_be_there(
    config: str | None, environ: dict[str, str], source: str
) -> None:
    with pytest.raises(BadSettings) as raised:
        load({}, environ, config=config, read=NO_FILES)

    assert str(raised.value) == f"{source}: there is no file gone.toml."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[servr]\nport = 1",
            "collector.toml: there is no section [servr]. Did you mean [server]?",
        ),
        (
            "[server]\nprot = 1",
            "collector.toml: there is no key prot in [server]. Did you mean port?",
        ),
        (
            "[server]\nretain_days = 1",
            "collector.toml: there is no key retain_days in [server]. It belongs to [store].",
        ),
        ("[server]\nzzz = 1", "collector.toml: there is no key zzz in [server]."),
        ("server = 1", "collector.toml: [server] is a section, not a value."),
        ("[server]\nport = '80'", "collector.toml: server.port: '80' is not a whole number."),
        ("[server]\nport = true", "collector.toml: server.port: True is not a whole number."),
        (
            "[server]\nport = 70000",
            "collector.toml: server.port: 70000 is too large; at most 65535.",
        ),
        ("[server]\nport = -1", "collector.toml: server.port: -1 is too small; at least 0."),
        ("[server]\nhost = ''", "collector.toml: server.host: the value is empty."),
        ("[server]\nhost = 1", "collector.toml: server.host: 1 is not text."),
        (
            "[server]\nallow_anonymous = 'yes'",
            "collector.toml: server.allow_anonymous: 'yes' is neither true nor false.",
        ),
        (
            "[schemas]\npaths = 'a,b'",
            "collector.toml: schemas.paths: 'a,b' is not a list of texts.",
        ),
        (
            "[validation]\ncore = 'refuse'",
            "collector.toml: validation.core: 'refuse' is not one of reject, warn, off.",
        ),
        (
            "[log]\nlevel = 'warn'",
            (
                "collector.toml: log.level: 'warn' is not one of debug, info, warning, error."
                " Did you mean warning?"
            ),
        ),
    ],
)
def test_what_is_wrong_in_a_file_is_named_with_file_and_key(text: str, message: str) -> None:
    with pytest.raises(BadSettings) as raised:
        load_file(text)

    assert str(raised.value) == message


@pytest.mark.parametrize("text", ["[server", "\udcff"])
def test_a_file_that_is_not_toml_is_named(text: str) -> None:
    read = Reader({Path("collector.toml"): text.encode(errors="surrogateescape")})

    with pytest.raises(BadSettings, match=r"^collector\.toml is not (TOML|UTF-8): "):
        load({}, {}, read=read)


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        (
            {"COLLECTOR_SERVER__PROT": "1"},
            (
                "COLLECTOR_SERVER__PROT: there is no such setting."
                " Did you mean COLLECTOR_SERVER__PORT?"
            ),
        ),
        (
            {"COLLECTOR_SERVER_PORT": "1"},
            "COLLECTOR_SERVER_PORT: there is no such setting. Did you mean COLLECTOR_SERVER__PORT?",
        ),
        (
            {"COLLECTOR_SERVER__PORT": "http"},
            "COLLECTOR_SERVER__PORT: 'http' is not a whole number.",
        ),
        (
            {"COLLECTOR_VALIDATION__STRICT": "perhaps"},
            "COLLECTOR_VALIDATION__STRICT: 'perhaps' is neither true nor false.",
        ),
    ],
)
def test_what_is_wrong_in_a_variable_is_named_with_the_variable(
    environ: dict[str, str], message: str
) -> None:
    with pytest.raises(BadSettings) as raised:
        load({}, environ, read=NO_FILES)

    assert str(raised.value) == message


def test_variables_that_kubernetes_sets_for_a_service_do_not_stop_the_start() -> None:
    environ = {
        "COLLECTOR_PORT": "tcp://10.0.0.1:5000",
        "COLLECTOR_PORT_5000_TCP": "tcp://10.0.0.1:5000",
        "COLLECTOR_PORT_5000_TCP_ADDR": "10.0.0.1",
        "COLLECTOR_SERVICE_HOST": "10.0.0.1",
        "COLLECTOR_SERVICE_PORT": "5000",
        "COLLECTOR_SERVICE_PORT_HTTP": "5000",
    }

    assert load({}, environ, read=NO_FILES) == Settings()


def test_variables_of_the_command_line_and_of_others_are_left_alone() -> None:
    environ = {"COLLECTOR_URL": "http://a", "COLLECTOR_API_KEY": "k", "PATH": "/bin"}

    assert load({}, environ, read=NO_FILES) == Settings()


def test_a_wrong_flag_is_named_as_it_was_written() -> None:
    with pytest.raises(BadSettings) as raised:
        load({"server.port": "x"}, {}, read=NO_FILES)

    assert str(raised.value) == "--port: 'x' is not a whole number."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[server]\ntls_cert = 'c'", "server.tls_cert needs server.tls_key."),
        ("[server]\ntls_key = 'k'", "server.tls_key needs server.tls_cert."),
        ("[store]\nsnapshot_every = '1h'", "store.snapshot_every needs store.snapshot_path."),
        ("[store]\nretain_export = 'days'", "store.retain_export needs store.retain_days."),
    ],
)
def test_a_setting_that_needs_another_says_so(text: str, message: str) -> None:
    with pytest.raises(BadSettings) as raised:
        load_file(text)

    name = message.split(maxsplit=1)[0]
    assert str(raised.value) == f"collector.toml: {name}: {message}"


def test_settings_that_go_together_are_taken() -> None:
    settings = load_file(
        "[store]\nsnapshot_every = '1h'\nsnapshot_path = 's'\nretain_days = 9\nretain_export = 'd'"
    )

    assert settings.store == Store(
        snapshot_every=3600.0, snapshot_path="s", retain_days=9, retain_export="d"
    )


def test_the_key_file_stands_beside_the_database_unless_it_is_set() -> None:
    assert load({"store.database": "a.db"}, {}, read=NO_FILES).keys_file == "a.db.keys"
    assert load({"auth.keys_file": "k"}, {}, read=NO_FILES).keys_file == "k"


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().server.port = 1  # type: ignore[misc]


def test_every_setting_has_a_help_text_and_a_flag_and_a_variable_of_its_own() -> None:
    assert all(row.help.endswith(".") for row in TABLE)
    assert len({row.flag for row in TABLE}) == len(TABLE)
    assert len({row.variable for row in TABLE}) == len(TABLE)
    assert {row.flag for row in TABLE} >= {"--host", "--port", "--db", "--strict"}


def test_every_default_is_within_its_own_bounds() -> None:
    environ = {
        row.variable: (
            ",".join(map(str, row.default)) if isinstance(row.default, tuple) else str(row.default)
        )
        for row in TABLE
    }

    assert load({}, environ, read=NO_FILES) == Settings()


def test_a_file_is_read_from_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "collector.toml"
    path.write_text("[server]\nport = 1\n")

    assert load({}, {}, config=str(path)).server.port == 1


def test_no_file_is_no_failure_but_one_that_cannot_be_read_is(tmp_path: Path) -> None:
    assert read_file(tmp_path / "gone.toml") is None
    with pytest.raises(BadSettings, match="cannot be read: Is a directory"):
        read_file(tmp_path)
