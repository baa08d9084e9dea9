from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from typing import TYPE_CHECKING

import pytest

from tests.conftest import EVENT, body, event, event_number

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done
    from tests.conftest import Server

PRETTY = json.dumps(event_number(2), indent=2).encode()
DATASET = {
    "eventTime": "2026-01-03T10:00:00+02:00",
    "producer": "https://example.com/tests",
    "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/DatasetEvent",
    "dataset": {"namespace": "files", "name": "orders\x1b[0m"},
}
BODIES = [body(EVENT), PRETTY, body(DATASET), body(event(eventType="FAIL", producer="no uri"))]
PRETTY_LINE = PRETTY.replace(b"\n", b"").replace(b"  ", b"")


def post(server: Server, content: bytes) -> None:
    request = urllib.request.Request(
        server.url + "/api/v1/lineage", content, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as response:
        assert response.status == 200


@pytest.fixture
def filled(collector: Callable[..., Done], tmp_path: Path) -> Callable[..., Done]:
    """The command line, on a file with BODIES as events 1 to 4."""
    for number, content in enumerate(BODIES):
        (tmp_path / f"{number}.json").write_bytes(content)
    assert collector("import", *(f"{number}.json" for number in range(4))).code == 0
    return collector


def test_export_writes_one_line_bodies_as_they_are_and_others_without_breaks(
    filled: Callable[..., Done],
) -> None:
    done = filled("events", "export")

    assert done.code == 0
    assert done.out == b"\n".join([BODIES[0], PRETTY_LINE, *BODIES[2:], b""])
    assert done.err == ""


def test_export_to_a_file_is_whole_or_not_at_all(
    filled: Callable[..., Done], tmp_path: Path
) -> None:
    done = filled("events", "export", "-o", "out.ndjson", "--kind", "DatasetEvent")

    assert (done.code, done.out, done.err) == (0, b"", "wrote 1 events to out.ndjson\n")
    assert (tmp_path / "out.ndjson").read_bytes() == body(DATASET) + b"\n"
    gone = filled("events", "export", "-o", "gone/out.ndjson")
    assert (gone.code, gone.out) == (1, b"")
    assert gone.err == "error: gone/out.ndjson cannot be written: No such file or directory.\n"
    assert filled("events", "export", "-o", "/dev/null").code == 1
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize(
    ("options", "seqs"),
    [
        (["--kind", "RunEvent"], [1, 2, 4]),
        (["--event-type", "FAIL"], [4]),
        (["--run-id", "0193a5b4-7c21-7000-8000-000000000002"], [2]),
        (["--job-namespace", "tests", "--job-name", "job"], [1, 2, 4]),
        (["--dataset-namespace", "files"], [3]),
        (["--producer", "no uri"], [4]),
        (["--client", "somebody"], []),
        (["--since", "2026-01-03"], [3]),
        (["--until", "2026-01-03T10:00:00+02:00"], [1, 2, 4]),
    ],
)
def test_filters_choose_events(
    options: list[str], seqs: list[int], filled: Callable[..., Done]
) -> None:
    tail = filled("events", "tail", "--json", *options)

    assert [line["seq"] for line in tail.lines] == seqs
    assert filled("events", "export", *options).out.count(b"\n") == len(seqs)


def test_a_time_that_is_none_is_a_usage_error(collector: Callable[..., Done]) -> None:
    done = collector("events", "export", "--since", "yesterday")

    assert done.code == 2
    assert "'yesterday' is no ISO 8601 date and time" in done.err


def test_show_tells_what_the_log_knows_by_number_and_by_digest(
    filled: Callable[..., Done],
) -> None:
    shown = filled("events", "show", "4").json

    assert (shown["seq"], shown["event_type"], shown["client"]) == (4, "FAIL", None)
    assert shown["violations"][0]["pointer"] == "/producer"
    assert shown["event"] == json.loads(BODIES[3])
    by_digest = filled("events", "show", shown["digest"], "--json")
    assert (by_digest.json, by_digest.out.count(b"\n")) == (shown, 1)


def test_show_raw_gives_the_exact_bytes_and_nothing_else(filled: Callable[..., Done]) -> None:
    assert filled("events", "show", "2", "--raw").out == PRETTY


def test_an_event_or_a_database_that_is_not_there_is_not_found(
    filled: Callable[..., Done], tmp_path: Path
) -> None:
    missing = filled("events", "show", "99")
    assert (missing.code, missing.out) == (3, b"")
    assert missing.err == "error: There is no event '99'.\n"
    assert filled("events", "export", "--db", "none.duckdb").code == 3
    assert not (tmp_path / "none.duckdb").exists()


def test_tail_prints_a_line_an_event_that_does_no_harm(filled: Callable[..., Done]) -> None:
    assert filled("events", "tail", "-n", "2").text == (
        "       3  2026-01-03T08:00:00Z  DatasetEvent  files orders\\x1b[0m\n"
        "       4  2026-01-01T10:00:00Z  FAIL          tests job  "
        "0193a5b4-7c21-7000-8000-000000000001  (1 violation)\n"
    )
    assert filled("events", "tail", "-n", "0").out == b""


def test_a_number_beyond_a_double_is_told_as_null_and_kept_as_it_is(
    collector: Callable[..., Done], server: Server
) -> None:
    text = body(event(x="NUMBER")).replace(b'"NUMBER"', b"1e999")
    post(server, text)

    with urllib.request.urlopen(server.url + "/api/v1/events") as response:
        [listed] = json.load(response)["events"]
    assert listed["event"] == event(x=None)
    served = collector("events", "tail", "--json", "--url", server.url).lines
    server.stop()
    [tailed] = collector("events", "tail", "--json").lines
    assert [tailed] == served
    assert tailed["event"] == event(x=None)
    assert collector("events", "show", "1").json == tailed
    assert collector("events", "show", "1", "--raw").out == text


def test_following_a_file_that_nobody_writes_to_is_refused(filled: Callable[..., Done]) -> None:
    done = filled("events", "tail", "-f")

    assert (done.code, done.out) == (1, b"")
    assert "so nothing new will arrive" in done.err


def test_tail_follows_what_arrives(server: Server) -> None:
    post(server, body(event_number(1)))
    command = [sys.executable, "-m", "collector", "events", "tail", "-f", "--json"]
    with subprocess.Popen(
        [*command, "--url", server.url], stdout=subprocess.PIPE, cwd=server.database.parent
    ) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["seq"] == 1
        post(server, body(event_number(2)))
        post(server, body(event_number(3)))
        assert [json.loads(process.stdout.readline())["seq"] for _ in range(2)] == [2, 3]
        process.send_signal(signal.SIGINT)
        assert process.wait(5) == 130
