"""Answers about the lineage of what real tools sent, as texts that a person has checked.

For each scenario of test_golden.py the text `graphs/<scenario>.txt` has graphs around the job and
the dataset with the most edges, and one of columns: nodes with their hops, and edges, with short
words for namespaces as in the scenario's own text. `python -m tests.golden.test_graphs` writes them
anew; what changed is then to be checked against that text.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest

from collector.graph.adjacency import load
from collector.graph.column_lineage import column_lineage
from collector.graph.lineage import lineage
from collector.graph.reach import Era, Reach
from collector.graph.resolve import FLOWING, resolved
from tests.golden.test_golden import CAPTURED, CORPUS, HERE, SHARED, accepted
from tests.relations.folded import Folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import duckdb

Json = dict[str, Any]

GRAPHS = HERE / "graphs"


@pytest.fixture
def folded(tmp_path: Path) -> Iterator[Folded]:
    made = Folded(tmp_path / "lineage.duckdb")
    yield made
    made.close()


def told(cursor: duckdb.DuckDBPyConnection) -> str:
    """What the questions answer, one node and edge a line."""
    graph = load(cursor, Era())
    words = {
        namespace: f"n{place}"
        for place, (namespace,) in enumerate(
            cursor.execute("select namespace from namespaces order by namespace").fetchall(), 1
        )
    }
    parts = []
    for title, found in (
        ("lineage of", _most_told(cursor, "job")),
        ("lineage, both ways, of", _most_told(cursor, "dataset")),
    ):
        if found is not None:
            is_job = found.startswith("job:")
            reach = Reach() if is_job else Reach("both")
            answer = lineage(cursor, graph, resolved(cursor, found, FLOWING), reach)
            parts.append(_graph(title, answer, words))
    dataset = _most_told(cursor, "column")
    if dataset is not None:
        start = resolved(cursor, dataset, FLOWING)
        answer = column_lineage(cursor, graph, start, Reach("both"))
        parts.append(_columns(dataset, answer, words))
    return "\n".join(parts)


def _most_told(cursor: duckdb.DuckDBPyConnection, kind: str) -> str | None:
    """The node with the most edges, the first by its id."""
    ends = {
        "job": "select 'job', job_namespace, job_name from edges where job_name is not null",
        "dataset": """
            select source_kind, source_namespace, source_name from edges
            where source_kind = 'dataset' and is_current
            union all
            select target_kind, target_namespace, target_name from edges
            where target_kind = 'dataset' and is_current
        """,
        "column": """
            select 'dataset', target_namespace, target_name from column_edges where is_current
        """,
    }
    rows = cursor.execute(
        f"""
        select concat_ws(':', kind, namespace, name) as id
        from ({ends[kind]}) as ends (kind, namespace, name)
        group by id
        order by count(*) desc, id
        limit 1
        """
    ).fetchall()
    return str(rows[0][0]) if rows else None


def _graph(title: str, answer: Json, words: dict[str, str]) -> str:
    nodes = sorted(f"{_short(found['id'], words)}  ({_hops(found)})" for found in answer["graph"])
    edges = sorted(
        f"{_short(edge['origin'], words)} > {_short(edge['destination'], words)}"
        f"  {' '.join(edge['origins'])}"
        for edge in answer["edges"]
    )
    return _section(f"{title} {_short(answer['start'], words)}", nodes, edges)


def _columns(start: str, answer: Json, words: dict[str, str]) -> str:
    nodes = sorted(f"{_short(found['id'], words)}  ({_hops(found)})" for found in answer["graph"])
    edges = sorted(
        f"{_short(edge['origin'], words)} > {_short(edge['destination'], words)}  {_how(edge)}"
        for edge in answer["edges"]
    )
    return _section(f"columns, both ways, of {_short(start, words)}", nodes, edges)


def _hops(found: Json) -> str:
    """How far up, or down, or by whatever way."""
    ways = [f"{name} {found[name]}" for name in ("upstream", "downstream") if found[name]]
    return ", ".join(ways) or str(found["distance"])


def _how(edge: Json) -> str:
    return ", ".join(
        " ".join(filter(None, (how["type"], how["subtype"], "masked" if how["masking"] else None)))
        or "-"
        for how in edge["transformations"]
    )


def _section(title: str, nodes: Iterable[str], edges: Iterable[str]) -> str:
    lines = [f"{title}", *(f"  {line}" for line in nodes), "  edges"]
    return "\n".join([*lines, *(f"    {line.rstrip()}" for line in edges)]) + "\n"


def _short(node_id: str, words: dict[str, str]) -> str:
    """The id with a word for its namespace."""
    kind, _, rest = node_id.partition(":")
    for namespace in sorted(words, key=len, reverse=True):
        if rest.startswith(f"{namespace}:"):
            return f"{kind} {words[namespace]}:{rest[len(namespace) + 1 :]}"
    return node_id


@pytest.mark.skipif(not SHARED.exists(), reason="the recorded events are not here")
@pytest.mark.parametrize("scenario", [*CAPTURED, *CORPUS])
def test_the_answers_are_what_the_text_says(scenario: str, folded: Folded) -> None:
    folded.fold(accepted(scenario))

    assert told(folded.cursor()) == (GRAPHS / f"{scenario}.txt").read_text()


def _write() -> None:
    GRAPHS.mkdir(exist_ok=True)
    for scenario in (*CAPTURED, *CORPUS):
        with TemporaryDirectory() as folder:
            folded = Folded(Path(folder) / "lineage.duckdb")
            folded.fold(accepted(scenario))
            (GRAPHS / f"{scenario}.txt").write_text(told(folded.cursor()))
            folded.close()


if __name__ == "__main__":
    _write()
