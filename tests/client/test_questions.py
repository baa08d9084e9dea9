from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from collector.client.lineages import Hidden
from collector.errors import Malformed, NotFound
from tests.cli.recorded import LOADED
from tests.client.conftest import WAYS, asking

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Ask = Callable[..., Any]

SHOP = "dataset:duckdb://shop.duckdb:shop.main"
JOB = "job:shop:shop.main.shop"
FIELD = "datasetField:duckdb://shop.duckdb:shop.main"


def ids(found: Any) -> list[str]:
    return [node.id for node in found.nodes]


def flows(found: Any) -> list[tuple[str, str]]:
    return [(edge.origin, edge.destination) for edge in found.edges]


def test_lineage_is_the_nodes_and_edges_around_a_node(ask: Ask) -> None:
    found = ask("lineage", "dataset:s3://sales:orders")

    assert found.start == "dataset:s3://sales:orders"
    assert ids(found) == [
        "dataset:pg://shop:public.raw",
        "dataset:s3://sales:orders",
        "dataset:s3://sales:orders_old",
        "job:air:load_orders",
    ]
    assert flows(found) == [
        ("dataset:pg://shop:public.raw", "job:air:load_orders"),
        ("dataset:s3://sales:orders_old", "job:air:load_orders"),
        ("job:air:load_orders", "dataset:s3://sales:orders"),
    ]
    job = found.nodes[3]
    assert (job.kind, job.namespace, job.name) == ("job", "air", "load_orders")
    assert (job.distance, job.upstream, job.downstream) == (1, 1, None)
    assert job.data["owners"] == ["team:data", "ann"]
    assert (found.truncated, found.hidden) == (False, Hidden(0, 0))


def test_hops_up_and_down_are_bounded_each_on_its_own(ask: Ask) -> None:
    stg = f"{SHOP}.stg_orders"
    up, down = [f"{JOB}.stg_orders"], [f"{JOB}.order_amounts", f"{JOB}.stg_orders.test"]

    assert sorted(ids(ask("lineage", stg, up=1))) == sorted([stg, *up])
    assert sorted(ids(ask("lineage", stg, down=1))) == sorted([stg, *down])
    assert sorted(ids(ask("lineage", stg, up=1, down=1))) == sorted([stg, *up, *down])

    found = ask("lineage", stg, up=1, down=2)
    further = [f"{SHOP}.order_amounts"]
    assert ids(found) == sorted([stg, *up, *down, *further])
    assert found.truncated
    # raw_orders upstream, three jobs that read order_amounts downstream.
    assert found.hidden == Hidden(0, 4)
    [start] = [node for node in found.nodes if node.id == stg]
    assert (start.upstream, start.downstream, start.distance) == (0, 0, 0)
    assert (start.hidden_upstream, start.hidden_downstream) == (0, 0)


def test_lineage_takes_every_bound_of_the_route(ask: Ask) -> None:
    node = f"{SHOP}.customers"

    assert len(ask("lineage", node, limit=2).nodes) == 2
    kinds = {node.kind for node in ask("lineage", node, granularity="dataset").nodes}
    assert kinds == {"dataset"}
    assert ids(ask("lineage", node, as_of="2020-01-01")) == [node]
    assert ask("lineage", node, history=True, direction="upstream").nodes[0].downstream is None
    assert ids(ask("lineage", node, namespaces=["elsewhere", "nowhere"])) == [node]


