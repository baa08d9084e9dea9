"""What is folded of an event."""

from __future__ import annotations

import json

from collector.fold.documents import document


def test_of_equal_keys_the_last_counts_and_a_number_that_is_none_is_null() -> None:
    assert document('{"b": NaN, "a": 1, "a": 2}') == '{"a":2,"b":null}'


def test_a_facet_that_its_schema_refuses_is_left_out_and_the_others_stay() -> None:
    body = json.dumps(
        {"inputs": [{"facets": {"a/b": {"x": 1}, "c": {}}, "inputFacets": {"d": {"y": []}}}]}
    )

    left = json.loads(document(body, ["/inputs/0/facets/a~1b/x", "/inputs/0/inputFacets/d/y/0"]))

    assert left == {"inputs": [{"facets": {"c": {}}, "inputFacets": {}}]}


def test_a_pointer_that_leads_nowhere_leaves_everything() -> None:
    assert document('{"run":{}}', ["/inputs/7/facets/a", "/run/facets/b/c"]) == '{"run":{}}'
