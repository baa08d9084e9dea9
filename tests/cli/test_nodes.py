from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pytest

from collector.cli.nodes import Kind, find_any, find_node, find_run
from collector.errors import NotFound
from collector.log.queried import QueriedFile
from collector.settings import Settings
from tests.cli.recorded import LOADED

if TYPE_CHECKING:
    from pathlib import Path

CUSTOMERS = ("duckdb://shop.duckdb", "shop.main.customers")
ORDERS = ("s3://sales", "orders")


@pytest.fixture
def log(recorded: Path) -> QueriedFile:
    return QueriedFile(recorded, Settings())


@pytest.mark.parametrize(
    ("kind", "text", "node"),
    [
        ("job", "job:air:load_orders", ("air", "load_orders")),
        ("job", "air:load_orders", ("air", "load_orders")),
        ("job", "load_orders", ("air", "load_orders")),
        ("job", "ad_orders", ("air", "load_orders")),
        ("job", "a:x.t", ("a", "x.t")),
        ("dataset", "dataset:duckdb://shop.duckdb:shop.main.customers", CUSTOMERS),
        ("dataset", "duckdb://shop.duckdb:shop.main.customers", CUSTOMERS),
        ("dataset", "shop.duckdb:shop.main.customers", CUSTOMERS),
        # A word at the end counts before letters, as in stg_customers; a whole name before a word.
        ("dataset", "customers", CUSTOMERS),
        ("dataset", "orders", ORDERS),
        # Any of its names will do.
        ("dataset", "s3://lake:o/r/ders", ORDERS),
        ("dataset", "o/r/ders", ORDERS),
    ],
)
def test_a_node_is_found_by_the_nearest_of_its_names(
    log: QueriedFile, kind: Kind, text: str, node: tuple[str, str]
) -> None:
    assert find_node(log, kind, text) == dict(zip(("namespace", "name"), node, strict=True))


def test_candidates_are_listed_where_a_text_may_mean_several(
    log: QueriedFile, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(click.UsageError, match=r"'x\.t' may be each of 2 jobs"):
        find_node(log, "job", "x.t")
    assert capsys.readouterr() == ("", "  a:x.t\n  b:x.t\n")

    with pytest.raises(click.UsageError, match="each of more than 20 runs"):
        find_run(log, "01")


def test_what_is_like_a_text_is_named_where_nothing_is_meant(log: QueriedFile) -> None:
    with pytest.raises(NotFound, match=r"no dataset 'custmers'. Like it: .*:shop.main.customers"):
        find_node(log, "dataset", "dataset:custmers")
    with pytest.raises(NotFound, match=r"^There is no job 'xyz'\.$"):
        find_node(log, "job", "xyz")


def test_a_text_is_no_pattern(log: QueriedFile) -> None:
    for text in ("%", "load_order_", "' or 1=1 --", ".*"):
        with pytest.raises(NotFound):
            find_node(log, "job", text)


@pytest.mark.parametrize("text", [LOADED, f"run:{LOADED}", LOADED[-4:], LOADED[:-1] + "a"])
def test_a_run_is_found_by_either_end_of_its_identifier(log: QueriedFile, text: str) -> None:
    assert find_run(log, text) == {"run_id": LOADED}


def test_a_run_that_is_not_there_is_not_found(log: QueriedFile) -> None:
    with pytest.raises(NotFound, match="no run 'gone'"):
        find_run(log, "run:gone")


CUSTOMER = "datasetField:duckdb://shop.duckdb:shop.main.customers:customer_id"


@pytest.mark.parametrize(
    ("text", "node_id"),
    [
        ("load_orders", "job:air:load_orders"),
        ("raw", "dataset:pg://shop:public.raw"),
        ("s3://lake:o/r/ders", "dataset:s3://sales:orders"),
        ("dataset:customers", "dataset:duckdb://shop.duckdb:shop.main.customers"),
        ("job:shop.customers", "job:shop:shop.main.shop.customers"),
        (f"run:{LOADED[-4:]}", f"run:{LOADED}"),
        ("customers.customer_id", "datasetField:duckdb://shop.duckdb:shop.main.customers:"),
        (CUSTOMER, CUSTOMER),
        ("o/r/ders.mail", "datasetField:s3://sales:orders:mail"),
        ("s3://sales:orders:mail", "datasetField:s3://sales:orders:mail"),
    ],
)
def test_the_kind_of_a_node_need_not_be_said(log: QueriedFile, text: str, node_id: str) -> None:
    assert find_any(log, text).id.startswith(node_id)


def test_a_dataset_and_a_job_that_are_named_alike_are_told_apart_by_their_kind(
    log: QueriedFile, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(click.UsageError, match=r"each of 2 nodes.*, or dataset:customers\."):
        find_any(log, "customers")
    assert "  job:shop:shop.main.shop.customers\n" in capsys.readouterr().err


def test_columns_that_a_text_may_mean_are_listed(
    log: QueriedFile, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(click.UsageError, match=r"may be each of \d columns"):
        find_any(log, "s.customer_id")
    assert "main.stg_customers:customer_id\n" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("custmers", "nothing named 'custmers'. Like it: .*dataset:duckdb://shop.duckdb:shop.main"),
        ("xyz", r"^There is nothing named 'xyz'\.$"),
        ("customers.gone", "nothing named 'customers.gone'"),
        ("datasetField:customers:gone", "no column"),
        ("job:gone", "nothing named 'job:gone'"),
    ],
)
def test_what_is_no_node_is_not_found(log: QueriedFile, text: str, message: str) -> None:
    with pytest.raises(NotFound, match=message):
        find_any(log, text)
