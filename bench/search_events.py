"""Events that name many things to search for: jobs with queries, datasets with columns."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from bench.event_samples import COLUMN_TYPES, PRODUCER, SPEC, SUFFIXES, WORDS

FIRST_TIME = datetime(2026, 1, 1)  # noqa: DTZ001, the texts say Z
COLUMNS = 20
QUERY_LENGTH = 500
#: A word that stands in one name, and one that stands in one query.
RARE_NAME = "zirconium"
RARE_IN_QUERY = "quokka_rate"


@dataclass(frozen=True)
class SearchEvents:
    """Event `n` is a run of job `n`, which reads two of the sources and writes a dataset."""

    jobs: int
    sources: int

    def body(self, number: int) -> bytes:
        """The event of this number; of the jobs one has RARE_NAME, one RARE_IN_QUERY."""
        drawn = random.Random(number)  # noqa: S311, no secret
        job = _name(number, "load")
        if number == self.jobs // 2:
            job += f"_{RARE_NAME}"
        written = _dataset("warehouse", number, is_output=True)
        query = _query(drawn, job)
        if number == self.jobs // 3:
            query = query.replace("src.", f"src.{RARE_IN_QUERY}, src.", 1)
        time = FIRST_TIME + timedelta(seconds=number)
        first = 2 * number % self.sources
        event = {
            "eventTime": time.isoformat() + "Z",
            "eventType": "COMPLETE",
            "producer": PRODUCER,
            "schemaURL": f"{SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent",
            "run": {"runId": f"0193a5b4-7c21-7000-8000-{number:012x}"},
            "job": {
                "namespace": f"analytics-{WORDS[number % 20]}",
                "name": job,
                "facets": _job_facets(drawn, query),
            },
            "inputs": [
                _dataset("lake", source, is_output=False)
                for source in (first, (first + 1) % self.sources)
            ],
            "outputs": [written],
        }
        return json.dumps(event, separators=(",", ":")).encode()


def _name(number: int, verb: str) -> str:
    drawn = random.Random(f"{verb} {number}")  # noqa: S311, no secret
    return f"{verb}_{'_'.join(drawn.sample(WORDS, 2))}.step_{number:05d}"


def _query(drawn: random.Random, job: str) -> str:
    text = f"insert into warehouse.{job} select "
    while len(text) < QUERY_LENGTH:
        text += f"src.{drawn.choice(WORDS)}_{drawn.choice(SUFFIXES)}, "
    return f"{text[:-2]} from lake.{drawn.choice(WORDS)} as src"


def _facet(version: str, name: str, **members: object) -> dict[str, object]:
    schema = f"{SPEC}/facets/{version}/{name}.json#/$defs/{name}"
    return {"_producer": PRODUCER, "_schemaURL": schema, **members}


def _job_facets(drawn: random.Random, query: str) -> dict[str, object]:
    facets: dict[str, object] = {"sql": _facet("1-1-0", "SQLJobFacet", query=query)}
    if drawn.random() < 0.5:
        facets["documentation"] = _documentation(drawn, "JobFacet")
    if drawn.random() < 0.2:
        facets["tags"] = _tags(drawn, "JobFacet")
    if drawn.random() < 0.2:
        owners = [{"name": f"team:{drawn.choice(WORDS)}", "type": "OWNER"}]
        facets["ownership"] = _facet("1-0-1", "OwnershipJobFacet", owners=owners)
    return facets


def _dataset(namespace: str, number: int, *, is_output: bool) -> dict[str, object]:
    drawn = random.Random(f"{namespace} {number}")  # noqa: S311, no secret
    names = {f"{'_'.join(drawn.sample(WORDS, 2))}_{drawn.choice(SUFFIXES)}" for _ in range(40)}
    fields = [
        {"name": name, "type": drawn.choice(COLUMN_TYPES)}
        | ({"description": _sentence(drawn, 6)} if drawn.random() < 0.25 else {})
        for name in sorted(names)[:COLUMNS]
    ]
    facets: dict[str, object] = {"schema": _facet("1-2-0", "SchemaDatasetFacet", fields=fields)}
    if drawn.random() < 0.3:
        facets["documentation"] = _documentation(drawn, "DatasetFacet")
    if drawn.random() < 0.2:
        facets["tags"] = _tags(drawn, "DatasetFacet")
    name = _name(number, "mart" if is_output else "raw")
    return {"namespace": f"s3://{namespace}", "name": name, "facets": facets}


def _documentation(drawn: random.Random, kind: str) -> dict[str, object]:
    return _facet("1-1-0", f"Documentation{kind}", description=_sentence(drawn, 12))


def _tags(drawn: random.Random, kind: str) -> dict[str, object]:
    tags = [{"key": drawn.choice(WORDS), "value": "yes", "source": "USER"}]
    return _facet("1-0-0", f"Tags{kind}", tags=tags)


def _sentence(drawn: random.Random, words: int) -> str:
    return " ".join(drawn.choice(WORDS) for _ in range(words)).capitalize() + "."
