from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from collector.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable

    Ask = Callable[..., Any]

ORDERS = "dataset:s3://sales:orders"


@pytest.mark.parametrize(
    "text",
    [ORDERS, "s3://sales:orders", "orders", "dataset:orders", "s3://lake:o/r/ders", "o/r/ders"],
)
def test_a_node_is_found_by_its_id_its_name_or_the_end_of_it(ask: Ask, text: str) -> None:
    assert ask("lineage", text).start == ORDERS


def test_what_may_be_several_is_told_with_all_of_them(ask: Ask) -> None:
    with pytest.raises(NotFound, match="may be each of 2 jobs or datasets: write more") as caught:
        ask("lineage", "stg_orders")
    nodes = {near.partition(":")[0] for near in caught.value.near}
    assert nodes == {"dataset", "job"}
    assert "or dataset:stg_orders" in str(caught.value) or "or job:stg_orders" in str(caught.value)

    with pytest.raises(NotFound, match=r"'x\.t' may be each of 2 jobs: write more of it\."):
        ask("job", "x.t")


def test_what_is_like_it_is_told_where_nothing_is_meant(ask: Ask) -> None:
    with pytest.raises(NotFound, match=r"no job or dataset 'custmers'\. Like it:") as caught:
        ask("lineage", "custmers")
    assert "dataset:duckdb://shop.duckdb:shop.main.customers" in caught.value.near

    with pytest.raises(NotFound, match="There is no dataset 's3://sales:ordres'") as caught:
        ask("lineage", "dataset:s3://sales:ordres")
    assert ORDERS in caught.value.near

    with pytest.raises(NotFound, match="There is no run"):
        ask("run", "run:gone")


def test_a_column_is_its_dataset_a_dot_and_its_name(ask: Ask) -> None:
    start = "datasetField:s3://sales:orders:mail"

    assert ask("impact", "orders.mail").start == start
    assert ask("impact", "orders", "mail").start == start
    with pytest.raises(NotFound, match=r"There is no job or dataset 'orders\.gone'"):
        ask("impact", "orders.gone")
