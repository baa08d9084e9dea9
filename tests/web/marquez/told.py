"""A small shop, told by events; and paths of Marquez' API with their parts encoded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tests.conftest import event

if TYPE_CHECKING:
    from tests.conftest import Client

Json = dict[str, Any]

SPEC = "https://openlineage.io/spec"
PRODUCER = "https://example.com/tests"

STORE = "postgres://warehouse:5432"

#: Runs of the job `load`: the first one fails, the second one succeeds.
FAILED = "0193a5b4-7c21-7000-8000-00000000000a"
LOADED = "0193a5b4-7c21-7000-8000-00000000000b"


async def accept(client: Client, *events: object) -> None:
    """Store events, and wait until the views have them, however busy the machine is."""
    await client.accept(*events)
    await client.store.wait_folded(client.store.last_seq, 30)


def path(*parts: str) -> str:
    """A path whose parts are texts of any kind."""
    return "/api/v1/" + "/".join(quote(part, safe="") for part in parts)


def facet(schema: str, /, **members: object) -> Json:
    return {"_producer": PRODUCER, "_schemaURL": f"{SPEC}/facets/{schema}.json", **members}


def dataset(name: str, namespace: str = STORE, **facets: object) -> Json:
    return {"namespace": namespace, "name": name, "facets": facets}


def run(run_id: str, **facets: object) -> Json:
    return {"runId": run_id, "facets": facets}


def job(name: str, namespace: str = "shop", **facets: object) -> Json:
    return {"namespace": namespace, "name": name, "facets": facets}


def static(**members: object) -> Json:
    """A JobEvent or DatasetEvent."""
    kind = "JobEvent" if "job" in members else "DatasetEvent"
    return {
        "eventTime": "2026-01-01T10:00:00Z",
        "producer": PRODUCER,
        "schemaURL": f"{SPEC}/2-0-2/OpenLineage.json#/$defs/{kind}",
        **members,
    }


SCHEMA = facet(
    "1-2-0/SchemaDatasetFacet",
    fields=[
        {"name": "id", "type": "integer", "description": "Key of the order."},
        {"name": "total", "type": "decimal(18,2)"},
    ],
)

COLUMNS = facet(
    "1-2-0/ColumnLineageDatasetFacet",
    fields={
        "total": {
            "inputFields": [
                {
                    "namespace": STORE,
                    "name": "raw.orders",
                    "field": "amount",
                    "transformations": [
                        {
                            "type": "DIRECT",
                            "subtype": "AGGREGATION",
                            "description": "sum(amount)",
                            "masking": False,
                        }
                    ],
                }
            ]
        }
    },
)

JOB = job(
    "load",
    jobType=facet(
        "2-0-4/JobTypeJobFacet", processingType="BATCH", integration="SPARK", jobType="QUERY"
    ),
    documentation=facet("1-1-0/DocumentationJobFacet", description="Loads the orders."),
    sourceCodeLocation=facet(
        "1-1-0/SourceCodeLocationJobFacet", type="git", url="https://example.com/load.git"
    ),
)

INPUT = {
    **dataset("raw.orders"),
    "inputFacets": {"inputStatistics": facet("1-0-0/InputStatisticsInputDatasetFacet", rowCount=5)},
}
OUTPUT = dataset(
    "orders",
    schema=SCHEMA,
    columnLineage=COLUMNS,
    dataSource=facet("1-0-1/DatasourceDatasetFacet", name="warehouse", uri=STORE),
    documentation=facet("1-1-0/DocumentationDatasetFacet", description="All orders."),
)

#: What is told of the shop.
SHOP: tuple[Json, ...] = (
    event(eventTime="2026-01-01T09:00:00Z", run=run(FAILED), job=JOB, inputs=[INPUT]),
    event(
        eventType="FAIL",
        eventTime="2026-01-01T09:01:00Z",
        run=run(
            FAILED,
            errorMessage=facet(
                "1-0-1/ErrorMessageRunFacet", message="no space", programmingLanguage="SQL"
            ),
        ),
        job=JOB,
        outputs=[dataset("orders")],
    ),
    event(
        eventTime="2026-01-01T10:00:00Z",
        run=run(
            LOADED,
            nominalTime=facet(
                "1-0-1/NominalTimeRunFacet",
                nominalStartTime="2026-01-01T00:00:00Z",
                nominalEndTime="2026-01-02T00:00:00Z",
            ),
        ),
        job=JOB,
        inputs=[INPUT],
    ),
    event(
        eventType="COMPLETE",
        eventTime="2026-01-01T10:00:02.500Z",
        run=run(LOADED),
        job=JOB,
        inputs=[INPUT],
        outputs=[OUTPUT],
    ),
)
