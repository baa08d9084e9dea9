from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.woven import run_id
from tests.conftest import body, event

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

    Run = Callable[..., Done]


def test_versions_of_a_dataset_differ_in_columns_inputs_and_code(
    collector: Run, woven: Path
) -> None:
    done = collector("diff", "dataset:orders@v1", "dataset:orders@v2", "--db", woven)

    assert (done.code, done.err) == (0, "")
    lines = [" ".join(line.split()) for line in done.text.splitlines()]
    assert lines[:5] == [
        "dataset:pg://shop:orders",
        "from to",
        "~ version v1 v2",
        "~ written 2026-01-01 10:00:00 2026-01-03 10:00:00",
        "by job etl:load etl:load",
    ]
    assert lines[6:] == [
        f"~ run {run_id(1)} {run_id(2)}",
        "code https://example.com/load https://example.com/load",
        "~ code version abc def",
        "",
        "columns",
        "+ mail text",
        "- old text",
        "~ total int → decimal",
        "",
        "inputs",
        "~ pg://shop:raw_orders 10 → 11",
        "+ pg://shop:raw_rates",
    ]


def test_without_a_version_the_current_one_is_meant(collector: Run, woven: Path) -> None:
    there = collector("diff", "dataset:orders@v1", "--db", woven, "--json").json
    back = collector("diff", "dataset:orders", "dataset:orders@v1", "--db", woven, "--json").json

    assert (there["from"]["version"], there["to"]["version"]) == ("v1", "v2")
    assert (there["from"], there["to"]) == (back["to"], back["from"])
    assert [(row["field"], row["change"]) for row in there["columns"]] == [
        ("mail", "added"),
        ("old", "removed"),
        ("total", "retyped"),
    ]
    assert [(row["field"], row["change"], row["new_type"]) for row in back["columns"]] == [
        ("mail", "removed", None),
        ("old", "added", "text"),
        ("total", "retyped", "int"),
    ]
    assert [row["change"] for row in back["inputs"]] == ["another version", "removed"]


def test_versions_of_a_job_differ_in_what_it_reads_and_writes(collector: Run, woven: Path) -> None:
    versions = collector(
        *("sql", "select version from job_versions where name = 'load' order by first_seen"),
        *("--db", woven, "--format", "ndjson"),
    ).lines
    old, new = (row["version"] for row in versions)

    done = collector("diff", f"job:load@{old[:8]}", f"job:load@{new[-12:]}", "--db", woven)
    assert done.code == 0
    assert done.text.splitlines()[-2:] == ["inputs", "  + pg://shop:raw_rates"]
    assert "~  code version  abc" in done.text


def test_a_name_may_have_an_at_sign(collector: Run, tmp_path: Path) -> None:
    events = [
        event(
            eventType="COMPLETE",
            eventTime=f"2026-01-0{number}T10:00:00Z",
            run={"runId": run_id(number)},
            outputs=[{"namespace": "db", "name": "me@host"}],
        )
        for number in (1, 2)
    ]
    (tmp_path / "events.ndjson").write_bytes(b"\n".join(map(body, events)))
    assert collector("import", "events.ndjson").code == 0

    done = collector("diff", f"me@host@{run_id(1)}", "me@host")
    assert (done.code, done.text.splitlines()[0]) == (0, "dataset:db:me@host")
    assert done.err == "no column, input or output changed\n"


