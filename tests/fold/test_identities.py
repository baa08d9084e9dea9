"""Which names are one dataset."""

from __future__ import annotations

import random

from collector.fold.identities import identities

LINKS = [
    ("hive", "t", "hdfs", "/t", True),
    ("hdfs", "/t", "catalog", "t", False),
    ("kafka://2", "topic", "kafka://1", "topic", False),
]


def test_names_that_are_linked_by_others_have_one_that_stands_for_them() -> None:
    assert identities(LINKS) == [
        ("catalog", "t", "catalog", "t", False),
        ("hdfs", "/t", "catalog", "t", False),
        ("hive", "t", "catalog", "t", False),
        ("kafka://1", "topic", "kafka://1", "topic", False),
        ("kafka://2", "topic", "kafka://1", "topic", False),
    ]


def test_a_name_that_is_only_a_place_does_not_stand_for_the_others() -> None:
    assert identities([("z", "t", "a", "/t", True)]) == [
        ("a", "/t", "z", "t", True),
        ("z", "t", "z", "t", False),
    ]


def test_the_order_of_the_links_makes_no_difference() -> None:
    shuffled = random.Random(1)
    links = [
        (f"n{shuffled.randrange(40)}", "t", f"n{shuffled.randrange(40)}", "t", i % 3 == 0)
        for i in range(60)
    ]
    expected = identities(links)

    for _ in range(20):
        shuffled.shuffle(links)
        assert identities(links) == expected


def test_a_chain_of_many_links_is_one_dataset() -> None:
    chain = [("n", str(number), "n", str(number + 1), False) for number in range(10_000)]

    assert {row[2:4] for row in identities(chain)} == {("n", "0")}


def test_links_that_come_later_find_the_same_as_all_at_once() -> None:
    shuffled = random.Random(2)
    links = [
        (f"n{shuffled.randrange(40)}", "t", f"n{shuffled.randrange(40)}", "t", i % 3 == 0)
        for i in range(60)
    ]

    found: list[tuple[str, str, str, str, bool]] = []
    for link in links:
        found = identities([link], found)

    assert found == identities(links)
