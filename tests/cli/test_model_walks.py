"""`collector model upstream` and `blast` on a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.models.story import MODEL, REGISTRY, WAREHOUSE, run_id

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

    Run = Callable[..., Done]

WAY = "features > shop.features > train"


def words(text: str) -> list[str]:
    """The lines, with one space between words."""
    return [" ".join(line.split()) for line in text.splitlines()]


def test_what_a_version_comes_from_is_listed_run_by_run(collector: Run, modelled: Path) -> None:
    done = collector("model", "upstream", f"{MODEL}@1", "--db", modelled)

    assert (done.code, done.err) == (0, "")
    assert words(done.text) == [
        "distance run job read version grade role written by",
        f"0 {run_id(2)} train {WAREHOUSE}:shop.features {run_id(1)} inferred training {run_id(1)}",
        f"0 {run_id(2)} train {WAREHOUSE}:shop.holdout h-1 recorded test (does not feed) source",
        f"1 {run_id(1)} features {WAREHOUSE}:shop.orders o-17 recorded source",
        "",
        f"sources: {WAREHOUSE}:shop.orders",
    ]


def test_gaps_and_what_is_beyond_the_bounds_are_told(collector: Run, modelled: Path) -> None:
    done = collector("model", "upstream", f"model:{REGISTRY}:{MODEL}@champion", "--db", modelled)
    assert words(done.text)[-1] == (
        f"gap: no run is known that wrote {WAREHOUSE}:shop.features version f-9, "
        f"read by run {run_id(3)}"
    )

    done = collector("model", "upstream", f"{MODEL}@1", "--depth", 0, "--db", modelled)
    assert done.err == "1 more runs; see --depth and --limit\n"


def test_what_data_has_come_into_is_listed_those_that_serve_first(
    collector: Run, modelled: Path
) -> None:
    done = collector("model", "blast", "shop.orders", "--db", modelled)

    assert (done.code, done.err) == (0, "")
    assert words(done.text) == [
        "distance version grade serves by way of",
        f"4 {REGISTRY}:{MODEL}@2 recorded production {WAY}",
        f"4 {REGISTRY}:{MODEL}@1 inferred {WAY}",
        "",
        "distance table grade by way of",
        f"6 {WAREHOUSE}:shop.predictions recorded {WAY} > {MODEL} > score",
    ]


def test_a_version_a_partition_and_a_run_can_be_meant(collector: Run, modelled: Path) -> None:
    def reached(*words: str) -> list[str]:
        answer = json.loads(collector("model", "blast", *words, "--json", "--db", modelled).text)
        return [one["version"] for one in answer["models"]]

    assert reached("shop.features", "--version", "f-9") == ["2"]
    assert reached("shop.features", "--partition", "day=1") == ["2", "1"]
    assert reached(f"run:{run_id(2)}") == ["1"]
    assert reached(f"model:{REGISTRY}:{MODEL}", "--version", "1") == ["1"]
    assert reached("shop.orders", "--current", "--limit", "1") == ["2"]


def test_what_has_come_into_nothing_and_what_cannot_be_meant_is_said(
    collector: Run, modelled: Path
) -> None:
    done = collector("model", "blast", "shop.holdout", "--db", modelled)
    assert (done.code, done.err) == (0, "it has come into no model\n")
    done = collector("model", "blast", "shop.orders", "--limit", "1", "--db", modelled)
    assert done.err == "1 more; see --limit and --depth\n"
    for wrong in (
        ("blast", "job:ml:train"),
        ("upstream", MODEL),
        ("blast", "shop.orders", "--partition", "day"),
    ):
        assert collector("model", *wrong, "--db", modelled).code in {1, 2}
    assert collector("model", "blast", "nothing", "--db", modelled).code == 3
