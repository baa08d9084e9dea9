"""What is known of a job, a dataset or a run, on one screen."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, TypeAlias

import click
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from collector.cli.output import printable
from collector.cli.readable import count, duration, moment, size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from rich.console import RenderableType

    from collector.cli.asked import Row

Cell: TypeAlias = str | Text

#: Columns where there is no terminal that could be too narrow.
_WIDE = 1000

#: Lines of a query that are shown.
_MOST_LINES = 12

_STYLES = {"COMPLETE": "green", "pass": "green", "FAIL": "red", "fail": "red", "ABORT": "red"}


def print_screen(parts: Iterable[RenderableType], *, is_fitted: bool = False) -> None:
    """Parts one below the other; what is read by a program has no colours and no line is broken.

    What is fitted to the terminal already is not broken there either.
    """
    is_wide = not sys.stdout.isatty() and "COLUMNS" not in os.environ
    # Bold and dim are no colours, but whoever wants none of these does not want them either.
    is_plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    console = Console(
        width=_WIDE if is_wide else None,
        force_terminal=False if is_plain else None,
        markup=False,
        emoji=False,
        highlight=False,
    )
    with console.capture() as capture:
        for part in parts:
            console.print(part, soft_wrap=is_fitted)
    for line in capture.get().splitlines():
        click.echo(line.rstrip())


def job_screen(job: Row) -> Iterator[RenderableType]:
    """A row of sql/show/job.sql."""
    kind = _words(job["processing_type"], job["job_type"], job["integration"])
    yield _title("job", _node(job), kind)
    yield from _description(job)
    runs = job["last_runs"]
    latest = next((run for run in runs if run["run_id"] == job["latest_run_id"]), None)
    yield _facts(
        {
            "stub": job["is_stub"] and "only named by events of other jobs",
            "latest run": _words_of_run(latest) if latest else "",
            "error": _one_line(latest["error_message"] or "") if latest else "",
            "parent": _node(job, "parent_"),
            "owners": _owners(job),
            "tags": _tags(job["tags"]),
            "code": _words(job["location_url"], job["location_path"], job["location_version"]),
            "versions": _versions(job["versions"]),
            "seen": f"{moment(job['first_seen'])} to {moment(job['last_seen'])}",
            "facets": ", ".join(job["facets"]),
        }
    )
    yield from _nodes("reads", job["inputs"])
    yield from _nodes("writes", job["outputs"])
    yield from _section(
        "last runs",
        {"started_at": _started, "state": _state, "took": _took, "run": _run_id},
        job["last_runs"],
    )
    yield from _query(job["sql"])


def dataset_screen(dataset: Row) -> Iterator[RenderableType]:
    """A row of sql/show/dataset.sql."""
    yield _title("dataset", _node(dataset), _words(dataset["sub_type"], dataset["type"]))
    yield from _description(dataset)
    tags = [tag for tag in dataset["tags"] if tag["field"] is None]
    yield _facts(
        {
            "deleted": dataset["is_deleted"] and "it was dropped or renamed away",
            "stub": dataset["is_stub"] and "only named by lineage, symlinks or renames",
            "owners": _owners(dataset),
            "tags": _tags(tags),
            "source": dataset["source_uri"] or dataset["source_name"],
            "storage": _words(dataset["storage_layer"], dataset["file_format"]),
            "written": moment(dataset["last_written_at"]),
            "last change": dataset["lifecycle_state"],
            "version": dataset["version"],
            "also called": ", ".join(map(_node, dataset["aliases"])),
            "renamed from": _node(dataset, "renamed_from_"),
            "renamed to": _node(dataset, "renamed_to_"),
            "seen": f"{moment(dataset['first_seen'])} to {moment(dataset['last_seen'])}",
            "facets": ", ".join(dataset["facets"]),
        }
    )
    yield from _fields(dataset)
    yield from _nodes("written by", dataset["written_by"])
    yield from _nodes("made from", dataset["made_from"])
    yield from _nodes("read by", dataset["read_by"])
    yield from _checks(dataset["checks"], {"at": lambda row: moment(row["event_time"])})
    yield from _section(
        "last versions",
        {
            "created_at": lambda row: moment(row["created_at"]),
            "rows": lambda row: count(row["row_count"]),
            "size": lambda row: size(row["byte_count"]),
            "run": _run_id,
        },
        dataset["versions"],
    )
    yield from _section(
        "last changes of columns",
        {
            "changed_at": lambda row: moment(row["changed_at"]),
            "column": lambda row: row["field"],
            "change": lambda row: row["change"],
            "type": lambda row: " → ".join(filter(None, (row["old_type"], row["new_type"]))),
        },
        dataset["schema_changes"],
    )


def run_screen(run: Row) -> Iterator[RenderableType]:
    """A row of sql/show/run.sql."""
    yield _title("run", run["run_id"], run["state"] or "")
    yield _facts(
        {
            "job": _node(run, "job_"),
            "stub": run["is_stub"] and "only named by other runs",
            "started": moment(run["started_at"]),
            "ended": moment(run["ended_at"]),
            "took": duration(run["seconds"]),
            "is for": " to ".join(
                filter(None, (moment(run["nominal_start_at"]), moment(run["nominal_end_at"])))
            ),
            "error": _one_line(run["error_message"] or ""),
            "parent": _run_of(run, "parent_"),
            "root": run["root_run_id"] != run["parent_run_id"] and _run_of(run, "root_"),
            "engine": _words(run["engine"], run["engine_version"]),
            "producer": run["producer"],
            "job version": run["job_version"],
            "tags": _tags(run["tags"]),
            "facets": ", ".join(run["facets"]),
        }
    )
    yield from _listed("inputs", run["inputs"])
    yield from _listed("outputs", run["outputs"])
    is_of_several = len({_node(check) for check in run["checks"]}) > 1
    yield from _checks(run["checks"], {"dataset": _node} if is_of_several else {})
    yield from _section(
        "contains",
        {
            "state": _state,
            "took": _took,
            "job": lambda row: row["job_name"],
            "run": _run_id,
        },
        run["children"],
    )


def _title(kind: str, node: str, rest: str) -> Text:
    title = Text.assemble((f"{kind} ", "dim"), (printable(node), "bold"), overflow="fold")
    if rest:
        title.append("  ").append(_coloured(rest))
    return title


def _description(row: Row) -> Iterator[RenderableType]:
    if row["description"]:
        yield Padding(Text(_one_line(row["description"])), (0, 0, 0, 2))


def _facts(facts: Mapping[str, Cell | bool | None]) -> RenderableType:
    """What is known, a line each; without what is not."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in facts.items():
        if value:
            table.add_row(name, _cell(value))
    return Padding(table, (0, 0, 0, 2))


