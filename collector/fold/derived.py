"""Relations that are computed of whole units of the folds: a run, a job, a picture.

Each turn computes the rows of those units anew that its batch touches, and appends them under the
number of the turn with a *marker* for each unit; the rows of a unit are those of its latest turn.
From time to time they are settled, as parts of folds are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from collector.fold.folds import FOLDS, fold, union
from collector.store.statements import statement

if TYPE_CHECKING:
    from collections.abc import Mapping

#: In the order in which they are made: each reads those before it.
DERIVED = (
    "run_shapes",
    "pictures",
    "picture_datasets",
    "lineage_links",
    "flows",
    "picture_versions",
)


#: Columns by which rows of a derived relation are found in a table of units.
_FOUND_BY = {"touched_subjects": ("namespace", "name"), "touched_pictures": ("picture",)}


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
        return self._reading({name: f"from folds.{name}" for name in self.reads})

    def of(self, units: Mapping[str, str]) -> str:
        """The rows of some units, and a marker for each; $turn is the number of the turn.

        `units` names a table for each relation that is read: of the units that are looked at.
        Under the name of this relation is the table of the units that are made.
        """
        made = self._reading({name: restricted(name, units) for name in self.reads})
        common = ", ".join(self.unit)
        return f"""
            select *, $turn as turn, false as is_marker from ({made})
            union all by name
            select {common}, $turn as turn, true as is_marker from {units[self.name]}
        """

    def over(self, *tables: str) -> str:
        """What is settled in these tables, and the latest rows of units that were made since."""
        unit = ", ".join(self.unit)
        return f"""
            with

            touched as (
                select {unit}, max(turn) as turn
                from folds.{self.name}_parts
                where is_marker
                group by {unit}
            ),

            settled as ({union(self.name, tables)})

            select * from settled anti join touched using ({unit})
            union all by name
            select parts.* exclude (turn, is_marker)
            from folds.{self.name}_parts as parts
            semi join touched using ({unit}, turn)
            where not parts.is_marker
        """

    def _reading(self, sources: Mapping[str, str]) -> str:
        return reading(sources, self.text)


@cache
def derived(name: str) -> Derived:
    """The derived relation of this name, from its file."""
    made = statement(f"4_derived/{name}")
    return Derived(name, made.text, made.unit, made.reads)


def reading(sources: Mapping[str, str], text: str) -> str:
    """A select whose sources go by these names."""
    named = ", ".join(f"{name} as ({source})" for name, source in sources.items())
    return f"with {named} from ({text})"


def restricted(name: str, units: Mapping[str, str]) -> str:
    """A select of a relation for those units that a table of them names."""
    if name == "identities":
        return "from folds.identities"
    if name in FOLDS:
        return fold(name).of(units[name])
    if name in DERIVED:
        common = ", ".join(_FOUND_BY[units[name]])
        return f"select * from folds.{name} semi join {units[name]} using ({common})"
    view = statement(f"5_views/{name}")
    return reading({source: restricted(source, units) for source in view.reads}, view.text)
