from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from collector.client import Client
from collector.errors import NotFound
from tests.cli.recorded import facets
from tests.conftest import event

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Server

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


def test_nodes_whose_ids_read_alike_are_told_apart(server: Server) -> None:
    one, other = ({"namespace": "a", "name": "b:c"}, {"namespace": "a:b", "name": "c"})
    with Client(server.url) as client:
        client.emit(event(inputs=[one], outputs=[other], job={"namespace": "j", "name": "J"}))

        found = client.lineage("b:c", up=1, down=5)
        assert found.start == "dataset:a:b%3Ac"
        assert [node.id for node in found.nodes] == [found.start, "dataset:a:b:c", "job:j:J"]
        assert found.to_mermaid().count("[(") == 2
        assert client.lineage("dataset:a:b%3Ac").start == client.lineage("a:b%3Ac").start
        assert client.impact("b:c").affected[1].path[0] == found.start
        assert client.paths("b:c", "job:j:J").paths == ((found.start, "job:j:J"),)
        with pytest.raises(NotFound, match="each of 2 jobs or datasets") as caught:
            client.lineage("a:b:c")
        assert sorted(caught.value.near) == ["dataset:a:b%3Ac", "dataset:a:b:c"]


def test_a_column_may_have_colons(server: Server) -> None:
    fields = {"fields": [{"name": "x"}, {"name": "x:y"}]}
    told = {"namespace": "a", "name": "t", "facets": facets(schema=fields)}
    with Client(server.url) as client:
        client.emit(event(inputs=[], outputs=[told]))

        assert client.impact("dataset:a:t", "x:y").start == "datasetField:a:t:x:y"
