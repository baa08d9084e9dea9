from __future__ import annotations

from typing import Any

from collector.cli.sketch import PART, of_columns, of_lineage, of_runs

TIME = "2026-01-01T10:00:00Z"


def node(name: str, up: int | None, down: int | None, before: str = "", after: str = "") -> Any:
    """A node of /lineage; before and after are names of neighbours."""
    return {
        "id": name,
        "type": "JOB" if name == "j" else "DATASET",
        "data": {
            "namespace": "db",
            "name": name,
            "fields": [],
            "owners": ["ann"],
            "datasetType": None,
            "lastLifecycleState": "",
            "updatedAt": TIME,
            "latestRun": None,
        },
        "inEdges": [{"origin": other, "destination": name} for other in before],
        "outEdges": [{"origin": name, "destination": other} for other in after],
        "upstream": up,
        "downstream": down,
        "hiddenUpstream": 0,
        "hiddenDownstream": 0,
    }


#: c → b → a → j → d, and c → d.
NODES = [
    node("a", 0, 0, "b", "j"),
    node("b", 1, None, "c", "a"),
    node("c", 2, None, "", "bd"),
    node("j", None, 1, "a", "d"),
    node("d", None, 2, "jc", ""),
]

ANSWER: dict[str, Any] = {
    "graph": NODES,
    "edges": [
        {"origin": origin, "destination": destination}
        for origin, destination in ("cb", "ba", "aj", "jd", "cd")
    ],
    "start": "a",
    "truncated": False,
    "hidden": {"overLimit": 0, "overDepth": 0},
}


def run(state: str | None, ended: str | None = None) -> dict[str, Any]:
    return {"state": state, "startedAt": TIME, "durationMs": ended and 61_000}


def test_how_the_latest_run_went_is_told_in_a_few_words() -> None:
    told = {
        state: of_lineage(
            {**ANSWER, "graph": [{**NODES[3], "data": {**NODES[3]["data"], "latestRun": latest}}]}
        ).nodes["j"]
        for state, latest in (
            ("COMPLETED", run("COMPLETED", "x")),
            ("FAILED", run("FAILED", "x")),
            ("ABORTED", run("ABORTED", "x")),
            ("RUNNING", run("RUNNING")),
            ("NEW", run("NEW")),
        )
    }

    assert {state: shown.facts[:-1] for state, shown in told.items()} == {
        "COMPLETED": ("✔ 2026-01-01 10:00:00  1 min 1 s",),
        "FAILED": ("✖ failed 2026-01-01 10:00:00  1 min 1 s",),
        "ABORTED": ("✖ aborted 2026-01-01 10:00:00  1 min 1 s",),
        "RUNNING": ("▶ running since 2026-01-01 10:00:00",),
        "NEW": (),
    }
    assert [state for state, shown in told.items() if shown.has_failed] == ["FAILED", "ABORTED"]


def test_a_dataset_tells_most_where_it_was_asked_for() -> None:
    data = {**NODES[0]["data"], "fields": [{}], "lastLifecycleState": "CREATE"}
    model = {**NODES[0], "data": {**data, "datasetType": "MODEL"}}
    shown = of_lineage({**ANSWER, "graph": [model]}).nodes["a"]

    assert (shown.kind, shown.facts) == ("model", ("ann",))
    assert shown.more == ("1 column", "create", "ann", "seen 2026-01-01 10:00:00")


def reading(run_id: str, distance: int, *inputs: tuple[str, str | None, str | None]) -> Any:
    """A run that read datasets: name, version and the run that wrote it."""
    return {
        "job": {"namespace": "etl", "name": f"job of {run_id}", "version": None},
        "run": {"id": run_id, "start": TIME, "end": "2026-01-01T10:01:00Z", "status": "COMPLETE"},
        "inputs": [
            {
                "namespace": "db",
                "name": name,
                "version": version,
                "producedByRunId": writer,
                "inferred": version == writer and writer is not None,
            }
            for name, version, writer in inputs
        ],
        "distance": distance,
    }


def test_between_runs_stand_the_versions_that_were_read() -> None:
    told = of_runs(
        {
            "runs": [
                reading("r1", 0, ("t", "v7", "r2"), ("u", "r3", "r3"), ("w", None, None)),
                reading("r2", 1, ("t", "v6", "r4")),
            ]
        }
    )

    assert told.starts == ("run:r1",)
    assert list(told.flows) == [
        ("dataset:db:t@v7", "run:r1"),
        ("run:r2", "dataset:db:t@v7"),
        ("dataset:db:u@r3", "run:r1"),
        ("dataset:db:w@None", "run:r1"),
        ("dataset:db:t@v6", "run:r2"),
    ]
    facts = {shown.id[11:]: shown.facts for shown in told.nodes.values() if shown.kind == "dataset"}
    assert facts == {
        "t@v7": ("version v7",),
        "u@r3": ("inferred: no version was recorded",),
        "w@None": ("its writer is not known",),
        "t@v6": ("version v6",),
    }
    hidden = {shown.id for shown in told.nodes.values() if shown.hidden_upstream}
    assert hidden == {"dataset:db:u@r3", "dataset:db:t@v6"}
    assert told.nodes["run:r2"].upstream == 2
    assert told.nodes["run:r2"].facts == ("✔ 2026-01-01 10:00:00  1 min 0 s", "r2")


def column(dataset: str, field: str | None, kind: str = "") -> Any:
    """A node of /column-lineage."""
    name = f"datasetField:db:{dataset}:{field}" if field else f"dataset:db:{dataset}"
    data = {"namespace": "db", "dataset": dataset, "field": field, "fieldType": kind}
    return {"id": name, "data": data}


def test_a_column_flows_into_its_dataset_where_that_goes_into_another_column_as_a_whole() -> None:
    how = {"type": "INDIRECT", "subtype": "FILTER", "masking": True}
    more = [how, {"type": "DIRECT", "subtype": None, "masking": None}]
    told = of_columns(
        {
            "graph": [column("t", "b", "int"), column("s", None), column("s", "a")],
            "edges": [
                {
                    "origin": "dataset:db:s",
                    "destination": "datasetField:db:t:b",
                    "transformations": more,
                }
            ],
            "start": ["datasetField:db:t:b"],
        }
    )

    assert told.flows == {
        ("datasetField:db:s:a", "dataset:db:s"): PART,
        ("dataset:db:s", "datasetField:db:t:b"): "DIRECT, FILTER masked",
    }
    assert [(shown.kind, shown.name, shown.facts) for shown in told.nodes.values()] == [
        ("column", "t.b", ("int",)),
        ("dataset", "s", ("all columns",)),
        ("column", "s.a", ()),
    ]
