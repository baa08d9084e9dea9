"""Lineage of the shapes that Marquez was measured with, as events: one finished run a job.

A job reads datasets and writes one, whose schema has ten columns with column lineage from the
first input. *Pipelines*: job `k` of a pipeline of 50 reads what the one before it wrote.
*Connected*: each job reads two of the last hundred datasets that were written.
"""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Iterator

Shape = Literal["pipelines", "connected"]
Json = dict[str, object]

LENGTH = 50
RECENT = 100
COLUMNS = tuple(f"column_{number}" for number in range(10))

JOBS = "bench"
DATASETS = "postgres://warehouse:5432"

_PRODUCER = "https://example.com/bench"
_SPEC = "https://openlineage.io/spec"
_FIRST_TIME = datetime(2026, 1, 1)  # noqa: DTZ001, the texts say Z


def events(shape: Shape, jobs: int) -> Iterator[bytes]:
    """A COMPLETE event of each job, in the order in which they ran."""
    random_numbers = random.Random(1)  # noqa: S311, no secret
    for number in range(jobs):
        if shape == "pipelines":
            pipeline, place = divmod(number, LENGTH)
            inputs = [f"pipeline_{pipeline}.table_{place}"]
            output = f"pipeline_{pipeline}.table_{place + 1}"
        else:
            recent = range(max(0, number - RECENT), max(1, number))
            chosen = random_numbers.sample(recent, min(2, len(recent)))
            inputs = [f"connected.table_{one}" for one in sorted(chosen)]
            output = f"connected.table_{number + 1}"
        yield json.dumps(_event(number, inputs, output)).encode()


def changed(shape: Shape, number: int, jobs: int) -> bytes:
    """One more run of that job, a day later, that reads another dataset besides."""
    output = f"{shape}.changed_{number}"
    event = _event(number, [f"{shape}.more_{number}"], output)
    time = _FIRST_TIME + timedelta(days=30, seconds=number)
    run_id = str(UUID(int=jobs + number + 1))
    return json.dumps(
        event | {"eventTime": f"{time.isoformat()}Z", "run": {"runId": run_id}}
    ).encode()


def job_id(number: int) -> str:
    """Node id of the job of event `number`."""
    return f"job:{JOBS}:job_{number}"


def _event(number: int, inputs: list[str], output: str) -> Json:
    time = _FIRST_TIME + number * timedelta(seconds=1)
    return {
        "eventType": "COMPLETE",
        "eventTime": f"{time.isoformat()}Z",
        "run": {"runId": str(UUID(int=number + 1))},
        "job": {"namespace": JOBS, "name": f"job_{number}"},
        "inputs": [{"namespace": DATASETS, "name": name} for name in inputs],
        "outputs": [
            {
                "namespace": DATASETS,
                "name": output,
                "facets": {"schema": _schema(), "columnLineage": _column_lineage(inputs[0])},
            }
        ],
        "producer": _PRODUCER,
        "schemaURL": f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent",
    }


def _schema() -> Json:
    fields = [{"name": name, "type": "varchar"} for name in COLUMNS]
    return {**_facet("1-1-1/SchemaDatasetFacet"), "fields": fields}


def _column_lineage(source: str) -> Json:
    fields = {
        name: {"inputFields": [{"namespace": DATASETS, "name": source, "field": name}]}
        for name in COLUMNS
    }
    return {**_facet("1-2-0/ColumnLineageDatasetFacet"), "fields": fields}


def _facet(path: str) -> Json:
    name = path.partition("/")[2]
    return {
        "_producer": _PRODUCER,
        "_schemaURL": f"{_SPEC}/facets/{path.partition('/')[0]}/{name}.json#/$defs/{name}",
    }
