from __future__ import annotations

from xml.etree import ElementTree as ET

from collector.client.lineages import ColumnLineage
from collector.client.told import column_lineage_of, lineage_of


def test_columns_are_drawn_with_their_datasets() -> None:
    told = {
        "start": ["datasetField:a:t:c"],
        "graph": [
            {
                "id": node_id,
                "data": {"namespace": "a", "dataset": name, "field": field, "fieldType": ""},
                "distance": 0,
                "upstream": 0,
                "downstream": None,
            }
            for node_id, name, field in (
                ("datasetField:a:t:c", "t", "c"),
                ("dataset:a:s", "s", None),
            )
        ],
        "edges": [
            {"origin": "dataset:a:s", "destination": "datasetField:a:t:c", "transformations": []}
        ],
        "truncated": False,
        "hidden": {"overLimit": 0, "overDepth": 0},
    }

    found = column_lineage_of(told)

    assert isinstance(found, ColumnLineage)
    assert [(box.kind, box.title, box.subtitle) for box in found.picture.boxes] == [
        ("datasetField", "c", "t"),
        ("dataset", "s", "a"),
    ]
    assert list(found.to_networkx().edges) == [("dataset:a:s", "datasetField:a:t:c")]


def test_nothing_but_the_start_is_a_lineage_too() -> None:
    told = {"start": "dataset:a:t", "graph": [], "edges": [], "truncated": False}
    alone = lineage_of({**told, "hidden": {"overLimit": 0, "overDepth": 0}})

    assert (alone.nodes, alone.edges) == ((), ())
    ET.fromstring(alone._repr_html_())
