from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.recorded import facets
from tests.cli.woven import ODD_DATASET, ODD_JOB, run_id
from tests.clients.wire import INGEST, ask
from tests.conftest import body, event

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done
    from tests.conftest import Server

    Run = Callable[..., Done]

TREE = """\
▤ orders   pg://shop · 3 columns · team:sales · seen 2026-01-04 10:01:00
├─◀ upstream
│  └─ ⚙ load                     ✔ 2026-01-03 10:00:00  1 min 0 s  (1 more upstream)
│     └─ ▤ raw_orders
│        └─ ⚙ feed_back          ✔ 2026-01-04 10:00:00  1 min 0 s
│           └─ ▤ clean_orders
│              └─ ⚙ clean        ✔ 2026-01-04 10:00:00  1 min 0 s
│                 └─ ▤ orders    ↩ cycle
└─▶ downstream
   ├─ ⚙ clean                    ✔ 2026-01-04 10:00:00  1 min 0 s
   │  └─ ▤ clean_orders
   │     ├─ ⚙ feed_back          ✔ 2026-01-04 10:00:00  1 min 0 s
   │     │  └─ ▤ raw_orders
   │     │     └─ ⚙ load         ✔ 2026-01-03 10:00:00  1 min 0 s
   │     │        └─ ▤ orders    ↩ cycle
   │     └─ ⚙ report             ↩ shown below
   └─ ⚙ report                   ✖ failed 2026-01-04 10:00:00  1 min 0 s  team:bi, ann
      └─ ▤ s3://lake:report
         ├─ ⚙ odd "job" [x] <b>  ✔ 2026-01-05 10:00:00  1 min 0 s
         │  └─ ▤ s3://lake:odd; `é` & #1 | {x}\\
         └─ ⚙ train              ✖ aborted 2026-01-05 10:00:00  1 min 0 s
            └─ ⬡ s3://lake:churn
               └─ ⚙ serve        ▶ running since 2026-01-05 10:00:00

datasets are of pg://shop, jobs are of etl, where nothing else is said
"""


def test_a_tree_has_what_is_up_and_down_and_marks_what_comes_again(
    collector: Run, woven: Path
) -> None:
    done = collector("lineage", "dataset:orders", "--up", 6, "--down", 6, "--db", woven)

    assert (done.code, done.err) == (0, "")
    assert done.text == TREE


def test_a_tree_ends_after_so_many_hops_and_counts_what_is_next(
    collector: Run, woven: Path
) -> None:
    done = collector("lineage", "job:report", "--up", 1, "--down", 2, "--db", woven)

    lines = done.text.splitlines()
    assert lines[1:6] == [
        "├─◀ upstream",
        "│  ├─ ▤ clean_orders          (1 more upstream)",
        "│  └─ ▤ orders                team:sales  (1 more upstream)",
        "└─▶ downstream",
        "   └─ ▤ s3://lake:report",
    ]
    assert [line.split("  (")[1] for line in lines[6:-2]] == ["1 more downstream)"] * 2


def test_a_node_is_shown_whose_events_have_no_time(collector: Run, tmp_path: Path) -> None:
    told = event(eventTime="now", outputs=[{"namespace": "db", "name": "t"}])
    (tmp_path / "event.json").write_bytes(body(told))
    assert collector("import", "event.json").code == 0

    assert collector("lineage", "db:t").text.splitlines()[0] == "▤ t   db"


def test_of_a_direction_that_is_named_alone_the_other_is_left_out(
    collector: Run, woven: Path
) -> None:
    up = collector("lineage", "dataset:churn", "--up", 1, "--db", woven).text
    down = collector("lineage", "dataset:churn", "--down", 1, "--db", woven, "--json").json

    assert ("◀ upstream" in up, "▶ downstream" in up) == (True, False)
    assert [node["data"]["name"] for node in down["graph"]] == ["churn", "serve"]


