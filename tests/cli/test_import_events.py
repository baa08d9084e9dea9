from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from tests.conftest import EVENT, body, event, event_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.cli.conftest import Done
    from tests.conftest import Server

NOTHING = {"new": 0, "duplicates": 0, "rejected": 0, "skipped": 0, "unreadable": 0}


def lines(numbers: Sequence[int]) -> bytes:
    """NDJSON with a different event for each number."""
    return b"".join(body(event_number(number)) + b"\n" for number in numbers)


def digests(collector: Callable[..., Done], *options: object) -> list[str]:
    """Digests of all events, in order of arrival."""
    found = collector("events", "tail", "-n", 1000, "--json", *options)
    return [line["digest"] for line in found.lines]


@pytest.mark.parametrize("is_served", [False, True], ids=["opened", "served"])
def test_files_of_every_form_are_taken_in(
    is_served: bool,
    collector: Callable[..., Done],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    if is_served:
        request.getfixturevalue("server")
    folder = tmp_path / "events" / "deep"
    folder.mkdir(parents=True)
    array = [event_number(number) for number in (1, 2, 3)]
    (tmp_path / "events" / "array.json").write_text(json.dumps(array, indent=2))
    (tmp_path / "events" / "one.json").write_text(json.dumps(event_number(4), indent=1))
    (folder / "lines.ndjson.gz").write_bytes(gzip.compress(lines([5, 6])))
    (folder / "lines.jsonl.zst").write_bytes(pa.compress(lines([7, 8]), "zstd", asbytes=True))
    (folder / "notes.txt").write_text("not events")

    done = collector("import", "events")

    assert (done.code, done.text, done.err) == (0, "8 new\n", "")
    assert len(set(digests(collector))) == 8


@pytest.mark.parametrize("is_served", [False, True], ids=["opened", "served"])
def test_what_is_refused_is_kept_as_if_it_had_been_posted_alone(
    is_served: bool,
    collector: Callable[..., Done],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    if is_served:
        request.getfixturevalue("server")
    texts = [body(EVENT), b"{broken", body(event(run={})), b'{"n": NaN}', body(EVENT)]
    (tmp_path / "mixed.ndjson").write_bytes(b"\r\n".join(texts))

    done = collector("import", "mixed.ndjson", "--json")

    assert done.code == 4
    assert done.json == {**NOTHING, "new": 1, "duplicates": 1, "rejected": 3}
    assert [line.partition(": ")[0] for line in done.err.splitlines()] == [
        f"mixed.ndjson:{number}" for number in (2, 3, 4)
    ]
    listed = collector("rejections", "list", "--json").json
    kept = [collector("rejections", "show", row["seq"], "--raw").out for row in listed]
    assert kept == texts[1:4]
    assert [row["is_batch"] for row in listed] == [False] * 3


def test_a_second_import_finds_duplicates(collector: Callable[..., Done], tmp_path: Path) -> None:
    (tmp_path / "events.ndjson").write_bytes(lines([1, 2]))
    assert collector("import", "events.ndjson").text == "2 new\n"

    assert collector("import", "events.ndjson", "--json").json == {**NOTHING, "duplicates": 2}
    assert not list((tmp_path / "state").rglob("*.json"))


def test_what_is_exported_and_imported_again_is_the_same(
    collector: Callable[..., Done], tmp_path: Path
) -> None:
    (tmp_path / "events.ndjson").write_bytes(
        lines(range(700)) + body(event(producer="no uri")) + b" \n" + body(EVENT)[:-1] + b" }\n"
    )
    assert collector("import", "events.ndjson").text == "702 new\n"

    assert collector("events", "export", "-o", "out.ndjson").code == 0
    assert collector("import", "out.ndjson", "--db", "second.duckdb").text == "702 new\n"
    assert digests(collector, "--db", "second.duckdb") == digests(collector)
    assert len(digests(collector)) == 702


def test_events_come_from_a_pipe(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "collector", "import", "-"],
        input=lines([1, 2]) + b"{\n",
        capture_output=True,
        cwd=tmp_path,
        check=False,
    )

    assert (done.returncode, done.stdout) == (4, b"2 new, 1 rejected\n")
    assert done.stderr.startswith(b"-:3: The body is not JSON")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_an_import_that_was_stopped_goes_on_where_it_was(
    number: signal.Signals, collector: Callable[..., Done], tmp_path: Path
) -> None:
    count = 8_000
    (tmp_path / "events.ndjson").write_bytes(b"{first\n" + lines(range(count)) + b"{last\n")
    with subprocess.Popen(
        [sys.executable, "-m", "collector", "import", "events.ndjson"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=dict(os.environ),
    ) as process:
        wait_for(lambda: bool(list((tmp_path / "state").rglob("*.json"))))
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (130 if number == signal.SIGINT else -number, b"")
    if number == signal.SIGINT:
        assert b"and goes on from here when it is called again" in err

    done = collector("import", "events.ndjson", "--json")

    counts = done.json
    assert done.code == 4
    assert 0 < counts["skipped"] < count + 2
    assert (
        counts["skipped"] + counts["new"] + counts["duplicates"] + counts["rejected"] == count + 2
    )
    assert collector("events", "export").out.count(b"\n") == count
    assert len(collector("rejections", "list", "--json").json) == 2
    if number == signal.SIGINT:
        assert counts["duplicates"] == 0
    assert not list((tmp_path / "state").rglob("*.json"))


def test_an_import_through_a_collector_goes_on_after_both_were_stopped(
    collector: Callable[..., Done], server: Server, tmp_path: Path
) -> None:
    first, second = tmp_path / "a.ndjson", tmp_path / "b.ndjson"
    first.write_bytes(lines(range(500)))
    os.mkfifo(second)
    with subprocess.Popen(
        [sys.executable, "-m", "collector", "import", "a.ndjson", "b.ndjson"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
    ) as process:
        wait_for(lambda: bool(list((tmp_path / "state").rglob("*.json"))))
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    server.kill()
    second.unlink()
    second.write_bytes(lines(range(500, 502)))
    server.start()

    counts = collector("import", "a.ndjson", "b.ndjson", "--json").json

    assert counts == {**NOTHING, "new": 2, "skipped": 500}
    assert len(digests(collector)) == 502


def test_from_start_leaves_marks_alone(collector: Callable[..., Done], tmp_path: Path) -> None:
    from collector.cli.import_marks import Marks

    (tmp_path / "events.ndjson").write_bytes(lines([1, 2, 3]))
    folder = tmp_path / "state" / "collector" / "imports"
    Marks(folder, str(tmp_path / "lineage.duckdb")).write(tmp_path / "events.ndjson", 2)

    assert collector("import", "events.ndjson", "--from-start").text == "3 new\n"


def test_a_mark_of_another_target_does_not_count(
    collector: Callable[..., Done], tmp_path: Path
) -> None:
    from collector.cli.import_marks import Marks

    (tmp_path / "events.ndjson").write_bytes(lines([1, 2, 3]))
    folder = tmp_path / "state" / "collector" / "imports"
    Marks(folder, "http://elsewhere").write(tmp_path / "events.ndjson", 2)

    assert collector("import", "events.ndjson").text == "3 new\n"


def test_a_file_that_breaks_off_is_told_and_the_others_are_taken_in(
    collector: Callable[..., Done], tmp_path: Path
) -> None:
    packed = gzip.compress(lines(range(1000)))
    (tmp_path / "a.ndjson.gz").write_bytes(packed[: len(packed) // 2])
    (tmp_path / "b.ndjson").write_bytes(lines([5000]))

    done = collector("import", ".", "--json")

    assert done.code == 4
    assert done.json["unreadable"] == 1
    assert done.json["new"] > 1
    assert done.err.startswith("a.ndjson.gz cannot be decompressed: ")


def test_a_path_that_is_not_there_stops_before_anything_is_taken_in(
    collector: Callable[..., Done], tmp_path: Path
) -> None:
    (tmp_path / "a.ndjson").write_bytes(lines([1]))

    done = collector("import", "a.ndjson", "gone.ndjson")

    assert (done.code, done.out) == (3, b"")
    assert done.err == "error: There is no file or folder gone.ndjson.\n"
    assert not (tmp_path / "lineage.duckdb").exists()


def test_only_the_first_refusals_are_named(collector: Callable[..., Done], tmp_path: Path) -> None:
    (tmp_path / "bad.ndjson").write_bytes(b"{}\n" + b"{\n" * 600)

    done = collector("import", "bad.ndjson")

    assert (done.code, done.text) == (4, "601 rejected\n")
    assert len(done.err.splitlines()) == 21
    assert done.err.endswith("581 more were rejected; see collector rejections list\n")


def test_a_folder_for_marks_that_cannot_be_written_stops_nothing(
    collector: Callable[..., Done], tmp_path: Path
) -> None:
    (tmp_path / "state").write_text("a file")
    (tmp_path / "a.ndjson").write_bytes(lines([1]))

    assert collector("import", "a.ndjson").text == "1 new\n"


def test_nothing_in_means_nothing_out(collector: Callable[..., Done], tmp_path: Path) -> None:
    (tmp_path / "empty.ndjson").write_bytes(b"")

    assert collector("import", "empty.ndjson").text == "nothing\n"


def wait_for(is_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.002)
