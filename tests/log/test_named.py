from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from collector.graph.node import Node
from collector.log.named import (
    MOST_LIKE,
    MOST_TOLD,
    Meant,
    alike,
    is_id,
    likeness,
    meant,
    question,
    wanted_of,
    words,
)

if TYPE_CHECKING:
    from collector.log.named import Wanted


def answer(*rows: dict[str, object], truncated: bool = False) -> bytes:
    names = list(rows[0]) if rows else []
    return json.dumps(
        {
            "columns": [{"name": name} for name in names],
            "rows": [list(row.values()) for row in rows],
            "truncated": truncated,
        }
    ).encode()


def row(name: str, distance: int) -> dict[str, object]:
    return {"kind": "job", "namespace": "a", "name": name, "distance": distance}


def test_what_is_named_is_told_apart_from_what_is_like_it() -> None:
    found = meant(answer(row("x", 1), row("y", 1), truncated=True))
    assert found == Meant((Node("job", "a", "x"), Node("job", "a", "y")), has_more=True)

    assert alike(answer(row("z", 4))) == Meant(like=(Node("job", "a", "z"),))
    assert meant(answer()) == Meant()
    assert meant(answer({"run_id": "r", "distance": 0})).nodes == (Node("run", None, "r"),)
    column = {"namespace": "a", "name": "t", "field": "c", "distance": 0}
    assert meant(answer(column)).nodes == (Node("datasetField", "a", "t", "c"),)


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("job:x", None, ("job", "x")),
        ("run:x", None, ("run", "x")),
        ("datasetField:a:t:c", None, ("datasetField", "a:t:c")),
        ("x:y", None, (None, "x:y")),
        ("job:x", "job", ("job", "x")),
        ("job:x", "dataset", ("dataset", "job:x")),
    ],
)
def test_a_kind_in_front_says_what_is_wanted(
    text: str, wanted: Wanted, found: tuple[Wanted, str]
) -> None:
    assert wanted_of(text, wanted) == found


def test_every_kind_has_a_question_and_a_word() -> None:
    assert question("x", None).parameters == {"kind": None, "text": "x"}
    assert question("x", "run").parameters == {"text": "x"}
    assert question("x", "datasetField").limit == MOST_TOLD
    like = likeness("x", "job")
    assert like is not None
    assert (like.parameters, like.limit) == ({"kind": "job", "text": "x"}, MOST_LIKE)
    assert (likeness("x", "run"), likeness("x", "datasetField")) == (None, None)
    assert words(None, is_plural=True) == "jobs or datasets"
    assert words("datasetField") == "column"
    assert is_id("job:a:b")
    assert not is_id("a:b")