def test_columns_say_how_they_are_made(collector: Run, woven: Path) -> None:
    done = collector("lineage", "dataset:orders", "--columns", "--db", woven)
    assert done.text.splitlines()[:-2] == [
        "▪ orders.id   pg://shop · int",
        "└─◀ upstream",
        "   └─ ▪ raw_orders.id    int  IDENTITY",
        "▪ orders.mail   pg://shop · text",
        "└─◀ upstream",
        "   └─ ▪ raw_orders.mail  text  TRANSFORMATION masked",
        "▪ orders.total   pg://shop · decimal",
    ]


def test_a_column_needs_no_option(collector: Run, woven: Path) -> None:
    done = collector("lineage", "raw_orders.mail", "--db", woven)

    assert done.text.splitlines()[:3] == [
        "▪ raw_orders.mail   pg://shop · text",
        "└─▶ downstream",
        "   └─ ▪ orders.mail  text  TRANSFORMATION masked",
    ]


def test_the_columns_of_a_dataset_are_behind_it_where_it_goes_into_one_as_a_whole(
    collector: Run, tmp_path: Path
) -> None:
    source = {"namespace": "db", "name": "raw", "field": "r"}
    first = facets(columnLineage={"fields": {"k": {"inputFields": [source]}}})
    inputs = [{"namespace": "db", "name": "a", "type": "DATASET"}]
    entry = {"namespace": "db", "name": "b", "type": "DATASET", "fields": {"x": {"inputs": inputs}}}
    events = [
        event(
            job={"namespace": "etl", "name": "one"},
            outputs=[{"namespace": "db", "name": "a", "facets": first}],
        ),
        event(
            run={"runId": run_id(2)},
            job={"namespace": "etl", "name": "two", "facets": facets(lineage={"entries": [entry]})},
            outputs=[{"namespace": "db", "name": "b"}],
        ),
    ]
    (tmp_path / "events.ndjson").write_bytes(b"\n".join(map(body, events)))
    assert collector("import", "events.ndjson").code == 0

    assert collector("lineage", "b.x").text.splitlines()[:5] == [
        "▪ b.x   db",
        "└─◀ upstream",
        "   └─ ▤ a       all columns",
        "      └─ ▪ a.k  as part of it",
        "         └─ ▪ raw.r",
    ]
    assert collector("lineage", "raw.r").text.splitlines()[2:5] == [
        "   └─ ▪ a.k",
        "      └─ ▤ a  all columns  as part of it",
        "         └─ ▪ b.x",
    ]


@pytest.mark.parametrize("node", ["dataset:orders", "job:load", f"run:{run_id(2)}"])
def test_runs_are_those_that_made_it(collector: Run, woven: Path, node: str) -> None:
    done = collector("lineage", node, "--runs", "--db", woven)

    assert done.text.splitlines()[:4] == [
        f"▷ load   etl · ✔ 2026-01-03 10:00:00  1 min 0 s · {run_id(2)}",
        "└─◀ upstream",
        "   ├─ ▤ raw_orders  version 11  its writer is not known",
        "   └─ ▤ raw_rates   its writer is not known",
    ]
    answer = collector("lineage", node, "--runs", "--db", woven, "--json").json
    assert [run["run"]["id"] for run in answer["runs"]] == [run_id(2)]


def test_a_run_that_was_only_the_last_one_before_is_inferred(
    collector: Run, recorded: Path
) -> None:
    done = collector("lineage", "dataset:customers", "--runs", "--up", 1, "--db", recorded)

    assert "▤ shop.main.order_amounts" in done.text
    assert "inferred: no version was recorded" in done.text
    assert "(1 more upstream)" in done.text


def test_a_time_gives_the_lineage_of_then(collector: Run, woven: Path) -> None:
    now = collector("lineage", "job:load", "--up", 1, "--db", woven).text
    then = collector("lineage", "job:load", "--up", 1, "--at", "2026-01-02", "--db", woven).text

    assert ("raw_rates" in now, "raw_rates" in then) == (True, False)


