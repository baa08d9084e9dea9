"""docs/views.md: its files are taken, and its numbers are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

from collector.fold.user_tables import REST, SHORTEST_REST
from tests.conftest import event, running
from tests.fold.test_user_tables import until
from tests.fold.test_user_views import answer, refusal, with_views

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "views.md").read_text(encoding="utf-8")
FILES = dict(
    re.findall(r"^`views/(\w+)\.sql`:\n\n```sql\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
)


async def test_the_files_become_relations(tmp_path: Path) -> None:
    assert set(FILES) == {"failed_runs", "failures_by_job"}

    async with running(with_views(tmp_path, **FILES)) as client:
        await client.accept(event(eventType="FAIL"))
        run_id = event()["run"]["runId"]
        assert await answer(client, "from failed_runs") == [[run_id, "job", "2026-01-01"]]
        await until(client, "from failures_by_job", [["job", 1]])


async def test_the_refusal_is_what_the_page_shows(tmp_path: Path) -> None:
    wrong = FILES["failed_runs"].replace("where state", "where stat")

    refused = await refusal(with_views(tmp_path, failed_runs=wrong))

    assert refused.removeprefix(f"{tmp_path}/") in PAGE


def test_the_share_of_the_time_is_that_of_the_code() -> None:
    assert (REST, SHORTEST_REST) == (9, 0.25)
