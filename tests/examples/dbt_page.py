"""The page of the dbt example as commands and outputs, and what its queries should answer."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLE = Path(__file__).parents[2] / "examples" / "dbt"
PAGE = (EXAMPLE / "README.md").read_text(encoding="utf-8")
QUERIES = sorted(path.stem for path in (EXAMPLE / "queries").glob("*.sql"))

#: The rows of each query when all commands of the page have run. Of `what_ran` see RAN.
ANSWERS: dict[str, list[dict[str, Any]]] = {
    "what_feeds_customers": [
        {
            "dataset": f"shop.main.{dataset}",
            "made_from": f"shop.main.{source}",
            "by_job": f"shop.main.shop.{dataset}",
        }
        for dataset, source in (
            ("customers", "order_amounts"),
            ("customers", "stg_customers"),
            ("order_amounts", "stg_orders"),
            ("order_amounts", "stg_payments"),
            ("stg_customers", "raw_customers"),
            ("stg_orders", "raw_orders"),
            ("stg_payments", "raw_payments"),
        )
    ],
    "columns_of_customers": [
        {"field": "customer_id", "comes_from": "shop.main.raw_customers.id"},
        {
            "field": "customer_name",
            "comes_from": "shop.main.raw_customers.first_name, shop.main.raw_customers.last_name",
        },
        {"field": "first_order_on", "comes_from": "shop.main.raw_orders.ordered_on"},
        {"field": "lifetime_euros", "comes_from": "shop.main.raw_payments.amount"},
        {"field": "order_count", "comes_from": "shop.main.raw_orders.id"},
    ],
    "who_needs_payments": [
        {"dataset": "shop.main.customers", "owner": "sales", "dashboards": ["customer_board"]},
        {"dataset": "shop.main.order_amounts", "owner": "finance", "dashboards": None},
        {"dataset": "shop.main.stg_payments", "owner": None, "dashboards": None},
    ],
    "failed_tests": [
        {
            "dataset": "shop.main.order_amounts",
            "field": None,
            "check_name": "every_order_is_paid",
            "severity": "warn",
            "expected": "0",
            "actual": "1",
        },
        {
            "dataset": "shop.main.stg_payments",
            "field": "method",
            "check_name": "known_methods",
            "severity": "error",
            "expected": "0",
            "actual": "1",
        },
    ],
    "changed_columns": [
        {
            "dataset": "shop.main.customers",
            "field": field,
            "change": change,
            "old_type": old,
            "new_type": new,
        }
        for field, change, old, new in (
            ("lifetime_cents", "removed", "hugeint", None),
            ("lifetime_euros", "added", None, "decimal(18, 2)"),
            ("order_count", "retyped", "bigint", "integer"),
        )
    ],
    "unused_columns": [
        {"dataset": "shop.main.raw_customers", "field": "email", "type": "varchar"},
        {"dataset": "shop.main.raw_payments", "field": "paid_at", "type": "timestamp"},
    ],
}

MODELS = ("stg_customers", "stg_orders", "stg_payments", "order_amounts", "customers")
TESTED = ("customers", "order_amounts", "stg_customers", "stg_orders", "stg_payments")

#: Job and state of each row of `what_ran`: seed, run, test, run.
RAN = [
    ("dbt-run-shop", "COMPLETE"),
    ("dbt-run-shop", "COMPLETE"),
    *((f"  shop.main.shop.{model}", "COMPLETE") for model in MODELS),
    ("dbt-run-shop", "FAIL"),
    *(
        (f"  shop.main.shop.{model}.test", "FAIL" if model == "stg_payments" else "COMPLETE")
        for model in TESTED
    ),
    ("  test.shop.every_order_is_paid", "COMPLETE"),
    ("dbt-run-shop", "COMPLETE"),
    *((f"  shop.main.shop.{model}", "COMPLETE") for model in MODELS),
]


class Step(NamedTuple):
    """A command of the page and what it prints; `...` stands for any lines."""

    command: str
    output: str


def steps() -> Iterator[Step]:
    """The steps of all transcripts, in order."""
    for block in re.findall(r"^```console\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL):
        for text in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = text.partition("\n")
            yield Step(command, output)


def check_answer(query: str, rows: list[dict[str, Any]]) -> None:
    """The rows of a query file are those of the project."""
    if query != "what_ran":
        assert rows == ANSWERS[query]
        return
    assert [(row["job"], row["state"]) for row in rows] == RAN
    seconds = [row["seconds"] for row in rows]
    assert all(0 <= one < 120 for one in seconds)
    # A command lasts longer than the models that it starts.
    assert seconds[1] > sum(seconds[2:7]) > 0
