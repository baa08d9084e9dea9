from __future__ import annotations

from typing import Any

import pytest

from collector.cli.walking import Bounds, bounds_from, era_from, named, walked
from collector.graph.reach import Era, Reach
from collector.times import utc_time


@pytest.mark.parametrize(
    ("up", "down", "bounds"),
    [(None, None, (4, 4)), (2, None, (2, 0)), (None, 3, (0, 3)), (0, 0, (0, 0)), (1, 2, (1, 2))],
)
def test_hops_that_are_not_said_are_few_or_none(
    up: int | None, down: int | None, bounds: tuple[int, int]
) -> None:
    assert bounds_from({"up": up, "down": down, "limit": 7}) == Bounds(*bounds, 7)


@pytest.mark.parametrize(
    ("bounds", "reach"),
    [
        (Bounds(2, 2, 9, ("db",)), Reach("both", 2, 9, namespaces=("db",), down=2)),
        (Bounds(1, 3, 9), Reach("both", 1, 9, down=3)),
        (Bounds(2, 0, 9), Reach("upstream", 2, 9)),
        (Bounds(0, 5, 9), Reach("downstream", 5, 9)),
        (Bounds(0, 0, 9), Reach("downstream", 0, 9)),
    ],
)
def test_one_question_answers_whatever_the_hops(bounds: Bounds, reach: Reach) -> None:
    asked = []

    def question(node_id: str, reach: Reach, era: Era) -> dict[str, Any]:
        asked.append((node_id, reach, era))
        hidden = {"overLimit": 0, "overDepth": 0}
        return {"graph": [], "edges": [], "truncated": False, "hidden": hidden}

    walked(question, "job:a:b", bounds, Era())
    assert asked == [("job:a:b", reach, Era())]


def test_the_era_is_that_of_the_options() -> None:
    time = utc_time("2026-01-01")

    assert era_from({"at": time, "history": True}) == Era(time, is_history=True)


def test_a_column_is_named_behind_its_dataset() -> None:
    dataset = {"namespace": "db", "name": "t", "field": None}

    assert named(dataset) == "db:t"
    assert named({**dataset, "field": "a.b"}) == "db:t.a.b"
