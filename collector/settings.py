"""Flags, environment and collector.toml to one frozen, checked Settings."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar, get_args

from collector.errors import BadSettings
from collector.setting_values import Setting, did_you_mean, read_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from collector.policies import Policy
    from collector.setting_values import Form, Value

Level = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["console", "json"]
Mode = Literal["reject", "warn", "off"]
Isolate = Literal["never", "without_admin", "always"]

T = TypeVar("T")

CONFIG_VARIABLE = "COLLECTOR_CONFIG"
#: Variables of the command line, which are no settings of the server.
OTHER_VARIABLES = (CONFIG_VARIABLE, "COLLECTOR_URL", "COLLECTOR_API_KEY")

#: Kubernetes describes a service named `collector` to every pod beside it in such variables.
_OF_KUBERNETES = re.compile(r"COLLECTOR_(\w+_)?(SERVICE_HOST|SERVICE_PORT\w*|PORT_\d+_\w+)")
_ADDRESS_OF_KUBERNETES = re.compile(r"(tcp|udp|sctp)://.*")

#: A hundred years: the calendar has an end.
_MOST_DAYS = 36_500

_LARGEST_PORT = 65535


def _setting(
    default: T,
    help_text: str,
    *,
    form: Form = "text",
    choices: tuple[str, ...] = (),
    minimum: float = 0,
    maximum: float | None = None,
    flag: str = "",
) -> T:
    metadata = {
        "help": help_text,
        "form": form,
        "choices": choices,
        "minimum": minimum,
        "maximum": maximum,
        "flag": flag,
    }
    return field(default=default, metadata=metadata)


_MODES = ("reject", "warn", "off")


@dataclass(frozen=True, slots=True)
class Server:
    host: str = _setting(
        "127.0.0.1",
        "Address to listen on; any but this machine's own needs API keys or allow_anonymous.",
        flag="--host",
    )
    port: int = _setting(
        5000,
        "Port to listen on; 0 takes a free one.",
        form="number",
        maximum=_LARGEST_PORT,
        flag="--port",
    )
    tls_cert: str = _setting("", "Certificate file (PEM) to serve HTTPS; needs tls_key.")
    tls_key: str = _setting("", "Key file (PEM) to serve HTTPS; needs tls_cert.")
    request_timeout: float = _setting(
        30.0, "How long a body may take to arrive.", form="seconds", minimum=0.001
    )
    keepalive_timeout: float = _setting(
        75.0,
        "How long a connection is kept that is idle or has not finished its request headers.",
        form="seconds",
        minimum=0.001,
    )
    max_header_bytes: int = _setting(
        16384, "Largest header field of a request.", form="size", minimum=1024
    )
    cors_origins: tuple[str, ...] = _setting(
        (), "Origins whose web pages may read the API, such as https://example.org.", form="list"
    )
    allow_anonymous: bool = _setting(
        False,
        "Serve everyone without an API key, also on other addresses than this machine's own.",
        form="switch",
        flag="--allow-anonymous",
    )
    shutdown_timeout: float = _setting(
        8.0, "How long requests may take to finish when the collector stops.", form="seconds"
    )


@dataclass(frozen=True, slots=True)
class Auth:
    keys_file: str = _setting(
        "", "File with the hashes of the API keys; the database's path with `.keys` if not set."
    )


@dataclass(frozen=True, slots=True)
class Store:
    database: str = _setting("lineage.duckdb", "DuckDB file that keeps everything.", flag="--db")
    memory_limit: int = _setting(
        384 * 2**20, "Most memory that DuckDB takes.", form="size", minimum=64 * 2**20
    )
    threads: int = _setting(
        1,
        "Threads of one query of DuckDB; more make small commits dearer. Queries and commits run "
        "beside each other in any case.",
        form="number",
        minimum=1,
    )
    checkpoint_bytes: int = _setting(
        256 * 2**20,
        "Size of the write-ahead log at which it is moved into the file.",
        form="size",
        minimum=2**20,
    )
    min_free_bytes: int = _setting(
        256 * 2**20,
        "Free disk below which the collector answers 503 instead of taking events.",
        form="size",
    )
    snapshot_path: str = _setting("", "File that gets a consistent copy for other tools to read.")
    snapshot_every: float = _setting(
        0.0, "Time between two snapshots; 0 makes none. Needs snapshot_path.", form="seconds"
    )
    retain_days: int = _setting(
        0,
        "Whole days that events are kept; 0 keeps them for good.",
        form="number",
        maximum=_MOST_DAYS,
    )
    retain_export: str = _setting(
        "", "Folder that gets a day as Parquet before it is deleted. Needs retain_days."
    )


@dataclass(frozen=True, slots=True)
class Ingest:
    max_body_bytes: int = _setting(
        32 * 2**20,
        "Largest body of a request after decompression.",
        form="size",
        minimum=1,
    )
    max_batch_events: int = _setting(100_000, "Most events of one batch.", form="number", minimum=1)
    queue_events: int = _setting(
        50_000, "Most events that wait to be stored; beyond, 503.", form="number", minimum=1
    )
    queue_bytes: int = _setting(
        256 * 2**20,
        "Most bytes of events that wait to be stored; beyond, 503.",
        form="size",
        minimum=1,
    )
    duplicate_days: int = _setting(
        7,
        "Days in which the same bytes are stored once; 0 stores them each time.",
        form="number",
        maximum=_MOST_DAYS,
    )


@dataclass(frozen=True, slots=True)
class Schemas:
    paths: tuple[str, ...] = _setting(
        (), "Folders with JSON Schema files of custom facets.", form="list"
    )


@dataclass(frozen=True, slots=True)
class Views:
    paths: tuple[str, ...] = _setting(
        (), "SQL files, or folders of them, that become views or tables.", form="list"
    )


@dataclass(frozen=True, slots=True)
class Audit:
    paths: tuple[str, ...] = _setting(
        (), "SQL files, or folders of them, that are checks of models.", form="list"
    )
    sources: tuple[str, ...] = _setting(
        (),
        "Patterns (regular expressions) of `namespace:name` of data that no job is expected to "
        "have written.",
        form="list",
    )
    stale_days: int = _setting(
        30,
        "A model is stale when its training data was written again so many days after.",
        form="number",
        minimum=0,
        maximum=_MOST_DAYS,
    )
    open_hours: int = _setting(
        24,
        "A run that wrote a model and has not ended so many hours after its last word never will.",
        form="number",
        minimum=0,
        maximum=24 * _MOST_DAYS,
    )
    policy: tuple[Policy, ...] = _setting(
        (),
        "Tables `[[audit.policy]]` with `match` (a glob over `namespace:name`; the last one that "
        "matches counts), `min_level` and `fail_on` (critical, major or minor): what versions of "
        "models have to pass.",
        form="policies",
    )


@dataclass(frozen=True, slots=True)
class Validation:
    core: Mode = _setting(
        "reject", "What happens to an event that the core schema refuses.", choices=_MODES
    )
    facets: Mode = _setting(
        "warn", "What happens to an event with a facet that its schema refuses.", choices=_MODES
    )
    formats: Mode = _setting(
        "warn", "What happens to an event with a wrong date, UUID or URI.", choices=_MODES
    )
    strict: bool = _setting(
        False, "Reject in every layer, whatever the others say.", form="switch", flag="--strict"
    )


@dataclass(frozen=True, slots=True)
class Rejections:
    keep_days: int = _setting(
        30, "Days that a refused body is kept.", form="number", minimum=1, maximum=_MOST_DAYS
    )
    keep_bytes: int = _setting(
        2**30, "Most bytes of refused bodies; the oldest go first.", form="size"
    )


@dataclass(frozen=True, slots=True)
class Identity:
    s3_schemes: bool = _setting(
        True, "Take s3a:// and s3n:// of a dataset's namespace for s3://.", form="switch"
    )
    strip_quotes: bool = _setting(
        True, "Take the quotes off the parts of a dataset's name.", form="switch"
    )
    strip_slashes: bool = _setting(
        True, "Take the slashes off the end of a dataset's namespace and name.", form="switch"
    )
    trim_partitions: bool = _setting(
        True, "Take the partitions (key=value) off the end of a path.", form="switch"
    )


@dataclass(frozen=True, slots=True)
class Sql:
    isolate: Isolate = _setting(
        "without_admin",
        "Whose queries are answered in a process apart, on a copy of the database: nobody's, "
        "those of clients without the scope admin, or everybody's.",
        choices=get_args(Isolate),
    )
    timeout: float = _setting(
        30.0, "How long a query of a user may take.", form="seconds", minimum=0.001
    )
    max_rows: int = _setting(100_000, "Most rows that a query gives.", form="number", minimum=1)
    max_bytes: int = _setting(
        64 * 2**20,
        "Most bytes that a query gives, counted before they are written as JSON or another format.",
        form="size",
        minimum=1,
    )
    max_temp_bytes: int = _setting(
        2 * 2**30,
        "Most bytes on the disk, beside the database, for what queries cannot keep in memory.",
        form="size",
    )


@dataclass(frozen=True, slots=True)
class Log:
    level: Level = _setting(
        "info",
        "Least severe lines that are written.",
        choices=("debug", "info", "warning", "error"),
    )
    format: LogFormat = _setting(
        "console", "Lines for a person or for a machine.", choices=("console", "json")
    )


@dataclass(frozen=True, slots=True)
class Settings:
    server: Server = Server()
    auth: Auth = Auth()
    store: Store = Store()
    ingest: Ingest = Ingest()
    schemas: Schemas = Schemas()
    validation: Validation = Validation()
    rejections: Rejections = Rejections()
    identity: Identity = Identity()
    sql: Sql = Sql()
    views: Views = Views()
    audit: Audit = Audit()
    log: Log = Log()

    @property
    def keys_file(self) -> str:
        """Where the API keys are, set or not."""
        return self.auth.keys_file or f"{self.store.database}.keys"


class Found(NamedTuple):
    """A value and who said so: `default`, a flag, a variable, or file and key."""

    setting: Setting
    value: Value
    origin: str


def _sections() -> list[tuple[str, Any]]:
    defaults = Settings()
    return [(section.name, getattr(defaults, section.name)) for section in fields(Settings)]


def _rows() -> Iterable[Setting]:
    for section, defaults in _sections():
        for key in fields(defaults):
            yield Setting(
                section=section,
                key=key.name,
                form=key.metadata["form"],
                default=getattr(defaults, key.name),
                help=key.metadata["help"],
                choices=key.metadata["choices"],
                minimum=key.metadata["minimum"],
                maximum=key.metadata["maximum"],
                flag=key.metadata["flag"] or f"--{section}-{key.name.replace('_', '-')}",
            )


#: Every setting, in the order of the sections.
TABLE: tuple[Setting, ...] = tuple(_rows())


def read_file(path: Path) -> bytes | None:
    """The bytes of a settings file; None where there is none."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise BadSettings(f"{path} cannot be read: {error.strerror}.") from error


