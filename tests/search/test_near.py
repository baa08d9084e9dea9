"""Names that are nearly right, of what a real collector holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from collector.search.near import near
from tests.conftest import event, event_number

if TYPE_CHECKING:
    from tests.conftest import Client

TWIN = "0193a5b4-7c21-7000-8000-000000000002"


def told(job: str, *outputs: str, **facets: Any) -> dict[str, Any]:
    named = [{"namespace": "s3://lake", "name": name, "facets": facets} for name in outputs]
    return event(job={"namespace": "shop", "name": job}, outputs=named, eventType="COMPLETE")


async def filled(client: Client) -> None:
    await client.accept(
        told("daily.load_orders", "warehouse/orders", "warehouse/customers"),
        told("daily.load_customers", "Größen"),
    )
    await client.store.wait_for_views(5)


@pytest.mark.parametrize(
    ("kind", "text", "nearest"),
    [
        ("job", "shop:daily.load_order", "job:shop:daily.load_orders"),
        ("job", "load_costumers", "job:shop:daily.load_customers"),
        ("job", "SHOP:DAILY.LOAD_ORDERS", "job:shop:daily.load_orders"),
        ("dataset", "orders", "dataset:s3://lake:warehouse/orders"),
        ("dataset", "s3://lake:warehouse/oders", "dataset:s3://lake:warehouse/orders"),
        ("dataset", "gs://other:warehouse/orders", "dataset:s3://lake:warehouse/orders"),
        ("dataset", "s3%3A%2F%2Flake:warehouse%2Fordrs", "dataset:s3://lake:warehouse/orders"),
        ("dataset", "s3://lake:warehouse/orders:no_column", "dataset:s3://lake:warehouse/orders"),
        ("dataset", "grössen", "dataset:s3://lake:Größen"),
    ],
)
async def test_a_name_that_is_nearly_right_finds_the_right_one_first(
    client: Client, kind: Any, text: str, nearest: str
) -> None:
    await filled(client)

    assert (await client.store.ask(near, kind, text))[0] == nearest


@pytest.mark.parametrize("text", ["", "qqqqqqqq", "%", "_", "x" * 100_000])
async def test_what_is_like_nothing_finds_nothing(client: Client, text: str) -> None:
    await filled(client)

    assert await client.store.ask(near, "dataset", text) == []


async def test_there_are_never_more_than_were_asked_for(client: Client) -> None:
    await client.accept(told("job", *(f"orders_{number}" for number in range(20))))
    await client.store.wait_for_views(5)

    assert len(await client.store.ask(near, "dataset", "orders_")) == 5
    assert len(await client.store.ask(near, "dataset", "orders_", limit=7)) == 7


async def test_another_name_of_a_dataset_leads_to_the_name_that_stands_for_it(
    client: Client,
) -> None:
    identifiers = [{"namespace": "hive://meta", "name": "sales.receipts", "type": "TABLE"}]
    uri = "https://example.com/tests"
    facet = {"_producer": uri, "_schemaURL": uri, "identifiers": identifiers}
    await client.accept(told("job", "warehouse/r", symlinks=facet))
    await client.store.wait_for_views(5)
    listed = "select namespace, name from datasets"
    [(namespace, name)] = await client.store.ask(lambda cursor: cursor.sql(listed).fetchall())

    assert await client.store.ask(near, "dataset", "sales.receits") == [
        f"dataset:{namespace}:{name}"
    ]


@pytest.mark.parametrize("text", [TWIN[:13], TWIN.upper(), f"{TWIN[:-1]}7", f"xx{TWIN[2:]}"])
async def test_a_run_is_found_by_the_beginning_or_the_end_of_its_identifier(
    client: Client, text: str
) -> None:
    await client.accept(event_number(2))
    await client.store.wait_for_views(5)

    assert await client.store.ask(near, "run", text) == [f"run:{TWIN}"]
