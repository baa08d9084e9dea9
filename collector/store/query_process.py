"""A process that answers queries on a copy of the database, and can do nothing else.

It is the program; `isolation` starts it, and says what stands between them. The first line of
standard input names the copy, each further one a query. To each line an answer is written: a line,
and the bytes of a result behind it.
"""

from __future__ import annotations

import math
import os
import queue
import resource
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import orjson

from collector.errors import Busy, Malformed
from collector.settings import Sql
from collector.store.database import CLOSED
from collector.store.sql_formats import Query, encoded
from collector.store.sql_query import Stop, answer_locked

if TYPE_CHECKING:
    from collections.abc import Mapping

    Order = Mapping[str, Any]

#: Bytes beside what DuckDB may take and does not count: long texts, and a result in two forms.
_BESIDE = 1 << 30

#: Files that are open at the same time.
_FILES = 64

#: Behind everything else that wants to run, and the first to go when the machine has no memory.
_NICENESS = 19
_FIRST_TO_GO = "1000"


def main() -> None:
    """Open the copy, give up every right, and answer one query after the other."""
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(lines,), daemon=True).start()
    order = orjson.loads(lines.get())
    try:
        connection = _opened(Path(order["file"]), order["memory_limit"])
    except duckdb.Error as error:
        _reply({"kind": "busy", "error": f"The copy cannot be opened: {error}"})
        return
    _give_up(order["memory_limit"])
    _reply({})
    while True:
        _answer(connection, orjson.loads(lines.get()))


def _listen(lines: queue.SimpleQueue[bytes]) -> None:
    for line in sys.stdin.buffer:
        lines.put(line)
    # Nobody is there any more, and a query may be at work that does not end.
    os.kill(os.getpid(), signal.SIGKILL)


def _opened(path: Path, memory_limit: int) -> duckdb.DuckDBPyConnection:
    """The copy, with everything else out of reach, also of the queries that get past the guard."""
    config: dict[str, str | bool | int | float | list[str]] = {
        **CLOSED,
        "enable_external_access": False,
        "memory_limit": f"{memory_limit}B",
        "temp_directory": "",
        "threads": 1,
    }
    connection = duckdb.connect(str(path), read_only=True, config=config)
    connection.execute("set global TimeZone = 'UTC'")
    # Once the file is open: what is open can be read on, and nothing be opened again.
    connection.execute("set global disabled_filesystems = 'LocalFileSystem'")
    connection.execute("set global lock_configuration = true")
    return connection


def _give_up(memory_limit: int) -> None:
    """Of memory, files and time, keep what queries need."""
    limits = {
        resource.RLIMIT_AS: _address_bytes() + memory_limit + _BESIDE,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: _FILES,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in limits.items():
        # Not every system has them all.
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))
    os.nice(_NICENESS)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_GO, encoding="ascii")


def _address_bytes() -> int:
    """Bytes of addresses that the process has by now, most of them only reserved."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    except OSError:
        return 4 << 30
    return int(pages) * resource.getpagesize()


def _answer(connection: duckdb.DuckDBPyConnection, order: Order) -> None:
    bounds = Sql(**order["bounds"])
    _bound_time(bounds.timeout)
    query = Query(order["query"], order["parameters"], order["limit"])
    try:
        result = answer_locked(connection, query, bounds, Stop())
        content = encoded(result, order["form"])
    except (Malformed, MemoryError) as error:
        _reply({"kind": "malformed", "error": str(error) or "The query takes too much memory."})
    except Busy as error:
        _reply({"kind": "busy", "error": str(error)})
    else:
        told = {"rows": result.table.num_rows, "is_truncated": result.is_truncated}
        _reply(told, content)


def _bound_time(seconds: float) -> None:
    """Let the system end the process, should the collector not come to it."""
    most = math.ceil(time.process_time() + 2 * seconds) + 10
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def _reply(told: dict[str, object], content: bytes = b"") -> None:
    sys.stdout.buffer.write(orjson.dumps({**told, "bytes": len(content)}) + b"\n" + content)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
