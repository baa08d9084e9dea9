"""`collector model` on a file: lists, the card of a version, and two versions side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.models.story import MODEL, REGISTRY, run_id

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

    Run = Callable[..., Done]


def words(text: str) -> list[str]:
    """The lines, with one space between words."""
    return [" ".join(line.split()) for line in text.splitlines()]


def test_models_are_listed_with_the_level_of_the_latest_version(
    collector: Run, modelled: Path
) -> None:
    done = collector("model", "list", "--db", modelled)

    assert (done.code, done.err) == (0, "")
    assert words(done.text) == [
        "model latest version level made at versions",
        f"{REGISTRY}:{MODEL} 2 3 reproducible 2026-03-03 09:30:00 2",
    ]
    assert collector("model", "list", "nothing", "--db", modelled).text == ""


def test_versions_are_listed_by_a_unique_end_of_the_name(collector: Run, modelled: Path) -> None:
    done = collector("model", "versions", "model", "--db", modelled)

    assert words(done.text) == [
        "version level made at aliases served run",
        f"2 3 reproducible 2026-03-03 09:30:00 champion yes {run_id(3)}",
        f"1 2 traceable 2026-03-02 09:30:00 {run_id(2)}",
    ]
    done = collector("model", "versions", MODEL, "--limit", 1, "--db", modelled)
    assert done.err == "1 more; see --limit\n"


def test_a_version_is_shown_with_how_it_was_made_and_what_is_missing(
    collector: Run, modelled: Path
) -> None:
    lines = words(collector("model", "show", f"{MODEL}@1", "--db", modelled).text)

    assert lines[:2] == [
        f"model {REGISTRY}:{MODEL}@1",
        "level 2 of 5, traceable; kept from the next one by D2",
    ]
    assert f"postgres://wh:5432:shop.features training {run_id(1)} inferred 500 43.9 KiB" in lines
    assert "uncommitted changes none" in lines
    assert "max_depth 5" in lines
    assert "accuracy 0.8 shop.holdout" in lines
    missing = next(line for line in lines if line.startswith("D2 critical, level 3:"))
    assert "shop.features" in missing


def test_an_alias_stands_for_the_version_that_holds_it(collector: Run, modelled: Path) -> None:
    done = collector("model", "show", f"{MODEL}@champion", "--json", "--db", modelled)

    assert (done.json["modelVersion"], done.json["level"]) == ("2", 3)


def test_without_a_version_the_model_is_shown(collector: Run, modelled: Path) -> None:
    done = collector("model", "show", MODEL, "--db", modelled)

    assert words(done.text)[:2] == [f"model {REGISTRY}:{MODEL} sklearn", "about Who will leave."]
    assert "champion 2 2026-03-04 10:00:00" in words(done.text)


def test_a_card_is_also_a_page_of_markdown(collector: Run, modelled: Path) -> None:
    done = collector("model", "show", f"{MODEL}@2", "--markdown", "--db", modelled)

    assert done.text.startswith("# churn-model, version 2\n")
    refused = collector("model", "show", MODEL, "--markdown", "--db", modelled)
    assert (refused.code, "@VERSION" in refused.err) == (2, True)


def test_two_versions_are_shown_side_by_side(collector: Run, modelled: Path) -> None:
    lines = words(collector("model", "compare", MODEL, 1, 2, "--db", modelled).text)

    assert lines[0] == f"model {REGISTRY}:{MODEL} 1 → 2"
    assert "level 2 → 3" in lines
    assert f"commit {'1' * 40} {'2' * 40}" in lines
    assert "max_depth 5 6" in lines
    assert "numpy 2.1 2.2" in lines
    assert "accuracy shop.holdout 0.8 0.9 +0.1" in lines
    assert "postgres://wh:5432:shop.features visits - int" in lines


@pytest.mark.parametrize(("at", "version"), [("2026-03-04T09:00:00", "1"), ("2026-03-05", "2")])
def test_who_held_an_alias_and_served_is_told_of_a_time(
    collector: Run, modelled: Path, at: str, version: str
) -> None:
    held = collector("model", "aliases", MODEL, "--at", at, "--db", modelled)
    served = collector("model", "deployments", MODEL, "--at", at, "--json", "--db", modelled)

    assert words(held.text)[1].startswith(f"champion {version} ")
    assert [one["modelVersion"] for one in served.json["deployments"]] == [version]


def test_what_is_not_there_is_exit_code_3(collector: Run, modelled: Path) -> None:
    done = collector("model", "show", f"{MODEL}@9", "--db", modelled)

    assert (done.code, "no version '9'" in done.err) == (3, True)
    assert collector("model", "versions", "nothing", "--db", modelled).code == 3
