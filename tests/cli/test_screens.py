"""The screens, as they look where there is no terminal and on one of 80 columns."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.recorded import FAILED, LOADED, PARENT, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

    Run = Callable[..., Done]


def test_a_job_is_on_one_screen(collector: Run, recorded: Path) -> None:
    done = collector("show", "job", "load_orders", "--db", recorded)

    head, _, query = done.text.partition("\nsql\n")
    version = head.partition("(now ")[2].partition(")")[0]
    assert (
        head
        == f"""\
job air:load_orders  BATCH TASK AIRFLOW
  Loads orders, once a day. \\x1b[31m
  latest run  FAIL  2026-01-02 12:00:00  0.00 s  {FAILED}
  error       disk full
  parent      air:dag.task
  owners      ann, team:data (MAINTAINER)
  tags        nightly, tier=1
  code        https://example.com/repo/load.py load.py abc123
  versions    2 (now {version})
  seen        2026-01-01 12:00:00 to 2026-01-02 12:00:00
  facets      documentation, jobType, ownership, sourceCodeLocation, sql, tags

reads
  pg://shop:public.raw

writes
  s3://sales:orders

last runs
  started_at           state          took  run
  2026-01-02 12:00:00  FAIL         0.00 s  {FAILED}
  2026-01-01 12:00:00  COMPLETE  5 min 3 s  {LOADED}
"""
    )
    lines = query.splitlines()
    assert (lines[0], len(lines), lines[-1]) == ("  select 0    as n;", 13, "  … (8 more lines)")


def test_a_job_that_others_name_says_so(collector: Run, recorded: Path) -> None:
    assert (
        collector("show", "job", "air:dag", "--db", recorded).text
        == f"""\
job air:dag
  stub  only named by events of other jobs
  seen  2026-01-01 12:00:00 to 2026-01-02 12:00:00

last runs
  run
  {ROOT}
"""
    )


def test_a_dataset_is_on_one_screen(collector: Run, recorded: Path) -> None:
    done = collector("show", "dataset", "sales:orders", "--db", recorded)

    assert (
        done.text
        == f"""\
dataset s3://sales:orders  EXTERNAL TABLE
  owners        sales
  tags          gold
  source        s3://lake/sales
  storage       iceberg parquet
  written       2026-01-01 12:05:03
  last change   RENAME
  version       v7
  also called   s3://lake:o/r/ders
  renamed from  s3://sales:orders_old
  seen          2026-01-01 12:05:03 to 2026-01-01 12:05:03
  facets        dataSource, datasetType, lifecycleStateChange, ownership, schema, storage, \
symlinks, tags, version

columns
  column  type     tags       description
  id      bigint
  mail    varchar  pii=email  Where to write.

written by
  air:load_orders

made from
  pg://shop:public.raw
  s3://sales:orders_old

last versions
  created_at                rows     size  run
  2026-01-01 12:05:03  1,234,567  5.0 GiB  {LOADED}
"""
    )
    old = collector("show", "dataset", "orders_old", "--db", recorded).text
    assert "  deleted     it was dropped or renamed away\n" in old
    assert "  renamed to  s3://sales:orders\n" in old


def test_checks_and_changes_of_columns_are_told(collector: Run, recorded: Path) -> None:
    payments = collector("show", "dataset", "stg_payments", "--db", recorded).text
    customers = collector("show", "dataset", "customers", "--db", recorded).text
    raw = collector("show", "dataset", "public.raw", "--db", recorded).text

    assert "  fail    known_methods                     method      1, not 0 (error)" in payments
    assert "order_count     retyped  bigint → integer\n" in customers
    assert "  rowCount           17     2026-01-02 12:00:00\n" in raw


def test_a_run_is_on_one_screen(collector: Run, recorded: Path) -> None:
    done = collector("show", "run", LOADED, "--db", recorded)

    version = done.text.partition("job version  ")[2].partition("\n")[0]
    assert (
        done.text
        == f"""\
run {LOADED}  COMPLETE
  job          air:load_orders
  started      2026-01-01 12:00:00
  ended        2026-01-01 12:05:03
  took         5 min 3 s
  parent       {PARENT} (air:dag.task)
  root         {ROOT} (air:dag)
  producer     https://example.com/tests
  job version  {version}
  facets       parent

inputs
  dataset               rows     size  files
  pg://shop:public.raw    17  2.0 KiB      3

outputs
  dataset                 rows     size  version  what
  s3://sales:orders  1,234,567  5.0 GiB  v7       RENAME

checks
  check      column  found
  nullCount  id      0
  rowCount           17
"""
    )


def test_a_run_says_why_it_failed_and_what_it_contains(collector: Run, recorded: Path) -> None:
    failed = collector("show", "run", FAILED, "--db", recorded).text
    parent = collector("show", "run", PARENT, "--db", recorded).text

    assert "  is for       2026-01-02 00:00:00\n  error        disk full\n" in failed
    assert (
        parent
        == f"""\
run {PARENT}
  job   air:dag.task
  stub  only named by other runs

contains
  state          took  job          run
  COMPLETE  5 min 3 s  load_orders  {LOADED}
  FAIL         0.00 s  load_orders  {FAILED}
"""
    )


@pytest.mark.parametrize(
    "words", [("job", "load_orders"), ("dataset", "customers"), ("dataset", "stg_payments")]
)
def test_on_a_terminal_lines_are_as_wide_as_it_is(
    collector: Run, recorded: Path, words: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    done = collector("show", *words, "--db", recorded)

    assert max(map(len, done.text.splitlines())) <= 80
    assert done.text.startswith(words[0])
