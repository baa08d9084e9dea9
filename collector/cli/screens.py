"""What is known of a job, a dataset or a run, on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from collector.cli.output import printable
from collector.cli.readable import count, duration, moment, size
from collector.cli.screen_parts import coloured, facts, one_line, section, title, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from rich.console import RenderableType

    from collector.cli.asked import Row
    from collector.cli.screen_parts import Cell

#: Lines of a query that are shown.
_MOST_LINES = 12


def job_screen(job: Row) -> Iterator[RenderableType]:
    """A row of sql/show/job.sql."""
    kind = words(job["processing_type"], job["job_type"], job["integration"])
    yield title("job", _node(job), kind)
    yield from _description(job)
    runs = job["last_runs"]
    latest = next((run for run in runs if run["run_id"] == job["latest_run_id"]), None)
    yield facts(
        {
            "stub": job["is_stub"] and "only named by events of other jobs",
            "latest run": _words_of_run(latest) if latest else "",
            "error": one_line(latest["error_message"] or "") if latest else "",
            "parent": _node(job, "parent_"),
            "owners": _owners(job),
            "tags": _tags(job["tags"]),
            "code": words(job["location_url"], job["location_path"], job["location_version"]),
            "versions": _versions(job["versions"]),
            "seen": f"{moment(job['first_seen'])} to {moment(job['last_seen'])}",
            "facets": ", ".join(job["facets"]),
        }
    )
    yield from _nodes("reads", job["inputs"])
    yield from _nodes("writes", job["outputs"])
    yield from section(
        "last runs",
        {"started_at": _started, "state": _state, "took": _took, "run": _run_id},
        job["last_runs"],
    )
    yield from _query(job["sql"])


def dataset_screen(dataset: Row) -> Iterator[RenderableType]:
    """A row of sql/show/dataset.sql."""
    yield title("dataset", _node(dataset), words(dataset["sub_type"], dataset["type"]))
    yield from _description(dataset)
    tags = [tag for tag in dataset["tags"] if tag["field"] is None]
    yield facts(
        {
            "deleted": dataset["is_deleted"] and "it was dropped or renamed away",
            "stub": dataset["is_stub"] and "only named by lineage, symlinks or renames",
            "owners": _owners(dataset),
            "tags": _tags(tags),
            "source": dataset["source_uri"] or dataset["source_name"],
            "storage": words(dataset["storage_layer"], dataset["file_format"]),
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
    yield from section(
        "last versions",
        {
            "created_at": lambda row: moment(row["created_at"]),
            "rows": lambda row: count(row["row_count"]),
            "size": lambda row: size(row["byte_count"]),
            "run": _run_id,
        },
        dataset["versions"],
    )
    yield from section(
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
    yield title("run", run["run_id"], run["state"] or "")
    yield facts(
        {
            "job": _node(run, "job_"),
            "stub": run["is_stub"] and "only named by other runs",
            "started": moment(run["started_at"]),
            "ended": moment(run["ended_at"]),
            "took": duration(run["seconds"]),
            "is for": " to ".join(
                filter(None, (moment(run["nominal_start_at"]), moment(run["nominal_end_at"])))
            ),
            "error": one_line(run["error_message"] or ""),
            "parent": _run_of(run, "parent_"),
            "root": run["root_run_id"] != run["parent_run_id"] and _run_of(run, "root_"),
            "engine": words(run["engine"], run["engine_version"]),
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
    yield from section(
        "contains",
        {
            "state": _state,
            "took": _took,
            "job": lambda row: row["job_name"],
            "run": _run_id,
        },
        run["children"],
    )


def _description(row: Row) -> Iterator[RenderableType]:
    if row["description"]:
        yield Padding(Text(one_line(row["description"])), (0, 0, 0, 2))


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
    return section(heading, columns, rows)


def _fields(dataset: Row) -> Iterator[RenderableType]:
    tags = dataset["tags"]

    def tags_of(field: Row) -> str:
        return _tags([tag for tag in tags if tag["field"] == field["field"]])

    columns: dict[str, Callable[[Row], Cell | None]] = {
        "column": lambda row: row["field"],
        "type": lambda row: row["type"],
        "tags": tags_of,
        "description": lambda row: one_line(row["description"] or ""),
    }
    return section("columns", columns, dataset["fields"])


def _checks(
    rows: Sequence[Row], more: Mapping[str, Callable[[Row], Cell | None]]
) -> Iterator[RenderableType]:
    columns: dict[str, Callable[[Row], Cell | None]] = {
        "status": lambda row: coloured(row["status"] or ""),
        "check": lambda row: row["check_name"],
        "column": lambda row: row["field"],
        "found": _found,
        **more,
    }
    return section("checks", columns, rows)


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
    return words(found, row["severity"] and f"({row['severity']})")


def _node(row: Row, prefix: str = "") -> str:
    """`namespace:name`, as it can be asked for; nothing where there is none."""
    name = row[f"{prefix}name"]
    return "" if name is None else f"{row[f'{prefix}namespace']}:{name}"


def _run_of(row: Row, prefix: str) -> str:
    return words(row[f"{prefix}run_id"], f"({_node(row, f'{prefix}job_')})".replace("()", ""))


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
    return words(count(len(versions)), current and f"(now {current})")


def _state(row: Row) -> Text:
    return coloured(row["state"] or "")


def _started(row: Row) -> str:
    return moment(row["started_at"])


def _took(row: Row) -> str:
    return duration(row["seconds"])


def _run_id(row: Row) -> str | None:
    run_id: str | None = row["run_id"]
    return run_id
