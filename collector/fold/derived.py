"""Relations that are computed of whole units of the folds: a run, a job, a picture.

Each turn computes the rows of those units anew that its batch touches, and appends them under the
number of the turn with a *marker* for each unit; the rows of a unit are those of its latest turn.
From time to time they are settled, as parts of folds are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from collector.fold.folds import FOLDS, IN_TURN, STAYING, fold, settled_of_runs, union
from collector.store.statements import reading, sql, statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from collector.fold.folds import Units

#: In the order in which they are made: each reads those before it.
DERIVED = (
    "run_shapes",
    "open_shapes",
    "picture_runs",
    "picture_datasets",
    "lineage_links",
    "flows",
    "picture_versions",
    "traced_runs",
    "traced_datasets",
)


#: Those whose rows of a unit add up, until they are made of everything anew under a marker.
TALLIES = {"picture_runs": "fold/merged_picture_runs"}


@dataclass(frozen=True, slots=True)
class Derived:
    """One relation: `text` makes its rows of the relations it reads."""

    name: str
    text: str
    #: Columns of a unit; its rows are made together.
    unit: tuple[str, ...]
    reads: tuple[str, ...]

    @property
    def of_all(self) -> str:
        """The rows of all units."""
        sources = {name: f"from folds.{name}" for name in self.reads}
        if "ended_shapes" in sources:
            sources["ended_shapes"] = sql("fold/all_ended_shapes")
        return self._reading(sources)

    def of_units(self, units: Mapping[str, Units]) -> str:
        """The rows of some units; `units` names a table for each relation that is read."""
        return self._reading({name: restricted(name, units) for name in self.reads})

    def held(self, runs: Units) -> str:
        """The rows of these runs as they were made last."""
        return f"""
            with touched as (
                select run_id, max(turn) as turn
                from folds.{self.name}_parts
                semi join {runs.table} using (run_id)
                where is_marker
                group by run_id
            )
            from ({settled_of_runs(self.name, runs)}) anti join touched using (run_id)
            union all by name
            select parts.* exclude (turn, is_marker)
            from folds.{self.name}_parts as parts
            semi join touched using (run_id, turn)
            where not parts.is_marker
        """

    def of_rows(self, **tables: str) -> str:
        """The rows made of tables that stand for the relations it reads."""
        return self._reading({name: f"from {table}" for name, table in tables.items()})

    @property
    def is_of_runs(self) -> bool:
        """Whether its units are runs."""
        return self.unit == ("run_id",)

    @property
    def settled(self) -> tuple[str, ...]:
        """Where its settled rows are."""
        return STAYING if self.is_of_runs else IN_TURN

    @property
    def settling(self) -> str:
        """What its parts settle to where settled rows of their units were taken back."""
        unit = ", ".join(self.unit)
        return f"""
            with touched as ({self._touched})
            select parts.* exclude (turn, is_marker)
            from folds.{self.name}_parts as parts
            semi join touched using ({unit}, turn)
            where not parts.is_marker
        """

    def settling_with(self, table: str) -> str:
        """What its parts and the settled rows of a table settle to."""
        return self.over(table)

    def taken_back(self, runs: Units) -> str:
        """The settled rows of runs as parts."""
        settled = settled_of_runs(self.name, runs)
        return f"""
            select *, 0 as turn, false as is_marker from ({settled})
            union all by name
            select run_id, 0 as turn, true as is_marker from {runs.table}
        """

    def of(self, units: Mapping[str, Units]) -> str:
        """The rows of some units, and a marker for each; $turn is the number of the turn.

        `units` names a table for each relation that is read: of the units that are looked at.
        Under the name of this relation is the table of the units that are made.
        """
        made = self.of_units(units)
        common = ", ".join(self.unit)
        return f"""
            select *, $turn as turn, false as is_marker from ({made})
            union all by name
            select {common}, $turn as turn, true as is_marker from {units[self.name].table}
        """

    def over(self, *tables: str) -> str:
        """What is settled in these tables, and the latest rows of units that were made since."""
        unit = ", ".join(self.unit)
        settled = union(self.name, tables)
        if self.is_of_runs:
            settled = f"select * exclude (settling) from ({settled})"
        latest = f"semi join touched using ({unit}, turn)"
        if self.name in TALLIES:
            latest = f"left outer join touched using ({unit})"
        rows = f"""
            with

            touched as ({self._touched}),

            settled as ({settled})

            select * from settled anti join touched using ({unit})
            union all by name
            select parts.* exclude (turn, is_marker)
            from folds.{self.name}_parts as parts
            {latest}
            where not parts.is_marker
        """
        if self.name in TALLIES:
            rows = f"{rows} and parts.turn >= coalesce(touched.turn, 0)"
            return f"with parts as ({rows}) from ({sql(TALLIES[self.name])})"
        return rows

    @property
    def _touched(self) -> str:
        """The units that were made since rows settled, with the turn that did it last."""
        unit = ", ".join(self.unit)
        return f"""
            select {unit}, max(turn) as turn
            from folds.{self.name}_parts
            where is_marker
            group by {unit}
        """

    def _reading(self, sources: Mapping[str, str]) -> str:
        return reading(sources, self.text)


@cache
def derived(name: str) -> Derived:
    """The derived relation of this name, from its file."""
    made = statement(f"4_derived/{name}")
    return Derived(name, made.text, made.unit, made.reads)


def restricted(name: str, units: Mapping[str, Units]) -> str:
    """A select of a relation for those units that a table of them names."""
    if name == "identities":
        return "from folds.identities"
    if name in FOLDS:
        return fold(name).of(units[name])
    if name in DERIVED and derived(name).is_of_runs:
        return derived(name).held(units[name])
    if name in DERIVED or name == "pictures":
        return f"select * from folds.{name} semi join {units[name].table} using (picture)"
    view = statement(f"5_views/{name}")
    return reading({source: restricted(source, units) for source in view.reads}, view.text)