def test_history_has_what_is_over(collector: Run, tmp_path: Path) -> None:
    reads = [[{"namespace": "db", "name": name}] for name in ("old", "new")]
    events = [
        event(eventType="COMPLETE", eventTime=f"2026-01-0{number}T10:00:00Z", inputs=inputs)
        | {"run": {"runId": run_id(number)}}
        for number, inputs in enumerate(reads, 1)
    ]
    (tmp_path / "events.ndjson").write_bytes(b"\n".join(map(body, events)))
    assert collector("import", "events.ndjson").code == 0

    assert "old" not in collector("lineage", "job", "--up", 1).text
    assert "▤ old" in collector("lineage", "job", "--up", 1, "--history").text


def test_a_namespace_bounds_the_walk(collector: Run, woven: Path) -> None:
    done = collector("lineage", "job:report", "--namespace", "s3://lake", "--db", woven)

    assert "upstream" not in done.text.replace("more upstream", "")
    assert "⬡ churn" in done.text


def test_over_the_limit_standard_error_says_how_many(collector: Run, woven: Path) -> None:
    done = collector("lineage", "dataset:orders", "--limit", 3, "--db", woven)

    assert (done.code, done.text.count("⚙")) == (0, 2)
    assert done.err == "9 more nodes are within so many hops; see --limit\n"


def test_depths_that_differ_give_the_answer_of_both(collector: Run, woven: Path) -> None:
    even = collector("lineage", "dataset:orders", "--up", 2, "--down", 2, "--db", woven, "--json")
    more = collector("lineage", "dataset:orders", "--up", 2, "--down", 4, "--db", woven, "--json")

    known = {node["id"] for node in more.json["graph"]}
    assert known > {node["id"] for node in even.json["graph"]}
    assert {edge["destination"] for edge in more.json["edges"]} <= known
    upstream = [node["upstream"] for node in more.json["graph"] if node["downstream"] is None]
    assert max(upstream, default=0) <= 2


def test_formats_are_for_other_programs(collector: Run, woven: Path) -> None:
    arguments = ("lineage", f"job:{ODD_JOB}", "--down", 1, "--db", woven, "--format")

    drawn = collector(*arguments, "dot").text
    assert drawn.startswith("digraph lineage {\n")
    assert r'"job:etl:odd \"job\" [x] <b>" -> "dataset:s3://lake:odd; `é` & #1 | {x}\\";' in drawn
    flow = collector(*arguments, "mermaid").text
    assert flow.startswith("flowchart LR\n")
    assert "odd #34;job#34; #91;x#93; #60;b#62;" in flow
    assert collector(*arguments, "json").json == collector(*arguments[:-1], "--json").json
    assert ODD_DATASET in collector(*arguments[:-1]).text


def test_of_runs_a_picture_tells_which_they_are(collector: Run, woven: Path) -> None:
    done = collector("lineage", "job:load", "--runs", "--format", "dot", "--db", woven)

    assert f'"run:{run_id(2)}" [label="load\\nrun:{run_id(2)}"' in done.text
    assert '"dataset:pg://shop:raw_orders@11" -> "run:' in done.text