def load(
    flags: Mapping[str, object],
    environ: Mapping[str, str],
    *,
    config: str | None = None,
    read: Callable[[Path], bytes | None] = read_file,
) -> Settings:
    """The settings that hold: flag before environment before file before default.

    `flags` has the values of the command line by `section.key`, None for those not given; `config`
    is a settings file named there. Raises BadSettings, naming the source, for anything unknown or
    wrong.
    """
    sections: dict[str, dict[str, Value]] = {}
    for found in values(flags, environ, config=config, read=read):
        sections.setdefault(found.setting.section, {})[found.setting.key] = found.value
    # Each value was read by the row of its field, so that it has the field's type.
    return Settings(**{name: type(defaults)(**sections[name]) for name, defaults in _sections()})


def values(
    flags: Mapping[str, object],
    environ: Mapping[str, str],
    *,
    config: str | None = None,
    read: Callable[[Path], bytes | None] = read_file,
) -> list[Found]:
    """The value of each setting and where it comes from; arguments and errors as for `load`."""
    path, document = find_file(environ, config=config, read=read)
    in_file = _keys_of_file(path, document)
    _refuse_unknown_variables(environ)
    found = [_find(row, flags, environ, in_file, path) for row in TABLE]
    _check_together({row.setting.name: row for row in found})
    return found


