"""Views of users: files of SQL that a collector is started with."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import requests

from collector.errors import BadSettings
from collector.store.compact import compact
from collector.store.store import open_store
from tests.conftest import body, event, event_number, running, settings_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from collector.settings import Settings
    from tests.conftest import Client, Server

RUNS_OF_JOB = """\
-- Runs of each job; one row a job.
-- key: job_name
-- job_name: the job's name
-- run_count: runs that were seen
select job_name, count(*) as run_count from runs group by job_name
"""


def with_views(tmp_path: Path, **files: str) -> Settings:
    """Settings with a folder of these files and no others."""
    folder = tmp_path / "views"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, text in files.items():
        (folder / f"{name}.sql").write_text(text)
    return settings_of(tmp_path, views={"paths": (str(folder),)})


async def answer(client: Client, query: str) -> Any:
    """The rows, or what is said instead."""
    _, answered = await client.request("POST", "/api/v1/sql", json={"query": query})
    return answered.get("rows", answered.get("detail"))


async def command(folder: Path, *arguments: str) -> None:
    """A command in a folder without settings, that succeeds."""
    words = (sys.executable, "-m", "collector", *arguments)
    process = await asyncio.create_subprocess_exec(*words, cwd=folder)
    assert await process.wait() == 0


async def refusal(settings: Settings) -> str:
    with pytest.raises(BadSettings) as refused:
        async with running(settings):
            pass
    return str(refused.value)


def test_a_folder_that_the_settings_file_names_holds_views_that_everyone_reads(
    start_server: Callable[..., Server], tmp_path: Path
) -> None:
    (tmp_path / "collector.toml").write_text('[views]\npaths = ["views"]\n')
    with_views(tmp_path, runs_of_job=RUNS_OF_JOB)
    server = start_server()
    requests.post(f"{server.url}/api/v1/lineage", json=event_number(1), timeout=20)

    def rows() -> object:
        query = {"query": "from runs_of_job"}
        return requests.post(f"{server.url}/api/v1/sql", json=query, timeout=20).json()["rows"]

    assert rows() == [["job", 1]]
    described = requests.get(f"{server.url}/api/v1/sql/schema", timeout=20).json()
    [found] = [row for row in described["relations"] if row["name"] == "runs_of_job"]
    assert found == {
        "name": "runs_of_job",
        "kind": "view",
        "comment": "Runs of each job; one row a job.",
        "columns": [
            {"name": "job_name", "type": "VARCHAR", "comment": "the job's name"},
            {"name": "run_count", "type": "BIGINT", "comment": "runs that were seen"},
        ],
    }
    server.restart()
    assert rows() == [["job", 1]]


async def test_views_read_each_other_whatever_their_names(tmp_path: Path) -> None:
    settings = with_views(
        tmp_path,
        a="select n + 1 as n from c",
        b="select 1 as n; -- the first",
        c="with b as (from b) select n + 1 as n from b",
    )

    async with running(settings) as client:
        assert await answer(client, "from a") == [[3]]


async def test_what_was_changed_or_removed_is_so_after_the_next_start(tmp_path: Path) -> None:
    async with running(with_views(tmp_path, a="select 1 as n", b="from a", c="from a")) as client:
        assert await answer(client, "from b") == [[1]]

    async with running(with_views(tmp_path, a="select 'x' as t", b="from a")) as client:
        assert await answer(client, "from b") == [["x"]]
        assert "no relation 'c'" in await answer(client, "from c")

    async with running(settings_of(tmp_path)) as client:
        assert "no relation 'a'" in await answer(client, "from a")


async def test_a_view_may_become_a_table_and_a_view_again(tmp_path: Path) -> None:
    kinds = []
    for header in ("", "-- One.\n-- kept: table\n", ""):
        async with running(with_views(tmp_path, a=f"{header}select 1 as n")) as client:
            described = await client.get("/api/v1/sql/schema")
            kinds += [row["kind"] for row in described["relations"] if row["name"] == "a"]

    assert kinds == ["view", "table", "view"]


async def test_nothing_is_made_again_where_nothing_changed(tmp_path: Path) -> None:
    settings = with_views(tmp_path, a="-- From the file.\nselect 1 as n")
    async with running(settings):
        pass
    with duckdb.connect(str(tmp_path / "lineage.duckdb")) as file:
        file.execute("comment on view a is 'from elsewhere'")

    async with running(settings) as client:
        described = await client.get("/api/v1/sql/schema")
    assert [row["comment"] for row in described["relations"] if row["name"] == "a"] == [
        "from elsewhere"
    ]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A log that was opened before: a start takes less time then."""
    settings = settings_of(tmp_path_factory.mktemp("views"))

    async def make() -> None:
        async with open_store(settings):
            pass

    asyncio.run(make())
    return settings.store.database


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("selec 1", "The query cannot be read"),
        ("select nope from runs", 'Binder Error: Referenced column "nope" not found'),
        ("drop table events", "A query is one SELECT statement."),
        ("select 1; select 2", "A query is one SELECT statement."),
        ("", "A query is one SELECT statement."),
        ("from folds.runs", "There is no relation 'folds.runs' that queries may read."),
        ("from users.relations", "There is no relation 'users.relations' that queries may read."),
        ("from read_text('/etc/passwd')", "Queries may not use read_text(…) in FROM."),
        ("from bad", "There is no relation 'bad' that queries may read."),
        ("select $1 as n", "Queries may not use parameters here."),
        ("select ? as n", "Queries may not use parameters here."),
        ("select $name as n", "Queries may not use parameters here."),
        ("describe runs", "Queries may not use DESCRIBE, SUMMARIZE or SHOW here."),
        ("from (summarize runs)", "Queries may not use DESCRIBE, SUMMARIZE or SHOW here."),
        ("show tables", "Queries may not use DESCRIBE, SUMMARIZE or SHOW here."),
        ("-- One.\n-- kept: file\nselect 1 as n", "of what is kept, the header can say"),
        ("-- One.\n-- m: none\nselect 1 as n", "the header names a column m, which is not there."),
        ("-- One.\n-- key: m\nselect 1 as n", "the header names a column m, which is not there."),
    ],
)
async def test_a_bad_file_is_named_with_the_reason_and_nothing_starts(
    tmp_path: Path, database: str, text: str, message: str
) -> None:
    settings = with_views(tmp_path, good="select 1 as n", bad=text)

    refused = await refusal(replace(settings, store=replace(settings.store, database=database)))

    assert refused.startswith(f"{tmp_path / 'views' / 'bad.sql'}: {message}")