def test_nothing_around_a_node_is_told(collector: Run, recorded: Path) -> None:
    done = collector("lineage", "job:a:x.t", "--db", recorded)

    assert (done.code, done.text.splitlines()[0][:5]) == (0, "⚙ x.t")
    assert done.err == "nothing is known upstream or downstream of it\n"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("gone",), 3, "There is nothing named 'gone'."),
        (("clean_order",), 3, "Like it: dataset:pg://shop:clean_orders"),
        (("orders.gone",), 3, "nothing named 'orders.gone'"),
        (("report",), 2, "or dataset:report. See `collector lineage --help`."),
        (("run:0193",), 2, "may be each of"),
        (("dataset:churn", "--columns"), 3, "Nothing tells of columns of dataset:s3://lake:churn."),
        (("dataset:raw_rates", "--runs"), 3, "No run of dataset:pg://shop:raw_rates is known."),
        (("orders.mail", "--runs"), 2, "A column has no runs"),
        (("job:load", "--runs", "--down", 3), 2, "upstream only"),
        (("job:load", "--runs", "--history"), 2, "whenever it was"),
        (("orders.mail", "--namespace", "x"), 2, "--namespace does not go with columns."),
        (("job:load", "--json", "--format", "dot"), 2, "do not go together"),
        (("job:load", "--up", "-1"), 2, "is not in the range"),
        (("job:load", "--at", "yesterday"), 2, "no ISO 8601 date and time"),
    ],
)
def test_what_is_wrong_is_told(
    collector: Run, woven: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    done = collector("lineage", *arguments, "--db", woven)

    assert (done.code, done.out) == (code, b"")
    assert message in done.err


def test_names_are_cut_where_a_terminal_has_no_room(
    collector: Run, recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True, raising=False)
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")

    lines = collector("lineage", "dataset:customers", "--up", 2, "--db", recorded).text.splitlines()
    assert lines[2].startswith("   └─ ⚙ …")
    assert max(map(len, lines[1:4])) <= 60


@pytest.mark.parametrize("more", [(), ("--columns",), ("--runs",), ("--history", "--up", "2")])
def test_a_collector_that_runs_and_a_snapshot_say_the_same(
    collector: Run, server: Server, more: tuple[str, ...]
) -> None:
    fields = {"fields": [{"name": "id", "type": "int"}]}
    facets = {"schema": {"_producer": "https://x.y", "_schemaURL": "https://x.y", **fields}}
    told = event(
        eventType="COMPLETE",
        inputs=[{"namespace": "db", "name": "s"}],
        outputs=[{"namespace": "db", "name": "t", "facets": facets}],
    )
    ask(server.url + INGEST, body(told), {"Content-Type": "application/json"})

    found = collector("lineage", "db:t", *more)
    assert (found.code, found.text[:1]) == (0, "▷" if more == ("--runs",) else found.text[:1])
    answer = collector("lineage", "db:t", *more, "--json").json
    assert collector("snapshot", "copy.duckdb").code == 0
    copy = ("--db", "copy.duckdb")
    assert collector("lineage", "db:t", *more, *copy).text == found.text
    assert collector("lineage", "db:t", *more, "--json", *copy).json == answer


def test_nodes_whose_ids_read_alike_are_told_apart(collector: Run, server: Server) -> None:
    one, other = ({"namespace": "a", "name": "b:c"}, {"namespace": "a:b", "name": "c"})
    told = event(inputs=[one], outputs=[other], job={"namespace": "j", "name": "J"})
    ask(server.url + INGEST, body(told), {"Content-Type": "application/json"})

    def lineage(node: str, *more: str) -> Done:
        return collector("lineage", node, *more, "--url", server.url)

    unclear = lineage("dataset:a:b:c")
    assert (unclear.code, unclear.err.split()[:2]) == (2, ["dataset:a:b%3Ac", "dataset:a:b:c"])
    assert "▶ downstream\n   └─ ⚙ J" in lineage("dataset:a:b%3Ac").text
    assert "b:c" in lineage("a:b%3Ac").text.splitlines()[0]
    # By its whole name it is the one, whatever an id of it would be read as.
    assert lineage("b:c", "--json").json["start"] == "dataset:a:b%3Ac"
    for form in ("dot", "mermaid"):
        drawn = lineage("b:c", "--format", form).text
        assert drawn.count("cylinder" if form == "dot" else "[(") == 2
    way = collector("path", "b:c", "job:J", "--url", server.url)
    assert way.text == "dataset:a:b%3Ac\n  → job:j:J\n"
    affected = collector("impact", "b:c", "--url", server.url, "--json").json["affected"]
    assert [one["nodeId"] for one in affected] == ["job:j:J", "dataset:a:b:c"]
    changed = collector("diff", "b:c", "--from", "2000-01-01", "--url", server.url, "--json").json
    assert len(changed["nodes"]["added"]) == 2