def test_column_lineage_is_of_a_column_or_of_all(ask: Ask) -> None:
    found = ask("column_lineage", f"{SHOP}.customers", "customer_id")

    assert found.start == (f"{FIELD}.customers:customer_id",)
    assert flows(found) == [
        (f"{FIELD}.raw_customers:id", f"{FIELD}.stg_customers:customer_id"),
        (f"{FIELD}.stg_customers:customer_id", f"{FIELD}.customers:customer_id"),
    ]
    assert found.edges[0].transformations[0].origin == "column"
    assert found.nodes[0].field == "customer_id"
    assert found == ask("column_lineage", f"{FIELD}.customers:customer_id")
    assert found == ask("column_lineage", "shop.main.customers.customer_id")
    assert len(ask("column_lineage", f"{SHOP}.customers").start) > 1
    down = ask("column_lineage", f"{FIELD}.raw_customers:id", direction="downstream")
    assert f"{FIELD}.customers:customer_id" in ids(down)


def test_impact_is_everything_downstream_with_ways_there(ask: Ask) -> None:
    found = ask("impact", "pg://shop:public.raw")

    assert found.start == "dataset:pg://shop:public.raw"
    assert (found.total_count, found.truncated) == (2, False)
    job, orders = found.affected
    assert (job.id, job.distance, job.owners) == ("job:air:load_orders", 1, ("team:data", "ann"))
    assert orders.path == (found.start, job.id, "dataset:s3://sales:orders")
    assert (orders.kind, orders.namespace, orders.name) == ("dataset", "s3://sales", "orders")
    columns = ask("impact", "raw_customers", "id", limit=1)
    assert columns.affected[0].field == "customer_id"
    assert columns.truncated


def test_paths_are_between_two_nodes_whichever_is_first(ask: Ask) -> None:
    found = ask("paths", "shop.main.customers", "raw_customers")

    assert (found.origin, found.destination) == (f"{SHOP}.raw_customers", f"{SHOP}.customers")
    assert found.paths == (
        (
            f"{SHOP}.raw_customers",
            f"{JOB}.stg_customers",
            f"{SHOP}.stg_customers",
            f"{JOB}.customers",
            f"{SHOP}.customers",
        ),
    )
    assert not found.truncated


def test_runs_upstream_begin_with_the_run_itself(ask: Ask) -> None:
    [found] = ask("runs_upstream", LOADED[-4:])

    assert (found.run_id, found.job_namespace, found.job_name) == (LOADED, "air", "load_orders")
    assert (found.state, found.distance) == ("COMPLETED", 0)
    assert found.started_at.isoformat() == "2026-01-01T12:00:00+00:00"
    [read] = found.inputs
    assert (read.namespace, read.name, read.version) == ("pg://shop", "public.raw", None)
    assert (read.produced_by, read.inferred) == (None, False)


def test_what_is_wrong_is_told_alike(ask: Ask) -> None:
    with pytest.raises(Malformed, match="Here a node is one of dataset, job, not"):
        ask("lineage", f"run:{LOADED}")
    with pytest.raises(Malformed, match="A time is written in ISO 8601, not 'soon'"):
        ask("lineage", "s3://sales:orders", as_of="soon")
    with pytest.raises(NotFound, match="There is no column"):
        ask("column_lineage", f"{SHOP}.customers", "gone")


CALLS: tuple[tuple[Any, ...], ...] = (
    ("sql", "select * from runs order by run_id"),
    ("lineage", f"{SHOP}.customers"),
    ("column_lineage", f"{JOB}.customers"),
    ("impact", "dataset:raw_orders"),
    ("paths", "raw_orders", "shop.main.customers"),
    ("runs_upstream", LOADED),
    ("search", "orders"),
    ("namespaces",),
    ("jobs",),
    ("job", "load_orders"),
    ("datasets",),
    ("dataset", "s3://lake:o/r/ders"),
    ("runs", "load_orders"),
    ("run", LOADED),
    ("events",),
    ("event", 1),
    ("raw_event", 1),
)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call[0])
def test_all_ways_give_the_same(call: tuple[Any, ...], recorded: Path, url: str) -> None:
    first, *others = (asking(way, recorded, url)(*call) for way in WAYS)
    if call[0] == "sql":
        first, others = first.rows(), [other.rows() for other in others]

    assert first
    assert others == [first] * 3