@pytest.mark.parametrize("name", ["runs", "events", "removals", "snapshot"])
async def test_a_name_that_is_taken_is_refused(tmp_path: Path, name: str) -> None:
    refused = await refusal(with_views(tmp_path, **{name: "select 1 as n"}))

    assert refused.endswith(f"{name}.sql: there is a relation {name} already.")


@pytest.mark.parametrize("name", ["my-view", "My", "1st", "a.b"])
async def test_a_name_that_needs_quotes_is_refused(tmp_path: Path, name: str) -> None:
    refused = await refusal(with_views(tmp_path, **{name: "select 1 as n"}))

    assert "the name of the file is that of the relation" in refused


async def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    settings = with_views(tmp_path, a="select 1 as n")
    (tmp_path / "views" / "more").mkdir()
    (tmp_path / "views" / "more" / "a.sql").write_text("select 2 as n")

    assert "has the same name" in await refusal(settings)


async def test_files_that_read_each_other_in_a_circle_are_refused_together(tmp_path: Path) -> None:
    refused = await refusal(with_views(tmp_path, a="from b", b="from a"))

    assert "no relation 'b'" in refused
    assert "no relation 'a'" in refused


async def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, views={"paths": (str(tmp_path / "none"),)})

    assert await refusal(settings) == (
        f"{tmp_path / 'none'}: there is no such file or folder of views."
    )


async def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    settings = with_views(tmp_path)
    (tmp_path / "views" / "a.sql").write_bytes(b"select '\xff'")

    assert (await refusal(settings)).endswith("a.sql: is not UTF-8 at byte 8.")


async def test_what_was_there_stays_where_a_file_is_refused(tmp_path: Path) -> None:
    good = with_views(tmp_path, a="select 1 as n")
    async with running(good):
        pass
    await refusal(with_views(tmp_path, a="select 2 as n", b="selec"))

    with duckdb.connect(str(tmp_path / "lineage.duckdb"), read_only=True) as file:
        assert file.execute("from a").fetchall() == [(1,)]
    async with running(with_views(tmp_path, a="select 2 as n")) as client:
        assert await answer(client, "from a") == [[2]]