def find_file(
    environ: Mapping[str, str],
    *,
    config: str | None = None,
    read: Callable[[Path], bytes | None] = read_file,
) -> tuple[Path | None, bytes]:
    """The settings file that counts and its bytes; None and nothing where there is none.

    A file that was named must be there: by the flag, or by COLLECTOR_CONFIG.
    """
    for named, source in ((config, "--config"), (environ.get(CONFIG_VARIABLE), CONFIG_VARIABLE)):
        if named:
            document = read(Path(named))
            if document is None:
                raise BadSettings(f"{source}: there is no file {named}.")
            return Path(named), document
    for path in _usual_places(environ):
        document = read(path)
        if document is not None:
            return path, document
    return None, b""


def _usual_places(environ: Mapping[str, str]) -> Iterable[Path]:
    yield Path("collector.toml")
    if home := environ.get("XDG_CONFIG_HOME"):
        yield Path(home, "collector", "config.toml")
    elif home := environ.get("HOME"):
        yield Path(home, ".config", "collector", "config.toml")
    yield Path("/etc/collector/config.toml")


def _keys_of_file(path: Path | None, document: bytes) -> dict[str, object]:
    """What a settings file says, by `section.key`."""
    try:
        sections = tomllib.loads(document.decode())
    except UnicodeDecodeError as error:
        raise BadSettings(f"{path} is not UTF-8: {error.reason} at byte {error.start}.") from error
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(f"{path} is not TOML: {error}.") from error
    keys: dict[str, object] = {}
    for section, members in sections.items():
        known = [row.key for row in TABLE if row.section == section]
        if not known:
            near = did_you_mean(section, {row.section for row in TABLE}, "[{}]")
            raise BadSettings(f"{path}: there is no section [{section}].{near}")
        if not isinstance(members, dict):
            raise BadSettings(f"{path}: [{section}] is a section, not a value.")
        for key, value in members.items():
            if key not in known:
                near = did_you_mean(key, known, "{}") or _other_section(key)
                raise BadSettings(f"{path}: there is no key {key} in [{section}].{near}")
            keys[f"{section}.{key}"] = value
    return keys


