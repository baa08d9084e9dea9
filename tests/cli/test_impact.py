from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

    Run = Callable[..., Done]


def test_everything_downstream_is_listed_with_owners_and_why(
    collector: Run, recorded: Path
) -> None:
    done = collector("impact", "dataset:raw_payments", "--db", recorded)

    assert (done.code, done.err) == (0, "")
    assert [" ".join(line.split()) for line in done.text.splitlines()[:5]] == [
        "distance kind node owners by way of",
        "1 job shop:shop.main.shop.stg_payments",
        "2 dataset duckdb://shop.duckdb:shop.main.stg_payments shop.main.shop.stg_payments",
        "3 job shop:shop.main.shop.order_amounts shop.main.stg_payments",
        "3 job shop:shop.main.shop.stg_payments.test shop.main.stg_payments",
    ]
    assert "shop.main.order_amounts  finance  shop.main.shop.order_amounts" in done.text


def test_of_a_column_its_columns_are_listed(collector: Run, recorded: Path) -> None:
    done = collector("impact", "raw_payments.amount", "--db", recorded, "--json")

    assert [(one["field"], one["owners"]) for one in done.json["affected"]] == [
        ("amount_cents", []),
        ("amount_cents", ["finance"]),
        ("lifetime_euros", ["sales"]),
    ]
    assert "raw_payments.amount" in done.json["nodeId"].replace(":amount", ".amount")


def test_a_table_for_other_programs_has_the_whole_way(collector: Run, woven: Path) -> None:
    done = collector("impact", "job:report", "--depth", 2, "--csv", "--db", woven)

    rows = list(csv.DictReader(done.text.splitlines()))
    assert [(row["distance"], row["kind"], row["name"]) for row in rows] == [
        ("1", "dataset", "report"),
        ("2", "job", 'odd "job" [x] <b>'),
        ("2", "job", "train"),
    ]
    assert rows[2]["path"] == "job:etl:report > dataset:s3://lake:report > job:etl:train"


def test_over_the_limit_standard_error_says_how_many(collector: Run, woven: Path) -> None:
    done = collector("impact", "dataset:orders", "--limit", 2, "--db", woven)

    assert (done.code, len(done.text.splitlines()), done.err) == (0, 3, "10 more; see --limit\n")


def test_that_nothing_is_affected_is_told(collector: Run, woven: Path) -> None:
    done = collector("impact", "job:serve", "--db", woven)

    assert (done.code, done.out, done.err) == (0, b"", "nothing is downstream of it\n")


def test_the_end_of_a_name_is_shown_where_a_terminal_has_no_room(
    collector: Run, recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True, raising=False)
    monkeypatch.setenv("COLUMNS", "80")

    [_, *rows] = collector("impact", "dataset:raw_payments", "--db", recorded).text.splitlines()
    name = rows[0].split()[2]
    assert (name[0], name[-12:], len(name)) == ("…", "stg_payments", 22)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("gone",), 3, "There is nothing named 'gone'."),
        (("report",), 2, "or dataset:report"),
        (("run:0193a5b4-7c21-7000-8000-000000000001",), 1, "Here a node is one of"),
        (("job:load", "--csv", "--json"), 2, "do not go together"),
    ],
)
def test_what_is_wrong_is_told(
    collector: Run, woven: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    done = collector("impact", *arguments, "--db", woven)

    assert (done.code, done.out) == (code, b"")
    assert message in done.err