def _section(
    heading: str, columns: Mapping[str, Callable[[Row], Cell | None]], rows: Sequence[Row]
) -> Iterator[RenderableType]:
    """A table under a heading, without columns that are empty; nothing without rows."""
    if not rows:
        return
    cells = {name: [_cell(read(row) or "") for row in rows] for name, read in columns.items()}
    cells = {name: column for name, column in cells.items() if any(map(str, column))}
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in cells:
        is_number = name in {"rows", "size", "took", "files"}
        table.add_column(name, overflow="fold", justify="right" if is_number else "left")
    for row in zip(*cells.values(), strict=True):
        table.add_row(*row)
    yield Text(f"\n{heading}", style="bold")
    yield Padding(table, (0, 0, 0, 2))


def _nodes(heading: str, rows: Sequence[Row]) -> Iterator[RenderableType]:
    """Names, a line each."""
    if rows:
        yield Text(f"\n{heading}", style="bold")
        for row in rows:
            yield Padding(Text(printable(_node(row)), overflow="fold"), (0, 0, 0, 2))


def _listed(heading: str, rows: Sequence[Row]) -> Iterator[RenderableType]:
    columns: dict[str, Callable[[Row], Cell | None]] = {
        "dataset": _node,
        "rows": lambda row: count(row["row_count"]),
        "size": lambda row: size(row["byte_count"]),
        "files": lambda row: count(row["file_count"]),
        "version": lambda row: row["version"],
        "what": lambda row: row.get("lifecycle_state"),
    }
    return _section(heading, columns, rows)