def _other_section(key: str) -> str:
    sections = [row.section for row in TABLE if row.key == key]
    return f" It belongs to [{sections[0]}]." if sections else ""


def _refuse_unknown_variables(environ: Mapping[str, str]) -> None:
    known = {row.variable for row in TABLE} | set(OTHER_VARIABLES)
    for variable, value in environ.items():
        if not variable.startswith("COLLECTOR_") or variable in known:
            continue
        if _OF_KUBERNETES.fullmatch(variable) or _ADDRESS_OF_KUBERNETES.fullmatch(value):
            continue
        near = did_you_mean(variable, known, "{}")
        raise BadSettings(f"{variable}: there is no such setting.{near}")


def _find(
    row: Setting,
    flags: Mapping[str, object],
    environ: Mapping[str, str],
    in_file: Mapping[str, object],
    path: Path | None,
) -> Found:
    if flags.get(row.name) is not None:
        return Found(row, read_value(row, flags[row.name], row.flag), row.flag)
    if row.variable in environ:
        return Found(row, read_value(row, environ[row.variable], row.variable), row.variable)
    if row.name in in_file:
        origin = f"{path}: {row.name}"
        return Found(row, read_value(row, in_file[row.name], origin, is_typed=True), origin)
    return Found(row, row.default, "default")


def _check_together(found: Mapping[str, Found]) -> None:
    for one, other in (
        ("server.tls_cert", "server.tls_key"),
        ("server.tls_key", "server.tls_cert"),
        ("store.snapshot_every", "store.snapshot_path"),
        ("store.retain_export", "store.retain_days"),
    ):
        if found[one].value and not found[other].value:
            raise BadSettings(f"{found[one].origin}: {one} needs {other}.")
