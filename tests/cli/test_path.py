from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

    Run = Callable[..., Done]


def test_ways_go_as_data_flows_whichever_end_is_named_first(collector: Run, woven: Path) -> None:
    done = collector("path", "dataset:report", "dataset:orders", "--db", woven)

    assert (done.code, done.err) == (0, "")
    assert done.text == (
        "dataset:pg://shop:orders\n"
        "  → job:etl:report\n"
        "  → dataset:s3://lake:report\n"
        "\n"
        "dataset:pg://shop:orders\n"
        "  → job:etl:clean\n"
        "  → dataset:pg://shop:clean_orders\n"
        "  → job:etl:report\n"
        "  → dataset:s3://lake:report\n"
    )


def test_columns_have_ways_of_their_own(collector: Run, recorded: Path) -> None:
    ends = ("raw_orders.id", "customers.order_count")
    answer = collector("path", *ends, "--db", recorded, "--json").json

    assert [len(way) for way in answer["paths"]] == [4]
    assert answer["destination"].endswith("customers:order_count")


def test_more_ways_than_the_limit_are_told_of(collector: Run, woven: Path) -> None:
    done = collector("path", "dataset:report", "dataset:orders", "--limit", 1, "--db", woven)

    assert done.text.count("dataset:pg://shop:orders") == 1
    assert done.err == "there may be more ways; see --limit and --depth\n"


def test_where_ways_are_longer_than_the_depth_the_depth_is_named(
    collector: Run, woven: Path
) -> None:
    ends = ("dataset:orders", "dataset:report")
    some = collector("path", *ends, "--depth", 2, "--db", woven)
    none = collector("path", *ends, "--depth", 1, "--db", woven)

    assert (some.code, some.text.count("\n\n")) == (0, 0)
    assert some.err == "there may be more ways; see --limit and --depth\n"
    assert (none.code, none.text) == (3, "")
    assert "of 1 hop; see --limit and --depth" in none.err


@pytest.mark.parametrize(
    ("ends", "code", "message"),
    [
        (("job:report", "dataset:raw_rates"), 3, "There is no way between job:etl:report and"),
        (("gone", "job:report"), 3, "There is nothing named 'gone'."),
        (("report", "job:report"), 2, "may be each of 2 nodes"),
        (("orders.id", "job:report"), 1, "A path goes from column to column"),
        (("job:report",), 2, "Missing argument 'B'"),
    ],
)
def test_what_is_wrong_is_told(
    collector: Run, woven: Path, ends: tuple[str, ...], code: int, message: str
) -> None:
    done = collector("path", *ends, "--db", woven)

    assert (done.code, done.out) == (code, b"")
    assert message in done.err


def test_as_json_no_way_is_an_empty_list(collector: Run, woven: Path) -> None:
    done = collector("path", "job:serve", "dataset:raw_rates", "--db", woven, "--json")

    assert (done.code, done.json["paths"]) == (3, [])