def _fields(dataset: Row) -> Iterator[RenderableType]:
    tags = dataset["tags"]

    def tags_of(field: Row) -> str:
        return _tags([tag for tag in tags if tag["field"] == field["field"]])

    columns: dict[str, Callable[[Row], Cell | None]] = {
        "column": lambda row: row["field"],
        "type": lambda row: row["type"],
        "tags": tags_of,
        "description": lambda row: _one_line(row["description"] or ""),
    }
    return _section("columns", columns, dataset["fields"])


def _checks(
    rows: Sequence[Row], more: Mapping[str, Callable[[Row], Cell | None]]
) -> Iterator[RenderableType]:
    columns: dict[str, Callable[[Row], Cell | None]] = {
        "status": lambda row: _coloured(row["status"] or ""),
        "check": lambda row: row["check_name"],
        "column": lambda row: row["field"],
        "found": _found,
        **more,
    }
    return _section("checks", columns, rows)


def _query(text: str | None) -> Iterator[RenderableType]:
    if not text:
        return
    lines = text.strip().splitlines()
    if len(lines) > _MOST_LINES:
        lines[_MOST_LINES:] = [f"… ({len(lines) - _MOST_LINES} more lines)"]
    yield Text("\nsql", style="bold")
    for line in lines:
        yield Padding(Text(printable(line.expandtabs(4)), overflow="fold"), (0, 0, 0, 2))


def _found(row: Row) -> str:
    """What was measured; of a check only where it was not as it should be."""
    if row["value"] is not None:
        return f"{row['value']:,.12g}"
    if row["status"] == "pass":
        return ""
    expected = f"not {row['expected']}" if row["expected"] is not None else None
    found = ", ".join(filter(None, (row["actual"], expected)))
    return _words(found, row["severity"] and f"({row['severity']})")


def _node(row: Row, prefix: str = "") -> str:
    """`namespace:name`, as it can be asked for; nothing where there is none."""
    name = row[f"{prefix}name"]
    return "" if name is None else f"{row[f'{prefix}namespace']}:{name}"


def _run_of(row: Row, prefix: str) -> str:
    return _words(row[f"{prefix}run_id"], f"({_node(row, f'{prefix}job_')})".replace("()", ""))


def _words_of_run(run: Row) -> Text:
    words = Text.assemble(
        _state(run), "  ", moment(run["started_at"]), "  ", duration(run["seconds"])
    )
    return words.append("  ").append(run["run_id"])


def _owners(row: Row) -> str:
    return ", ".join(
        f"{owner['owner']} ({owner['type']})" if owner["type"] else owner["owner"]
        for owner in row["owners"]
    )


def _tags(tags: Sequence[Row]) -> str:
    return ", ".join(
        tag["key"] if tag["value"] in {None, "", "true"} else f"{tag['key']}={tag['value']}"
        for tag in tags
    )


def _versions(versions: Sequence[Row]) -> str:
    if not versions:
        return ""
    current = next((row["version"] for row in versions if row["is_current"]), None)
    return _words(count(len(versions)), current and f"(now {current})")


def _state(row: Row) -> Text:
    return _coloured(row["state"] or "")


def _started(row: Row) -> str:
    return moment(row["started_at"])


def _took(row: Row) -> str:
    return duration(row["seconds"])


def _run_id(row: Row) -> str | None:
    run_id: str | None = row["run_id"]
    return run_id


def _coloured(word: str) -> Text:
    return Text(printable(word), style=_STYLES.get(word, ""))


def _words(*words: str | None) -> str:
    return " ".join(filter(None, words))


def _one_line(text: str) -> str:
    return printable(" ".join(text.split()))


def _cell(value: object) -> Text:
    """Text that does no harm to a terminal."""
    return value if isinstance(value, Text) else Text(printable(value))
