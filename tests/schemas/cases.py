"""Events to check schemas with: those at hand, and mutations of them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from collector.schema_files import Position

HERE = Path(__file__).parent
#: The standard's own files, beside the checkout of those who have them.
SHARED = HERE.parents[2] / "shared" / "openlineage"

URL = "https://example.org/it"
BASE = {"_producer": URL, "_schemaURL": URL}
RUN_ID = "0197e3a2-5f2e-7c1a-9d64-2f3a4b5c6d7e"

_MEMBERS: dict[Position, tuple[str, str]] = {
    "run": ("run", "facets"),
    "job": ("job", "facets"),
    "dataset": ("inputs", "facets"),
    "input": ("inputs", "inputFacets"),
    "output": ("outputs", "outputFacets"),
}


def run_event(**members: Any) -> dict[str, Any]:
    """The smallest valid RunEvent, with these members over it."""
    return {
        "eventTime": "2026-11-23T09:12:49.829988+00:00",
        "producer": URL,
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
        "run": {"runId": RUN_ID},
        "job": {"namespace": "batch", "name": "load"},
        **members,
    }


def job_event(**members: Any) -> dict[str, Any]:
    event = run_event(**members)
    del event["run"]
    return event


def dataset_event(**members: Any) -> dict[str, Any]:
    event = job_event(dataset={"namespace": "warehouse", "name": "orders"}, **members)
    del event["job"]
    return event


def with_facet(position: Position, key: str, facet: object) -> dict[str, Any]:
    """A RunEvent that carries one facet."""
    member, facets = _MEMBERS[position]
    event = run_event(
        inputs=[{"namespace": "warehouse", "name": "raw"}],
        outputs=[{"namespace": "warehouse", "name": "orders"}],
    )
    carrier = event[member] if member in {"run", "job"} else event[member][0]
    carrier[facets] = {key: facet}
    return event


def own_facets(file: str = "facets.json") -> Iterator[tuple[Position, str, dict[str, Any]]]:
    """The cases of a file: those of the standard, or `collector_facets.json`."""
    for case in json.loads((HERE / file).read_text(encoding="utf-8")):
        yield case["position"], case["key"], {**BASE, **case["facet"]}


def shared_events() -> list[tuple[str, Any]]:
    """Corpus and captured requests, by the name of their file."""
    paths = [*SHARED.glob("corpus/*.json"), *SHARED.glob("captured/*/*.json")]
    return [
        (str(path.relative_to(SHARED)), json.loads(path.read_text(encoding="utf-8")))
        for path in sorted(paths)
        if not path.name.endswith(".headers.json")
    ]


def fixture_facets() -> Iterator[tuple[str, str, Any]]:
    """The standard's example of each facet: (file, key, facet)."""
    for path in sorted(SHARED.glob("fixtures/*.json")):
        for key, facet in json.loads(path.read_text(encoding="utf-8")).items():
            yield path.name, key, facet


# Mutations

_OTHERS: tuple[object, ...] = (
    None, "", "text", 0, 1.5, 7, True, False, [], {}, [None], [{}], {"a": None},
    "2026-11-23", "urn:x", "a b", "DATASET", "JOB", "binary",
)  # fmt: skip


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of everything in a JSON value, the value itself left out."""
    if isinstance(value, dict):
        members: Any = value.items()
    elif isinstance(value, list):
        members = enumerate(value)
    else:
        return
    for key, member in members:
        yield (*path, key)
        yield from places(member, (*path, key))


def mutations_at(path: tuple[str | int, ...]) -> Iterator[tuple[str, object]]:
    """What can be done to one place: (operation, with what)."""
    yield "drop", None
    if isinstance(path[-1], str):
        yield "rename", f"{path[-1]}x"
    yield "extra", "unknown"
    yield "delete", True
    for other in _OTHERS:
        yield "replace", other


def mutated(event: Any, path: tuple[str | int, ...], operation: str, argument: object) -> Any:
    """A copy of the event in which something was done to the place at `path`."""
    event = copy_of(event)
    parent = event
    for part in path[:-1]:
        parent = parent[part]
    last = path[-1]
    match operation:
        case "drop":
            del parent[last]
        case "rename":
            parent[argument] = parent.pop(last)
        case "extra" if isinstance(parent[last], dict):
            parent[last][argument] = {"a": [1, None]}
        case "delete" if isinstance(parent[last], dict):
            parent[last]["_deleted"] = argument
        case "replace":
            parent[last] = copy.deepcopy(argument)
    return event


def every_mutation(event: Any, below: tuple[str | int, ...] = ()) -> Iterator[Any]:
    """Every mutation of every place, or of those below one."""
    for path in list(places(event)):
        if path[: len(below)] == below:
            for operation, argument in mutations_at(path):
                yield mutated(event, path, operation, argument)


def some_mutations(event: Any, count: int, rng: random.Random) -> Iterator[Any]:
    """Mutations chosen by chance, up to three on top of one another."""
    for _ in range(count):
        mutant = event
        for _ in range(rng.choice((1, 1, 2, 3))):
            paths = list(places(mutant))
            if paths:
                path = rng.choice(paths)
                mutant = mutated(mutant, path, *rng.choice(list(mutations_at(path))))
        yield mutant


def copy_of(value: Any) -> Any:
    return json.loads(json.dumps(value))
