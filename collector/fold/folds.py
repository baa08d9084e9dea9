"""The folds: which there are, and the relations that each is made of.

A fold keeps one row a key, made by aggregates that may be taken in any order and more than once
(min, max, the value at the greatest stamp, sets). Each batch adds *parts*; from time to time the
parts are *settled* into one row a key (see `settling`). The view of a fold merges the parts of
those units that have any with their settled rows, and passes all other rows through.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from collector.store.statements import reading, statement

#: Relations of events that are kept up to date by batches.
FOLDS = (
    "aliases",
    "datasets",
    "facet_versions",
    "jobs",
    "lineage_entries",
    "metrics",
    "model_statements",
    "quality",
    "renames",
    "run_datasets",
    "run_facets",
    "runs",
    "static_history",
    "static_schemas",
    "static_statements",
    "unnamed_facets",
    "waivers",
)

#: Those that few batches tell of.
RARE = frozenset(
    {
        "lineage_entries",
        "metrics",
        "model_statements",
        "quality",
        "renames",
        "static_history",
        "static_schemas",
        "static_statements",
        "unnamed_facets",
        "waivers",
    }
)

#: Where settled rows are that are all written anew: one of two tables, the other takes the next.
IN_TURN = ("settled_0", "settled_1")
#: Where those of runs are, which stay, under the number of their settling.
STAYING = ("settled",)

#: Views over the folds, in the order in which they are made.
VIEWS = (
    "job_listings",
    "listed_datasets",
    "entity_facets",
    "endless_jobs",
    "pictures",
    "renamings",
    "job_names",
    "dataset_names",
    "searched_names",
    "searched_texts",
    "tags_of_users",
    "schema_fields",
    "dataset_writes",
    "traced_listings",
    "model_names",
    "registered_versions",
    "model_mentions",
    "model_runs",
)

#: The public relations, in the order in which they are made.
RELATIONS = (
    "runs",
    "jobs",
    "job_versions",
    "run_inputs",
    "run_outputs",
    "dataset_versions",
    "datasets",
    "dataset_fields",
    "dataset_aliases",
    "schema_changes",
    "namespaces",
    "facets",
    "tags",
    "owners",
    "edges",
    "column_edges",
    "run_hierarchy",
    "data_quality",
    "model_versions",
    "models",
    "training_runs",
    "model_inputs",
    "model_parameters",
    "model_metrics",
    "model_aliases",
    "deployments",
    "recipes",
    "audit_findings",
)

#: Table macros that walk over the public relations: name → what a walk of it goes along.
WALKS = {"upstream": "7_macros/upstream", "downstream": "7_macros/downstream"}


@dataclass(frozen=True, slots=True)
class Units:
    """A table that names units."""

    table: str
    #: Of runs: the earliest settling that any of them has rows of; None where none has.
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Fold:
    """One fold: `parts` are its rows of a batch, `merged` makes one row a key of any parts."""

    name: str
    parts: str
    merged: str
    key: tuple[str, ...]
    #: Columns by which rows are found that have parts; rows of a unit settle together.
    unit: tuple[str, ...]
    #: Columns of text that are kept compressed.
    texts: tuple[str, ...]

    @property
    def of_batch(self) -> str:
        """One row a key of the batch that is staged."""
        return f"with parts as (\n{self.parts}\n)\n\n{self.merged}"

    @property
    def is_of_runs(self) -> bool:
        """Whether its units are runs."""
        return self.unit == ("run_id",)

    @property
    def settled(self) -> tuple[str, ...]:
        """Where its settled rows are."""
        return STAYING if self.is_of_runs else IN_TURN

    @property
    def tables(self) -> dict[str, str]:
        """The tables that hold its rows, with the columns that only those have."""
        own = "unit_number, settling" if self.is_of_runs else "unit_number"
        return {"parts": "unit_number"} | dict.fromkeys(self.settled, own)

    @property
    def settling(self) -> str:
        """What its parts settle to where settled rows of their units were taken back."""
        parts = f"select * exclude (unit_number) from folds.{self.name}_parts"
        return self.numbered(f"with parts as ({parts}) {self.merged}")

    def settling_with(self, table: str) -> str:
        """What its parts and the settled rows of a table settle to."""
        return self.numbered(self.over(table))

    def taken_back(self, runs: Units) -> str:
        """The settled rows of runs as parts."""
        return settled_of_runs(self.name, runs)

    def of(self, units: Units, only: str = "true") -> str:
        """One row a key of those units that a table of them names.

        `only` is a condition on keys; it is not looked at for runs.
        """
        columns = ", ".join(self.unit)
        selects = [
            f"""
            select * exclude (unit_number)
            from folds.{self.name}_parts
            semi join {units.table} using ({columns})
            where {only}
            """
        ]
        if self.is_of_runs:
            settled = settled_of_runs(self.name, units)
            selects.append(f"select * exclude (unit_number) from ({settled})")
        else:
            selects += [
                rows_of(f"folds.{self.name}_{table}", units.table, self.unit, only)
                for table in self.settled
            ]
        tables = "\nunion all\n".join(selects)
        return f"with parts as (\n{tables}\n)\n\n{self.merged}"

    def among(self, names: str) -> str:
        """One row a key of those whose namespace and name a table holds."""
        selects = [
            f"""
            select * exclude ({own})
            from folds.{self.name}_{table}
            semi join {names} using (namespace, name)
            """
            for table, own in self.tables.items()
        ]
        tables = "\nunion all\n".join(selects)
        return f"with parts as (\n{tables}\n)\n\n{self.merged}"

    def numbered(self, rows: str) -> str:
        """Rows as its tables keep them: with a number of their unit, by which they are found."""
        return f"select *, hash({', '.join(self.unit)}) as unit_number from ({rows})"

    def over(self, *tables: str) -> str:
        """One row a key of the parts and what is settled in these tables."""
        no_part = "unit_number, settling" if self.is_of_runs else "unit_number"
        unit = ", ".join(self.unit)
        return f"""
            with

            touched as (select distinct {unit} from folds.{self.name}_parts),

            settled as (
                select * exclude ({no_part}) from ({union(self.name, tables)})
            ),

            parts as (
                select * from settled semi join touched using ({unit})
                union all
                select * exclude (unit_number) from folds.{self.name}_parts
            )

            select * from settled anti join touched using ({unit})
            union all
            from ({self.merged})
        """


@cache
def fold(name: str) -> Fold:
    """The fold of this name, from its two files."""
    merged = statement(f"3_folds/{name}")
    return Fold(
        name,
        _parts(name),
        merged.text,
        merged.key,
        merged.unit,
        merged.texts,
    )


def _parts(name: str) -> str:
    """The rows of a batch; some folds make theirs of those of another."""
    parts = statement(f"2_parts/{name}")
    sources = {source: _parts(source) for source in parts.reads}
    return reading(sources, parts.text) if sources else parts.text


@cache
def fingerprint(*layers: str) -> str:
    """A number that changes with any SQL file of these folders."""
    digest = hashlib.sha256()
    for layer in layers:
        for file in sorted((files("collector") / "sql" / layer).iterdir(), key=lambda at: at.name):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def rows_of(table: str, units: str, columns: tuple[str, ...], only: str = "true") -> str:
    """The rows of a table for the units that another one names, found by the number of the unit."""
    unit = ", ".join(columns)
    return f"""
        select * exclude (unit_number)
        from {table}
        semi join {units} using ({unit})
        where rowid in (
            select found.rowid
            from {table} as found
            semi join (select hash({unit}) as unit_number from {units}) using (unit_number)
            where {only}
        )
    """


def settled_of_runs(name: str, runs: Units) -> str:
    """The settled rows of these runs; what settled before any of them is not looked at."""
    table = f"folds.{name}_settled"
    if runs.since is None:
        return f"select * exclude (settling) from {table} where false"
    # By their number alone: most runs of a settling are others.
    return f"""
        select * exclude (settling)
        from {table}
        semi join {runs.table} using (run_id)
        where rowid in (
            select found.rowid
            from {table} as found
            semi join {runs.table} using (unit_number)
            where found.settling >= {runs.since}
        )
    """


def union(name: str, tables: tuple[str, ...]) -> str:
    """The rows of these tables of a relation."""
    return " union all ".join(f"from folds.{name}_{table}" for table in tables)
