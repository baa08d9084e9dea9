"""What an id of a node may name."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import Malformed
from collector.graph.node import Node, candidates, escaped, told_apart, unescaped

#: Names as producers make them up, and worse.
TEXTS = st.text(st.sampled_from("ab:/#% é\N{SNOWMAN}.%2F"), min_size=1, max_size=8)


def pairs(node_id: str) -> list[tuple[str | None, str]]:
    return [(node.namespace, node.name) for node in candidates(node_id)]


def test_every_colon_may_be_where_the_name_begins_and_the_longest_namespace_goes_first() -> None:
    assert pairs("dataset:postgres://h:5432:t") == [
        ("postgres://h:5432", "t"),
        ("postgres://h", "5432:t"),
        ("postgres", "//h:5432:t"),
    ]


def test_of_a_column_each_pair_of_colons_may_part_it() -> None:
    assert [(node.namespace, node.name, node.field) for node in candidates("datasetField:a:b:c:d")][
        :3
    ] == [("a:b", "c", "d"), ("a", "b:c", "d"), ("a", "b", "c:d")]


def test_what_is_not_decoded_goes_before_what_is() -> None:
    assert pairs("job:a%3Ab:c") == [("a%3Ab", "c"), ("a:b", "c"), ("a", "b:c")]


def test_encoded_parts_are_told_apart_by_the_colons_that_are_not_encoded() -> None:
    assert pairs("job:a:b%2Fc")[:2] == [("a", "b%2Fc"), ("a", "b/c")]


def test_the_node_whose_exact_id_it_is_goes_before_all_others() -> None:
    assert pairs("job:a:b%3Ac")[:2] == [("a", "b:c"), ("a", "b%3Ac")]
    assert Node("job", "a", "b:c").exact_id == "job:a:b%3Ac"
    assert Node("job", "a", "b%3Ac").exact_id == "job:a:b%253Ac"


def test_only_colons_of_names_and_what_is_taken_for_them_is_encoded() -> None:
    node = Node("dataset", "postgres://h:5432", "shop.a%20b")
    assert node.exact_id == node.id == "dataset:postgres://h:5432:shop.a%20b"


def test_of_nodes_that_have_one_id_the_exact_ones_are_told() -> None:
    nodes = [Node("job", "a", "b:c"), Node("job", "a:b", "c"), Node("job", "a", "d:e")]
    assert told_apart(nodes) == ["job:a:b%3Ac", "job:a:b:c", "job:a:d:e"]


@given(namespace=TEXTS, name=TEXTS, field=TEXTS)
def test_an_exact_id_is_read_as_its_node_first(namespace: str, name: str, field: str) -> None:
    node = Node("datasetField", namespace, name, field)
    assert candidates(node.exact_id)[0] == node
    assert candidates(Node("job", namespace, name).exact_id)[0] == Node("job", namespace, name)
    assert unescaped(escaped(name)) == name


def test_the_whole_may_be_encoded() -> None:
    assert pairs("job:a%3Ab") == [("a", "b")]


def test_of_a_run_all_the_rest_is_its_identifier() -> None:
    assert candidates("run:a:b") == [Node("run", None, "a:b")]


def test_a_model_is_a_dataset() -> None:
    assert candidates("model:a:b") == [Node("dataset", "a", "b")]


@pytest.mark.parametrize(
    "node_id",
    ["", "job", "job:", "job:a", "job:a:", "table:a:b", "datasetField:a:b", "datasetField:a::c"],
)
def test_what_names_no_kind_of_node_is_malformed(node_id: str) -> None:
    with pytest.raises(Malformed):
        candidates(node_id)


@pytest.mark.parametrize("kind", ["job", "datasetField"])
def test_an_id_of_very_many_colons_is_malformed(kind: str) -> None:
    with pytest.raises(Malformed, match="100 colons"):
        candidates(f"{kind}:{'a:' * 4000}b")


def test_colons_that_are_encoded_may_be_many() -> None:
    assert ("a", "b" + ":" * 200) in pairs("job:a:b" + "%3A" * 200)


@given(namespace=TEXTS, name=TEXTS)
def test_an_id_may_name_the_node_that_it_is_of(namespace: str, name: str) -> None:
    node = Node("dataset", namespace, name)
    assert node in candidates(node.id)


@given(namespace=TEXTS, name=TEXTS, field=TEXTS)
def test_the_page_of_marquez_names_a_node_by_encoded_parts(
    namespace: str, name: str, field: str
) -> None:
    node = Node("datasetField", namespace, name, field)
    parts = ":".join(quote(part, safe="") for part in (namespace, name, field))
    found = [one for one in candidates(f"datasetField:{parts}") if "%" not in one.id]
    assert node in candidates(f"datasetField:{parts}")
    # What has no percent sign of its own is the first that is decoded.
    assert "%" in node.id or found[0] == node
