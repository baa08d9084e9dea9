"""Search over HTTP: what is found, in which order, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import event

if TYPE_CHECKING:
    from tests.conftest import Client

URI = "https://example.com/tests"
SEARCH = "/api/v1/search"


def facet(**members: object) -> dict[str, object]:
    return {"_producer": URI, "_schemaURL": URI, **members}


def documentation(text: str) -> dict[str, object]:
    return {"documentation": facet(description=text)}


def columns(*fields: dict[str, object]) -> dict[str, object]:
    return {"schema": facet(fields=list(fields))}


def told(
    job: str, time: str = "10:00:00", facets: object = None, **datasets: Any
) -> dict[str, Any]:
    """A run of a job that writes datasets with facets."""
    return event(
        eventType="COMPLETE",
        eventTime=f"2026-01-02T{time}Z",
        job={"namespace": "shop", "name": job, "facets": facets or {}},
        outputs=[
            {"namespace": "s3://lake", "name": name, "facets": said}
            for name, said in datasets.items()
        ],
    )


async def found(client: Client, **parameters: Any) -> list[str]:
    answer = await client.get(SEARCH, params=parameters)
    assert answer["totalCount"] == len(answer["results"])
    return [f"{result['type']} {result['name']}" for result in answer["results"]]


async def only(client: Client, **parameters: Any) -> dict[str, Any]:
    [result] = (await client.get(SEARCH, params=parameters))["results"]
    return dict(result)


async def test_a_result_has_the_shape_of_marquez_and_says_what_matched(client: Client) -> None:
    await client.accept(told("load_orders"))

    assert await client.get(SEARCH, params={"q": "orders"}) == {
        "totalCount": 1,
        "results": [
            {
                "type": "JOB",
                "name": "load_orders",
                "updatedAt": "2026-01-02T10:00:00Z",
                "namespace": "shop",
                "nodeId": "job:shop:load_orders",
                "score": 80.0,
                "matches": [{"in": "name", "text": "load_orders"}],
            }
        ],
    }


@pytest.mark.parametrize(
    ("q", "match"),
    [
        ("customer_nr", {"in": "column", "text": "Customer_Nr"}),
        ("zip", {"in": "column", "text": "zip"}),
        ("postal", {"in": "columnDescription", "text": "Postal code of the address."}),
        ("pii", {"in": "tag", "text": "pii=high"}),
        ("team:data", {"in": "owner", "text": "team:data"}),
        ("nightly", {"in": "documentation", "text": "All orders. Written nightly."}),
        ("s3://LAKE", {"in": "namespace", "text": "s3://lake"}),
    ],
)
async def test_a_dataset_is_found_by_all_that_is_said_of_it(
    client: Client, q: str, match: dict[str, str]
) -> None:
    address: dict[str, object] = {
        "name": "address",
        "fields": [{"name": "zip", "description": "Postal code of the address."}],
    }
    facets = {
        **columns({"name": "Customer_Nr"}, address),
        **documentation("All orders.\n  Written nightly."),
        "tags": facet(tags=[{"key": "pii", "value": "high"}]),
        "ownership": facet(owners=[{"name": "team:data"}]),
    }
    await client.accept(told("job", orders=facets))

    result = await only(client, q=q)

    assert (result["nodeId"], result["matches"]) == ("dataset:s3://lake:orders", [match])


async def test_a_job_is_found_by_its_query_with_the_part_that_has_the_word(client: Client) -> None:
    query = f"select {'a, ' * 50} Net_Price, {'b, ' * 50} c from t"
    await client.accept(told("job", facets={"sql": facet(query=query)}))

    [match] = (await only(client, q="net_price"))["matches"]

    assert match["in"] == "sql"
    assert " Net_Price, " in match["text"]
    assert (match["text"][0], match["text"][-1], len(match["text"]) < 170) == ("…", "…", True)


async def test_a_tag_of_a_user_is_found_and_one_that_was_removed_is_not(client: Client) -> None:
    await client.accept(told("job", orders={"tags": facet(tags=[{"key": "secret"}])}))
    path = "/api/v1/namespaces/s3%3A%2F%2Flake/datasets/orders/tags"
    added, _ = await client.request("POST", f"{path}/Golden")
    removed, _ = await client.request("DELETE", f"{path}/secret")

    assert (added, removed) == (200, 200)
    assert await found(client, q="golden") == ["DATASET orders"]
    assert await found(client, q="secret") == []


async def test_the_better_the_place_the_earlier_the_result(client: Client) -> None:
    await client.accept(
        told("a", "10:00:09", {"sql": facet(query="select * from orders")}),
        told("b", "10:00:08", documentation("Counts orders.")),
        told("c", "10:00:07", {"tags": facet(tags=[{"key": "orders", "value": "x"}])}),
        told("job", "10:00:06", t=columns({"name": "orders"})),
        told("reorders", "10:00:05"),
        told("load_orders_daily", "10:00:04"),
        told("shop.orders", "10:00:03"),
        told("orders", "10:00:02"),
    )

    assert await found(client, q="orders") == [
        "JOB orders",
        "JOB shop.orders",
        "JOB load_orders_daily",
        "JOB reorders",
        "DATASET t",
        "JOB c",
        "JOB b",
        "JOB a",
    ]


async def test_of_equal_ones_the_last_that_was_seen_comes_first(client: Client) -> None:
    await client.accept(told("load_b", "11:00:00"), told("load_a", "10:00:00"))
    await client.accept(told("load_c", "12:00:00"))

    assert await found(client, q="load") == ["JOB load_c", "JOB load_b", "JOB load_a"]
    assert await found(client, q="load", sort="NAME") == ["JOB load_a", "JOB load_b", "JOB load_c"]
    for sort in ("UPDATE_AT", "UPDATED_AT"):
        assert await found(client, q="load", sort=sort) == [
            "JOB load_c",
            "JOB load_b",
            "JOB load_a",
        ]


async def test_all_of_several_words_are_wanted_wherever_each_stands(client: Client) -> None:
    await client.accept(
        told("job", orders=columns({"name": "amount"}), bills=columns({"name": "amount"})),
        told("load_orders"),
    )

    assert await found(client, q="amount orders") == ["DATASET orders"]
    assert await found(client, q=" ORDERS\tAMOUNT  orders ") == ["DATASET orders"]
    assert (await only(client, q="amount orders"))["matches"] == [
        {"in": "column", "text": "amount"},
        {"in": "name", "text": "orders"},
    ]
    assert await found(client, q="amount orders nothing") == []


async def test_filters_are_of_kind_namespace_and_the_time_it_was_last_seen(client: Client) -> None:
    await client.accept(told("load_orders", "10:00:00", orders={}))
    for parameters, results in (
        ({}, ["DATASET orders", "JOB load_orders"]),
        ({"filter": "JOB"}, ["JOB load_orders"]),
        ({"filter": "DATASET"}, ["DATASET orders"]),
        ({"namespace": "shop"}, ["JOB load_orders"]),
        ({"namespace": "elsewhere"}, []),
        ({"after": "2026-01-02"}, ["DATASET orders", "JOB load_orders"]),
        ({"after": "2026-01-03"}, []),
        ({"before": "2026-01-02"}, []),
        (
            {"before": "2026-01-03", "after": "2026-01-02T10:00:00Z", "filter": "JOB"},
            ["JOB load_orders"],
        ),
    ):
        assert await found(client, q="orders", **parameters) == results, parameters


async def test_pages_are_parts_of_one_order_and_the_count_is_of_all(client: Client) -> None:
    await client.accept(*(told(f"load_{number:02}") for number in range(25)))

    async def page(**parameters: int) -> list[str]:
        answer = await client.get(SEARCH, params={"q": "load", "sort": "NAME", **parameters})
        assert answer["totalCount"] == 25
        return [result["name"] for result in answer["results"]]

    assert await page() == [f"load_{number:02}" for number in range(10)]
    assert await page(limit=10, offset=20) == [f"load_{number:02}" for number in range(20, 25)]
    assert await page(offset=99) == []
    assert await page(limit=0) == []


@pytest.mark.parametrize("q", ["%", "_", "a%b", "\\", "'", "[a-z]+", ".*", "x" * 5000, "\x00"])
async def test_nothing_in_a_word_means_anything_else(client: Client, q: str) -> None:
    await client.accept(told("load-orders", orders=columns({"name": "amount"})))

    assert await found(client, q=q) == []


async def test_a_word_with_signs_is_found_as_it_stands(client: Client) -> None:
    await client.accept(told("100%_a'b\\c.*"), told("100xyazb"))

    for q in ("100%", "%_a", "a'b", "b\\c", ".*", "100%_a'b\\c.*"):
        assert await found(client, q=q) == ["JOB 100%_a'b\\c.*"]


@pytest.mark.parametrize(
    ("name", "q"), [("Größe", "GRÖSSE".replace("SS", "ß")), ("ΟΔΟΙ", "οδοι"), ("ЗАКАЗЫ", "заказы")]
)
async def test_small_and_capital_letters_are_alike_in_every_script(
    client: Client, name: str, q: str
) -> None:
    await client.accept(told(name))

    for word in (q, q.upper().replace("SS", "ß"), name):
        assert await found(client, q=word) == [f"JOB {name}"], word


async def test_what_was_said_before_is_not_found_any_more(client: Client) -> None:
    await client.accept(
        told("job", "10:00:00", orders=columns({"name": "old_column"})),
        told("job", "10:00:01", orders=columns({"name": "new_column"})),
        told("job", "10:00:02", bills=documentation("Former words.")),
        told("job", "10:00:03", bills={"documentation": {**facet(), "_deleted": True}}),
    )

    assert await found(client, q="old_column") == []
    assert await found(client, q="new_column") == ["DATASET orders"]
    assert await found(client, q="former") == []


async def test_a_dataset_is_found_by_its_other_names_under_the_one_that_stands(
    client: Client,
) -> None:
    identifiers = [{"namespace": "hive://meta", "name": "sales.receipts", "type": "TABLE"}]
    facets = {"symlinks": facet(identifiers=identifiers), **columns({"name": "amount"})}
    await client.accept(told("job", warehouse_r=facets))
    listed = (await client.get(SEARCH, params={"q": "amount"}))["results"]
    assert len(listed) == 1

    for q in ("receipts", "warehouse_r"):
        result = await only(client, q=q)
        assert result["nodeId"] == listed[0]["nodeId"]
        assert result["matches"][0]["in"] in {"name", "alias"}


async def test_a_dataset_is_found_by_a_name_that_only_a_symlink_tells(client: Client) -> None:
    identifiers = [{"namespace": "s3://lake", "name": "zebra", "type": "TABLE"}]
    await client.accept(told("job", orders={"symlinks": facet(identifiers=identifiers)}))

    result = await only(client, q="zebra")

    assert result["nodeId"] == "dataset:s3://lake:orders"
    assert result["matches"] == [{"in": "alias", "text": "zebra"}]


async def test_a_tag_of_a_producer_is_found_beside_one_that_a_user_has_removed(
    client: Client,
) -> None:
    tags = [{"key": "Secret", "value": "true"}, {"key": "level", "value": "High"}]
    await client.accept(told("job", orders={"tags": facet(tags=tags)}))
    path = "/api/v1/namespaces/s3%3A%2F%2Flake/datasets/orders/tags"
    removed, _ = await client.request("DELETE", f"{path}/Secret")

    assert removed == 200
    assert await found(client, q="secret") == []
    assert (await only(client, q="level=HIGH"))["matches"] == [{"in": "tag", "text": "level=High"}]


async def test_a_node_is_found_by_its_id(client: Client) -> None:
    await client.accept(told("load.orders", orders={}))

    for q in ("s3://lake:orders", "dataset:s3://lake:orders"):
        result = await only(client, q=q)
        assert (result["nodeId"], result["score"]) == ("dataset:s3://lake:orders", 100.0)


async def test_a_run_is_found_by_the_beginning_of_its_identifier(client: Client) -> None:
    await client.accept(told("job"))
    run_id = "0193a5b4-7c21-7000-8000-000000000001"

    for parameters in ({"q": run_id[:8]}, {"q": run_id.upper()}, {"q": "01", "filter": "RUN"}):
        result = await only(client, **parameters)
        assert (result["type"], result["nodeId"]) == ("RUN", f"run:{run_id}")
        assert (result["namespace"], result["matches"]) == ("shop", [{"in": "run", "text": run_id}])
    assert await found(client, q="0193a5b") == []
    assert await found(client, q=run_id[1:9], filter="RUN") == []
    assert await found(client, q=run_id[:8], filter="JOB") == []


async def test_a_search_right_after_an_acknowledgement_finds_what_is_new(client: Client) -> None:
    for number in range(3):
        await client.accept(told(f"brandnew_{number}"))
        assert len(await found(client, q="brandnew")) == number + 1


@pytest.mark.parametrize(
    ("parameters", "detail"),
    [
        ({}, "q must have a word to look for."),
        ({"q": " \t"}, "q must have a word to look for."),
        ({"q": " ".join(map(str, range(11)))}, "q must have no more than 10 words, not 11."),
        ({"q": "a", "filter": "TABLE"}, "filter must be one of DATASET, JOB, RUN, not 'TABLE'."),
        (
            {"q": "a", "sort": "AGE"},
            "sort must be one of NAME, UPDATE_AT, UPDATED_AT, not 'AGE'.",
        ),
        ({"q": "a", "before": "soon"}, "before must be an ISO 8601 date and time, not 'soon'."),
        ({"q": "a", "limit": "-1"}, "limit must be a whole number from 0 to 1000, not '-1'."),
    ],
)
async def test_a_wrong_parameter_is_named(
    client: Client, parameters: dict[str, str], detail: str
) -> None:
    status, answer = await client.request("GET", SEARCH, params=parameters)

    assert (status, answer["detail"]) == (400, detail)
