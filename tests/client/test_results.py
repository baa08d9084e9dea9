from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd
import polars as pl
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable

QUERY = """
    select *
    from (values
        (1, 'a', timestamp '2026-01-01 12:00:00', [1, 2], null),
        (2, null, null, null, {'x': 1.5})
    ) as rows (number, text, time, list, struct)
"""


def test_a_result_is_a_table_frames_or_rows(ask: Callable[..., Any]) -> None:
    found = ask("sql", QUERY)

    assert repr(found) == "<SqlResult of 2 rows: number, text, time, list, struct>"
    assert (len(found), found.truncated) == (2, False)
    assert found.columns == ["number", "text", "time", "list", "struct"]
    assert found.rows() == [
        {
            "number": 1,
            "text": "a",
            "time": datetime(2026, 1, 1, 12, tzinfo=UTC).replace(tzinfo=None),
            "list": [1, 2],
            "struct": None,
        },
        {"number": 2, "text": None, "time": None, "list": None, "struct": {"x": 1.5}},
    ]
    assert found.arrow().schema.field("time").type == pa.timestamp("us")
    pandas = found.pandas()
    assert pandas["time"][0] == pd.Timestamp("2026-01-01 12:00:00")
    assert pandas["number"].tolist() == [1, 2]
    polars = found.polars()
    assert polars.schema["list"] == pl.List(pl.Int32)
    assert polars["text"].to_list() == ["a", None]
