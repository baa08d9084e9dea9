"""The schema of one kind of event: the core's class and the class of each facet, in one.

What the engines get is not the files word for word, but gives the same verdicts, faster and with
errors that name a field:

* The class of a facet is asked for its own part only: what the core demands of every facet, the
  core's class asks.
* A job or dataset facet with `_deleted: true` says that there is none: its class is not asked.
* Alternatives that a member tells apart, such as `type`, are asked one by one: where `oneOf` only
  says that none fits, the branch that was meant says what is wrong with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin

from collector.schema_files import BASES, CORE_ID, DATA_KEYWORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from collector.event import Kind
    from collector.schema_files import FacetSchema, Json, Position, Schemas

#: By the member of an event and the member of the run, job or dataset in it.
POSITIONS: Mapping[tuple[str, str], Position] = {
    ("run", "facets"): "run",
    ("job", "facets"): "job",
    ("dataset", "facets"): "dataset",
    ("inputs", "facets"): "dataset",
    ("inputs", "inputFacets"): "input",
    ("outputs", "facets"): "dataset",
    ("outputs", "outputFacets"): "output",
}

#: The members of an event of each kind that carry facets.
_CARRIERS: Mapping[Kind, frozenset[str]] = {
    "RunEvent": frozenset({"run", "job", "inputs", "outputs"}),
    "JobEvent": frozenset({"job", "inputs", "outputs"}),
    "DatasetEvent": frozenset({"dataset"}),
}

LISTS = frozenset({"inputs", "outputs"})

#: At these positions a facet may say that there is none any more.
_DELETABLE: frozenset[Position] = frozenset({"job", "dataset"})


def schema_of(kind: Kind, schemas: Schemas, with_facets: bool) -> Json:
    """The core's class and beside it the facets by position and key.

    Whoever reads a path of the schema counts on the order of the two.
    """
    core: Json = {"$ref": f"{CORE_ID}#/$defs/{kind}"}
    return {
        "allOf": [core, _carriers(kind)] if with_facets else [core],
        "$defs": {position: _facets(position, schemas) for position in set(POSITIONS.values())},
    }


def _carriers(kind: Kind) -> Json:
    members: Json = {}
    for member in _CARRIERS[kind]:
        carrier = {
            "properties": {
                name: {"$ref": f"#/$defs/{position}"}
                for (where, name), position in POSITIONS.items()
                if where == member
            }
        }
        members[member] = {"items": carrier} if member in LISTS else carrier
    return {"properties": members}


def _facets(position: Position, schemas: Schemas) -> Json:
    return {
        "properties": {
            key: _of_facet(facet)
            for (where, key), facet in schemas.facets.items()
            if where == position
        }
    }


def _of_facet(facet: FacetSchema) -> Json:
    own: Json = {"$ref": _own_part(facet.schema_id) or facet.schema_id}
    if facet.position not in _DELETABLE:
        return own
    return {"if": _has("_deleted", [True]), "else": own}


def _own_part(schema_id: str) -> str | None:
    """Reference to a class without what the core demands of every facet; see `documents_of`."""
    document, fragment = urldefrag(schema_id)
    name = fragment.removeprefix("/$defs/")
    return None if name == fragment or "/" in name else f"{document}#/$defs/{_OWN}{name}"


_OWN = "own-part-of-"


def documents_of(schemas: Schemas) -> dict[str, Json]:
    """The schema files by `$id`, with the own part of every facet's class among their `$defs`."""
    documents = {name: file.document for name, file in schemas.files.items()}
    own_parts: dict[str, Json] = {}
    for facet in schemas.facets.values():
        name, fragment = urldefrag(facet.schema_id)
        if _own_part(facet.schema_id) is not None:
            class_name = fragment.removeprefix("/$defs/")
            whole = _definitions(documents[name])[class_name]
            own_parts.setdefault(name, {})[f"{_OWN}{class_name}"] = _without_base(whole, name)
    for name, document in documents.items():
        definitions = {**_definitions(document), **own_parts.get(name, {})}
        documents[name] = {
            **document,
            "$defs": {key: _told_apart(part, definitions) for key, part in definitions.items()},
        }
    return documents


def _definitions(document: Json) -> Json:
    definitions = document.get("$defs")
    return definitions if isinstance(definitions, dict) else {}


def _without_base(schema: object, document: str) -> object:
    def is_base(part: object) -> bool:
        reference = part.get("$ref") if isinstance(part, dict) else None
        return isinstance(reference, str) and urljoin(document, reference) in BASES

    if not isinstance(schema, dict):
        return schema
    own = {key: value for key, value in schema.items() if key != "$ref" or not is_base(schema)}
    parts = own.get("allOf")
    if isinstance(parts, list):
        own["allOf"] = [True if is_base(part) and len(part) == 1 else part for part in parts]
    return own


# Alternatives


def _told_apart(node: object, definitions: Json) -> object:
    """A schema in which alternatives that a member tells apart stand as conditions."""
    if isinstance(node, list):
        return [_told_apart(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if node.keys() <= {"description", "type", "oneOf"} and isinstance(node.get("oneOf"), list):
        conditions = _conditions(node["oneOf"], definitions)
        if conditions is not None:
            return conditions
    return {
        key: value if key in DATA_KEYWORDS else _told_apart(value, definitions)
        for key, value in node.items()
    }


def _conditions(alternatives: Sequence[object], definitions: Json) -> Json | None:
    """What `oneOf` of these asks, in other words; None where no member tells them apart."""
    classes = [_local(alternative, definitions) for alternative in alternatives]
    values = [_constants(one) for one in classes]
    for member in values[0] if values else ():
        allowed = [value for constants in values for value in constants.get(member, ())]
        if all(member in constants for constants in values) and len(set(allowed)) == len(allowed):
            return {
                "type": "object",
                "properties": {member: {"enum": allowed}},
                "required": [member],
                "allOf": [
                    {"if": _has(member, constants[member]), "then": one}
                    for constants, one in zip(values, alternatives, strict=True)
                ],
            }
    return None


def _has(member: str, values: Sequence[object]) -> Json:
    return {"properties": {member: {"enum": values}}, "required": [member]}


def _local(alternative: object, definitions: Json) -> object:
    reference = alternative.get("$ref") if isinstance(alternative, dict) else None
    if not isinstance(reference, str) or alternative != {"$ref": reference}:
        return None
    return definitions.get(reference.removeprefix("#/$defs/"))


def _constants(schema: object) -> dict[str, list[str]]:
    """The members that an object of this class must have with one of a few texts."""
    if not isinstance(schema, dict) or schema.get("type") != "object":
        return {}
    found: dict[str, list[str]] = {}
    for member in schema.get("required", ()):
        asked = schema.get("properties", {}).get(member, {})
        values = [asked["const"]] if "const" in asked else asked.get("enum", [])
        if values and all(isinstance(value, str) for value in values):
            found[member] = values
    return found