def test_a_column_that_came_and_went_between_two_versions_is_no_change(
    collector: Run, tmp_path: Path
) -> None:
    fields: list[dict[str, str]] = [
        {"id": "int", "a": "int", "b": "int"},
        {"id": "text", "b": "int", "c": "int"},
        {"id": "int", "a": "int", "b": "text"},
    ]
    facet = {"_producer": "https://example.com", "_schemaURL": "https://example.com"}
    events = []
    for number, columns in enumerate(fields, 1):
        schema = {"fields": [{"name": name, "type": kind} for name, kind in columns.items()]}
        output = {"namespace": "db", "name": "t", "facets": {"schema": {**facet, **schema}}}
        told = {"run": {"runId": run_id(number)}, "outputs": [output]}
        # The schema is told with the start, the version is made by the end.
        for kind, hour in (("START", 10), ("COMPLETE", 12)):
            time = f"2026-01-0{number}T{hour}:00:00Z"
            events.append(event(eventType=kind, eventTime=time, **told))
    (tmp_path / "events.ndjson").write_bytes(b"\n".join(map(body, events)))
    assert collector("import", "events.ndjson").code == 0

    for first, second, changes in (
        (1, 3, [("b", "int", "text")]),
        (3, 1, [("b", "text", "int")]),
        (1, 2, [("a", "int", None), ("c", None, "int"), ("id", "int", "text")]),
    ):
        arguments = (f"db:t@{run_id(first)}", f"db:t@{run_id(second)}")
        rows = collector("diff", *arguments, "--json").json["columns"]
        assert [(row["field"], row["old_type"], row["new_type"]) for row in rows] == changes


def test_lineage_then_and_now_differ_in_nodes_and_edges(collector: Run, woven: Path) -> None:
    done = collector("diff", "job:load", "--from", "2026-01-02", "--up", 1, "--db", woven)

    assert (done.code, done.err) == (0, "")
    assert done.text == (
        "job:etl:load from 2026-01-02 00:00:00 to now\n"
        "+ dataset:pg://shop:raw_rates\n"
        "+ dataset:pg://shop:raw_rates → job:etl:load\n"
    )


def test_lineage_of_two_times_is_compared_in_their_order(collector: Run, woven: Path) -> None:
    times = ("--from", "2026-01-04", "--to", "2026-01-02")
    answer = collector("diff", "job:load", *times, "--up", 1, "--db", woven, "--json").json

    assert answer == {
        "node": "job:etl:load",
        "from": "2026-01-04T00:00:00Z",
        "to": "2026-01-02T00:00:00Z",
        "nodes": {"added": [], "removed": ["dataset:pg://shop:raw_rates"]},
        "edges": {
            "added": [],
            "removed": [{"origin": "dataset:pg://shop:raw_rates", "destination": "job:etl:load"}],
        },
    }


def test_the_lineage_of_columns_is_compared_too(collector: Run, woven: Path) -> None:
    done = collector("diff", "orders.mail", "--from", "2026-01-02", "--db", woven)

    assert done.text.splitlines()[1:] == [
        "+ datasetField:pg://shop:orders:mail",
        "+ datasetField:pg://shop:raw_orders:mail",
        "+ datasetField:pg://shop:raw_orders:mail → datasetField:pg://shop:orders:mail",
    ]


def test_that_nothing_changed_is_told(collector: Run, woven: Path) -> None:
    done = collector("diff", "job:serve", "--from", "2026-01-06", "--db", woven)

    assert (done.code, done.err) == (0, "nothing changed\n")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("gone@v1",), 3, "There is nothing named 'gone'."),
        (("dataset:orders@v9",), 3, "There is no version 'v9' of dataset:pg://shop:orders"),
        (("dataset:orders@v", "dataset:orders"), 2, "'v' may be each of 2 versions"),
        (("dataset:orders",), 2, "Name two versions, or --from"),
        (("dataset:orders@v1", "dataset:orders@v1"), 2, "Name two versions"),
        (("dataset:orders@v1", "job:load"), 2, "are not versions of one thing"),
        (("orders.id", "orders.id@v1"), 2, "Versions are of datasets and jobs."),
        (("dataset:orders", "--to", "2026-01-01"), 2, "go with --from"),
        (("dataset:orders@v1", "--up", 1), 2, "go with --from"),
        (("job:load", "job:load", "--from", "2026-01-01"), 2, "compares the lineage of one node"),
        (("job:load", "--from", "then"), 2, "no ISO 8601 date and time"),
    ],
)
def test_what_is_wrong_is_told(
    collector: Run, woven: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    done = collector("diff", *arguments, "--db", woven)

    assert (done.code, done.out) == (code, b"")
    assert message in done.err
