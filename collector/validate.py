"""Any JSON value to the kind of event it is and its violations, by the schemas that are loaded.

The core verdict is that of the official root schema in every case. Of each facet whose (position,
key) has a schema, the class is checked that stands there; that a facet is an object with
`_producer` and `_schemaURL` is the core's demand and told once, by the core. A job or dataset facet
with `_deleted: true` says that there is none: its own schema is not asked.

Formats are asserted as `collector.engines` says. Core and facets that are valid with their formats
have no violation. What is wrong without asserting formats too belongs to the layer `core` or
`facets`, what is wrong only because of them to `formats`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.combined import LISTS, POSITIONS, documents_of, schema_of
from collector.engines import RsEngine
from collector.errors import InvalidEvent
from collector.event import Violation
from collector.problems import Problem, at, leaves, pointer_of, quoted, sentence, type_of
from collector.schema_files import CORE_ID

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from collector.engines import Engine
    from collector.event import Kind, Layer
    from collector.schema_files import Position, Schemas
    from collector.settings import Mode, Validation

#: At most so many violations of one event are told: numbers that are read as null before all
#: others, so that whoever has the violations knows of them; then the most specific first.
MOST_VIOLATIONS = 50

KINDS: tuple[Kind, ...] = ("RunEvent", "JobEvent", "DatasetEvent")


@dataclass(frozen=True, slots=True)
class Layers:
    """What a violation of each layer does: refuse the event, be told, or not be looked for."""

    core: Mode = "reject"
    facets: Mode = "warn"
    formats: Mode = "warn"

    @property
    def json(self) -> Mode:
        """A number that is read as null refuses an event only where everything does."""
        return "reject" if self == STRICT else "warn"

    def of(self, layer: Layer) -> Mode:
        match layer:
            case "json":
                return self.json
            case "core":
                return self.core
            case "facets":
                return self.facets
            case "formats":
                return self.formats


STRICT = Layers("reject", "reject", "reject")
DEFAULT = Layers()

#: Keywords that hide why a schema below them fails. No facet of the standard needs them.
_NESTING = frozenset({"anyOf", "oneOf", "not", "contains", "propertyNames"})

#: A problem, and the layer it belongs to.
_Found = tuple["Layer", Problem]


def layers_of(settings: Validation) -> Layers:
    """The layers of the settings; `strict` goes before the three."""
    return STRICT if settings.strict else Layers(settings.core, settings.facets, settings.formats)


class Validator:
    """Owns the compiled schemas."""

    def __init__(
        self, schemas: Schemas, layers: Layers = DEFAULT, engine: type[Engine] = RsEngine
    ) -> None:
        self._layers = layers
        self._schemas = schemas
        documents = documents_of(schemas)
        needs_facets = {layers.facets, layers.formats} != {"off"}

        def compiled(*, with_facets: bool, formats: bool) -> dict[Kind, Engine]:
            return {
                kind: engine(schema_of(kind, schemas, with_facets), documents, formats=formats)
                for kind in KINDS
            }

        #: Without formats: what decides the layers `core` and `facets`.
        self._loose = compiled(with_facets=needs_facets, formats=False)
        #: With formats, unless nobody asks for them: an event that passes has no violation.
        self._strict = self._loose
        if layers.formats != "off":
            self._strict = compiled(with_facets=needs_facets, formats=True)
        self._core = compiled(with_facets=False, formats=False)

    def validate(
        self, value: object, not_numbers: Sequence[str] = ()
    ) -> tuple[Kind, tuple[Violation, ...]]:
        """The kind of an event and its violations, `json` first, then the most specific.

        `not_numbers` are the pointers of what `value` has as None because it is no number. Raises
        InvalidEvent where a layer that is set to reject has violations, those of such layers first,
        and where the event is of no kind, whatever the layers say.
        """
        kind = self._kind(value)
        is_two = kind == "JobEvent" and self._is_dataset_event(value)
        if not not_numbers and not is_two and self._strict[kind].is_valid(value):
            return kind, ()
        found: list[_Found] = [("json", _not_number(pointer)) for pointer in not_numbers]
        found += self._found(kind, value, frozenset(not_numbers))
        if is_two and self._layers.core != "off":
            found.append(("core", _TWO_KINDS))
        return kind, self._judged(kind, value, found)

    def _kind(self, value: object) -> Kind:
        """The kind by the members, never by the schemaURL, which is often wrong."""
        if not isinstance(value, dict):
            raise _no_kind(f"an event is an object, not {type_of(value)}")
        if "job" in value:
            if "run" in value:
                return "RunEvent"
            # With job and dataset, the official schema takes what fits exactly one of the two.
            is_job = not self._is_dataset_event(value) or self._core["JobEvent"].is_valid(value)
            return "JobEvent" if is_job else "DatasetEvent"
        if "dataset" in value:
            return "DatasetEvent"
        raise _no_kind("an event has a run and a job, or a job, or a dataset")

    def _is_dataset_event(self, value: object) -> bool:
        return (
            isinstance(value, dict)
            and "dataset" in value
            and self._core["DatasetEvent"].is_valid(value)
        )

    def _found(self, kind: Kind, value: object, not_numbers: frozenset[str]) -> Iterator[_Found]:
        """The problems of the layers that are not off."""
        for layer, problem in self._by_layer(kind, value):
            if self._layers.of(layer) == "off":
                continue
            if _is_of_facet(problem):
                if not isinstance(at(value, problem.path[: _depth_of_facet(problem.path)]), dict):
                    continue  # The core says so.
                if not_numbers and _is_only_not_a_number(problem, not_numbers):
                    continue
            yield layer, problem

    def _by_layer(self, kind: Kind, value: object) -> Iterator[_Found]:
        strict = list(self._strict[kind].problems(value))
        loose = [problem for problem in strict if problem.keyword != "format"]
        if self._layers.formats != "off" and any(one.keyword in _NESTING for one in loose):
            # What breaks inside may be a format: without formats it shows.
            loose = list(self._loose[kind].problems(value))
        known = {(problem.path, problem.schema_path) for problem in loose}
        for problem in loose:
            yield "facets" if _is_of_facet(problem) else "core", problem
        for problem in strict:
            if (problem.path, problem.schema_path) not in known:
                yield "formats", problem

    def _judged(self, kind: Kind, value: object, found: Sequence[_Found]) -> tuple[Violation, ...]:
        """The violations to tell. Raises InvalidEvent where a layer rejects."""
        refuses = any(self._layers.of(layer) == "reject" for layer, _ in found)

        def order(layer: Layer, depth: int) -> tuple[bool, bool, int]:
            return refuses and self._layers.of(layer) != "reject", layer != "json", -depth

        told: dict[tuple[Layer, str, str], Violation] = {}
        for layer, problem in sorted(found, key=lambda pair: order(pair[0], len(pair[1].path))):
            if len(told) >= MOST_VIOLATIONS:
                break
            for violation in self._violations(kind, value, layer, problem):
                told.setdefault((layer, violation.pointer, violation.message), violation)
        violations = sorted(
            told.values(),
            key=lambda one: (*order(one.layer, one.pointer.count("/")), one.pointer, one.message),
        )[:MOST_VIOLATIONS]
        if refuses:
            raise InvalidEvent(_summary(violations), violations)
        return tuple(violations)

    def _violations(
        self, kind: Kind, value: object, layer: Layer, problem: Problem
    ) -> Iterator[Violation]:
        schema_id = "" if layer == "json" else f"{CORE_ID}#/$defs/{kind}"
        facet = _facet_of(problem.path)
        if facet is not None and _is_of_facet(problem):
            schema_id = self._schemas.facets[facet].schema_id
        for leaf in leaves(problem):
            yield Violation(
                layer,
                pointer_of(leaf.path),
                sentence(leaf, at(value, leaf.path)),
                schema_id,
                facet[1] if facet is not None else None,
            )


def _is_of_facet(problem: Problem) -> bool:
    """Whether the class of a facet says so, and not the core."""
    return problem.schema_path[:2] == ("allOf", 1)


def _depth_of_facet(path: Sequence[str | int]) -> int:
    """The length of the path of a facet."""
    return 4 if path[0] in LISTS else 3


def _facet_of(path: Sequence[str | int]) -> tuple[Position, str] | None:
    """Position and key of the facet that a path leads into."""
    depth = _depth_of_facet(path) if path else 0
    if not path or len(path) < depth:
        return None
    position = POSITIONS.get((str(path[0]), str(path[depth - 2])))
    return None if position is None else (position, str(path[depth - 1]))


# Problems

_TWO_KINDS = Problem("kind", (), (), None)


def _no_kind(message: str) -> InvalidEvent:
    return InvalidEvent(
        f"The event is refused: {message}.", [Violation("core", "", message, CORE_ID)]
    )


def _summary(violations: Sequence[Violation]) -> str:
    first = violations[0]
    place = f" at {quoted(first.pointer)}" if first.pointer else ""
    more = len(violations) - 1
    rest = f" (and {more} more)" if more else ""
    return f"The event is refused: {first.message}{place}{rest}."


def _not_number(pointer: str) -> Problem:
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    return Problem("number", tuple(parts), (), None)


def _is_only_not_a_number(problem: Problem, not_numbers: frozenset[str]) -> bool:
    """A type error exactly where no number was read as null: the layer `json` tells of it."""
    return all(
        leaf.keyword == "type" and pointer_of(leaf.path) in not_numbers for leaf in leaves(problem)
    )
