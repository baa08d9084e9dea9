"""Jobs, datasets and runs by words in what is known of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from collector.search.snippets import Text, matches
from collector.store.statements import sql

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import duckdb

    Json = dict[str, Any]

Sort: TypeAlias = Literal["rank", "name", "updated"]
Kind: TypeAlias = Literal["job", "dataset", "run"]

#: Letters of a word from which on it may be the beginning of a run without being asked for.
_RUN_LETTERS = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched: all of the words, in things of a kind, last seen in [since, before)."""

    words: tuple[str, ...]
    kind: Kind | None = None
    namespace: str | None = None
    since: datetime | None = None
    before: datetime | None = None
    sort: Sort = "rank"
    limit: int = 10
    offset: int = 0


def search(cursor: duckdb.DuckDBPyConnection, wanted: Wanted) -> Json:
    """A page of what is found, and how much there is; runs come before all others."""
    run_count, results = _runs(cursor, wanted) if _may_be_run(wanted) else (0, [])
    if wanted.kind == "run":
        return {"totalCount": run_count, "results": results}
    rest = replace(
        wanted,
        limit=wanted.limit - len(results),
        offset=max(wanted.offset - run_count, 0),
    )
    count, found = _nodes(cursor, rest)
    return {"totalCount": run_count + count, "results": results + found}


def _may_be_run(wanted: Wanted) -> bool:
    if len(wanted.words) != 1:
        return False
    word = wanted.words[0]
    is_number = set(word.lower()) <= set("0123456789abcdef-")
    return wanted.kind == "run" or (wanted.kind is None and is_number and len(word) >= _RUN_LETTERS)


def _runs(cursor: duckdb.DuckDBPyConnection, wanted: Wanted) -> tuple[int, list[Json]]:
    parameters = {key: value for key, value in asdict(wanted).items() if key in _OF_RUNS}
    rows = cursor.execute(
        sql("search/found_runs"), {**parameters, "text": wanted.words[0]}
    ).fetchall()
    results = [
        {
            "type": "RUN",
            "name": run_id,
            "updatedAt": last_seen,
            "namespace": namespace,
            "nodeId": f"run:{run_id}",
            "score": 100.0 if run_id.lower() == wanted.words[0].lower() else 90.0,
            "matches": [{"in": "run", "text": run_id}],
        }
        for _, run_id, namespace, last_seen in rows
        if run_id is not None
    ]
    return rows[0][0], results


_OF_RUNS = frozenset({"namespace", "since", "before", "sort", "limit", "offset"})


def _nodes(cursor: duckdb.DuckDBPyConnection, wanted: Wanted) -> tuple[int, list[Json]]:
    parameters = {**asdict(wanted), "words": list(wanted.words)}
    rows = cursor.execute(sql("search/found"), parameters).fetchall()
    found = [row[1:] for row in rows if row[1] is not None]
    texts = _texts(cursor, [row[:3] for row in found])
    results = [
        {
            "type": kind.upper(),
            "name": name,
            "updatedAt": last_seen,
            "namespace": namespace,
            "nodeId": f"{kind}:{namespace}:{name}",
            "score": round(score, 1),
            "matches": matches(
                wanted.words, places, {**said, "name": name, "namespace": namespace}
            ),
        }
        for (kind, namespace, name, last_seen, score, places), said in zip(
            found, texts, strict=True
        )
    ]
    return rows[0][0], results


def _texts(
    cursor: duckdb.DuckDBPyConnection, nodes: Sequence[tuple[str, str, str]]
) -> list[dict[str, Text]]:
    """What is searched of each node, by facet."""
    said: list[dict[str, Text]] = [{} for _ in nodes]
    if nodes:
        kinds, namespaces, names = (list(part) for part in zip(*nodes, strict=True))
        parameters = {"kinds": kinds, "namespaces": namespaces, "names": names}
        for place, facet, words in cursor.execute(sql("search/texts"), parameters).fetchall():
            said[place - 1][facet] = words
    return said