async def test_other_sql_of_the_collector_has_the_views_made_again(tmp_path: Path) -> None:
    settings = with_views(tmp_path, runs_of_job=RUNS_OF_JOB)
    async with running(settings) as client:
        await client.accept(event_number(1))
    with duckdb.connect(str(tmp_path / "lineage.duckdb")) as file:
        file.execute("update folds.made_by set folding = 'an earlier release', viewing = ''")
        # The views of users are broken then, as are all others.
        file.execute("drop view runs")

    async with running(settings) as client:
        await client.accept(event_number(2))
        assert await answer(client, "from runs_of_job") == [["job", 2]]


async def test_a_new_relation_of_the_collector_takes_the_name_from_a_file(tmp_path: Path) -> None:
    async with running(with_views(tmp_path, a="select 1 as n")):
        pass
    with duckdb.connect(str(tmp_path / "lineage.duckdb")) as file:
        # As if this release were the first to have a relation `edges`.
        file.execute("drop view edges")
        file.execute("create table edges (n integer)")
        file.execute("insert into users.relations values (1, 'edges', 'table', '')")
        file.execute("update folds.made_by set viewing = 'an earlier release'")

    refused = await refusal(with_views(tmp_path, edges="select 1 as n"))
    assert refused.endswith("edges.sql: there is a relation edges already.")
    async with running(with_views(tmp_path)) as client:
        assert await answer(client, "select count(*) from edges") == [[0]]


async def test_a_command_without_the_settings_of_the_collector_leaves_the_views(
    tmp_path: Path,
) -> None:
    settings = with_views(
        tmp_path,
        runs_of_job=RUNS_OF_JOB,
        kept_runs=f"-- Kept.\n-- kept: table\n{RUNS_OF_JOB.splitlines()[-1]}",
    )
    async with running(settings) as client:
        await client.accept(event_number(1))
        async with asyncio.timeout(20):
            while await answer(client, "from kept_runs") != [["job", 1]]:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    (tmp_path / "more.ndjson").write_bytes(body(event_number(2)))
    await command(tmp_path, "import", "more.ndjson")

    with duckdb.connect(str(tmp_path / "lineage.duckdb"), read_only=True) as file:
        assert file.execute("from runs_of_job").fetchall() == [("job", 2)]
        assert file.execute("from kept_runs").fetchall() == [("job", 1)]
    async with running(settings) as client:
        async with asyncio.timeout(20):
            while await answer(client, "from kept_runs") != [["job", 2]]:  # noqa: ASYNC110
                await asyncio.sleep(0.05)


async def test_a_command_of_another_release_drops_views_that_it_cannot_make_again(
    tmp_path: Path,
) -> None:
    async with running(with_views(tmp_path, runs_of_job=RUNS_OF_JOB)):
        pass
    with duckdb.connect(str(tmp_path / "lineage.duckdb")) as file:
        file.execute("update folds.made_by set viewing = 'an earlier release'")
    (tmp_path / "more.ndjson").write_bytes(body(event_number(2)))
    await command(tmp_path, "import", "more.ndjson")
    await command(tmp_path, "snapshot", "copy.duckdb")

    with duckdb.connect(str(tmp_path / "copy.duckdb"), read_only=True) as file:
        assert file.execute("select job_name from runs").fetchall() == [("job",)]
        with pytest.raises(duckdb.CatalogException):
            file.execute("from runs_of_job")


async def test_snapshots_and_compacted_files_hold_the_views(tmp_path: Path) -> None:
    settings = with_views(tmp_path, a="from runs_of_job", runs_of_job=RUNS_OF_JOB)
    async with running(settings) as client:
        await client.accept(event(), event_number(2))
        assert await answer(client, "from a") == [["job", 2]]
        await client.store.snapshot(tmp_path / "copy.duckdb")

    compact(tmp_path / "lineage.duckdb", settings.store.memory_limit, 1)
    for name in ("copy.duckdb", "lineage.duckdb"):
        with duckdb.connect(str(tmp_path / name), read_only=True) as file:
            assert file.execute("from a").fetchall() == [("job", 2)]
    async with running(with_views(tmp_path)) as client:
        assert "no relation 'a'" in await answer(client, "from a")
