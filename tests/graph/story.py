"""Runs told in a line, and what is asked about them over HTTP."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tests.relations.folded import body_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import requests

Json = dict[str, Any]

#: Of everything that is told without one; each story has another one in its place.
NAMESPACE = "ns-of-story"


def ran(
    job: str,
    reads: Iterable[Json | str] | str = (),
    writes: Iterable[Json | str] | str = (),
    *,
    at: str = "10:00",
    state: str = "COMPLETE",
    run: str | None = None,
    **facets: Json,
) -> bytes:
    """An event of a run that reads and writes datasets; `"a b"` are two. Facets are of the job."""
    return body_of(
        {
            "eventType": state,
            "eventTime": f"2026-01-01T{at}:00Z",
            "run": {"runId": run or f"{NAMESPACE} {job} {at}"},
            "job": {"namespace": NAMESPACE, "name": job, "facets": facets},
            "inputs": _datasets(reads),
            "outputs": _datasets(writes),
        }
    )


def dataset(name: str, namespace: str = NAMESPACE, **facets: Json) -> Json:
    return {"namespace": namespace, "name": name, "facets": facets}


def _datasets(told: Iterable[Json | str] | str) -> list[Json]:
    names = told.split() if isinstance(told, str) else told
    return [dataset(name) if isinstance(name, str) else name for name in names]


def schema(*names: str) -> Json:
    """The columns of a dataset."""
    return {"fields": [{"name": name, "type": "text"} for name in names]}


def flows(**sources: str) -> Json:
    """The lineage facet of a job: `flows(x="a b")` says that x comes from a and b."""
    return {
        "entries": [
            {"namespace": NAMESPACE, "name": target, "type": "DATASET", "inputs": _inputs(names)}
            for target, names in sources.items()
        ]
    }


def _inputs(names: str) -> list[Json]:
    return [{"namespace": NAMESPACE, "name": name, "type": "DATASET"} for name in names.split()]


def columns(*whole: Json, **sources: str | list[Json]) -> Json:
    """The columnLineage facet of a dataset: `columns(x="a.id b.id")`; `whole` is on all columns."""
    fields = {
        field: {
            "inputFields": [column(name) for name in told.split()]
            if isinstance(told, str)
            else told
        }
        for field, told in sources.items()
    }
    return {"fields": fields, "dataset": list(whole)} if whole else {"fields": fields}


def column(name: str, *transformations: Json) -> Json:
    """A source of a column: `column("a.id")`."""
    dataset_name, _, field = name.partition(".")
    source = {"namespace": NAMESPACE, "name": dataset_name, "field": field}
    return source | ({"transformations": list(transformations)} if transformations else {})


def node(text: str) -> str:
    """The id of `a` (a dataset), `J` (a job, in capitals) or `a.x` (a column) of the namespace."""
    if text[0].isupper():
        return f"job:{NAMESPACE}:{text}"
    name, dot, field = text.partition(".")
    return f"datasetField:{NAMESPACE}:{name}:{field}" if dot else f"dataset:{NAMESPACE}:{name}"


def short(node_id: str) -> str:
    """What `node` makes an id of."""
    return node_id.partition(f":{NAMESPACE}:")[2].replace(":", ".")


def nodes(answer: Json) -> str:
    """The nodes of a graph in the order of their ids, in one line."""
    return " ".join(sorted(short(found["id"]) for found in answer["graph"]))


def edges(answer: Json) -> str:
    """The edges of a graph, in one line."""
    return " ".join(
        sorted(f"{short(edge['origin'])}>{short(edge['destination'])}" for edge in answer["edges"])
    )


def path_of(route: str, **query: object) -> str:
    return f"/api/v1/{route}?{urlencode(query, doseq=True)}"


def lineage_facts(answer: Json) -> Json:
    """What a graph says of lineage alone, without what is known of its nodes today."""
    kept = {"graph": [{**found, "data": None} for found in answer["graph"]]}
    return {**answer, **kept}


class World:
    """A namespace of its own on a collector that others use too: they cannot see each other."""

    def __init__(self, url: str, session: requests.Session, number: int) -> None:
        self._url = url
        self._session = session
        self._own = f"{NAMESPACE}{number}"
        self._last_seq = 0

    def accept(self, *events: bytes) -> None:
        """Store events that are good."""
        answer = self._session.post(
            f"{self._url}/api/v1/lineage/batch",
            self._told(b"\n".join(events).decode()).encode(),
            headers={"Content-Type": "application/x-ndjson"},
            timeout=20,
        )
        assert answer.json()["summary"]["successful"] == len(events), answer.text
        self._last_seq = answer.json()["last_seq"] or self._last_seq

    def ask(self, route: str, **query: object) -> Json:
        """The answer to a question that has one."""
        status, answer = self.answer(route, **query)
        assert status == 200, answer
        return answer

    def answer(self, route: str, **query: object) -> tuple[int, Json]:
        """Status and body."""
        path = self._told(path_of(route, **query, wait=self._last_seq))
        answer = self._session.get(self._url + path, timeout=20)
        while answer.status_code == 503:
            answer = self._session.get(self._url + path, timeout=20)
        return answer.status_code, json.loads(answer.text.replace(self._own, NAMESPACE))

    def change(self, method: str, path: str) -> None:
        """Change what is told, such as a tag; whoever asks afterwards is told so."""
        answer = self._session.request(method, self._url + self._told(path), timeout=20)
        assert answer.ok, answer.text

    def lineage(self, start: str, **query: object) -> Json:
        return self.ask("lineage", nodeId=node(start), **query)

    def column_lineage(self, start: str, **query: object) -> Json:
        return self.ask("column-lineage", nodeId=node(start), **query)

    def sql(self, query: str) -> list[Json]:
        """The rows of a SELECT."""
        answer = self._session.post(
            f"{self._url}/api/v1/sql?wait={self._last_seq}",
            json={"query": self._told(query)},
            headers={"Accept": "application/x-ndjson"},
            timeout=20,
        )
        assert answer.status_code == 200, answer.text
        lines = answer.text.replace(self._own, NAMESPACE).splitlines()
        return [json.loads(line) for line in lines]

    def _told(self, text: str) -> str:
        return text.replace(NAMESPACE, self._own)
