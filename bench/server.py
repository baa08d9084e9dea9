"""A collector in a process of its own: start, read what it uses, stop or kill."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HOST = "127.0.0.1"
#: The project's folder: the collector of this checkout is measured.
ROOT = Path(__file__).resolve().parent.parent
START_TIMEOUT = 60.0
#: What the collector promises for a stop by SIGTERM is 10 s.
STOP_TIMEOUT = 30.0
POLL_SECONDS = 0.005


@dataclass(frozen=True)
class Server:
    process: subprocess.Popen[bytes]
    port: int
    database: Path
    log: Path
    #: From the start of the process to the first 200 of /readyz.
    ready_seconds: float

    def get(self, path: str) -> bytes:
        return get(self.port, path)[1]

    def cpu_seconds(self) -> float:
        """User and system time of all threads so far."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text()
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rss_bytes(self) -> int:
        return self._status_bytes("VmRSS")

    def peak_rss_bytes(self) -> int:
        return self._status_bytes("VmHWM")

    def _status_bytes(self, name: str) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith(f"{name}:"))
        return int(line.split()[1]) * 1_024

    def stop(self) -> float:
        """SIGTERM; the seconds until it was gone. Raises RuntimeError unless it exits with 0."""
        begun = time.perf_counter()
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(STOP_TIMEOUT)
        if status != 0:
            raise RuntimeError(f"The collector ended with {status}:\n{self.log_tail()}")
        return time.perf_counter() - begun

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def log_tail(self) -> str:
        return self.log.read_text(errors="replace")[-3_000:]


def start(
    database: Path,
    options: Sequence[str] = (),
    port: int | None = None,
    module: str = "collector",
) -> Server:
    """A collector on `database` that answers /readyz with 200."""
    port = port or free_port()
    log = database.with_suffix(".log")
    command = [sys.executable, "-m", module, "serve", "--host", HOST, "--port", str(port)]
    with log.open("ab") as output:
        begun = time.perf_counter()
        process = subprocess.Popen(
            [*command, "--db", str(database), *options],
            cwd=database.parent,
            env=environment(),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    _wait_until_ready(process, port, log)
    return Server(process, port, database, log, time.perf_counter() - begun)


@contextmanager
def running(database: Path, options: Sequence[str] = ()) -> Iterator[Server]:
    """A collector that is gone afterwards, whatever happens; stopped unless the body did that."""
    server = start(database, options)
    try:
        yield server
        if server.process.poll() is None:
            server.stop()
    finally:
        if server.process.poll() is None:
            server.kill()


def free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def environment() -> dict[str, str]:
    """No settings but the defaults and the options: nor is a collector.toml in the folder."""
    others = {key: value for key, value in os.environ.items() if not key.startswith("COLLECTOR_")}
    return {**others, "PYTHONPATH": str(ROOT)}


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    give_up_at = time.perf_counter() + START_TIMEOUT
    while not _is_ready(port):
        if process.poll() is not None or time.perf_counter() > give_up_at:
            process.kill()
            process.wait()
            tail = log.read_text(errors="replace")[-3_000:]
            raise RuntimeError(f"The collector did not get ready ({process.returncode}):\n{tail}")
        time.sleep(POLL_SECONDS)


def _is_ready(port: int) -> bool:
    try:
        return get(port, "/readyz")[0] == 200
    except OSError:
        return False


def get(port: int, path: str) -> tuple[int, bytes]:
    """Status and body of a GET."""
    connection = HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
