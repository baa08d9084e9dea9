"""The schema files, built in and the user's: which facet is checked against which class."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast
from urllib.parse import urldefrag, urljoin

import jsonschema
import jsonschema_rs
import referencing
import referencing.exceptions
from referencing.jsonschema import DRAFT202012

from collector.decode import escape
from collector.errors import BadSettings, NotFound
from collector.problems import pointer_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from importlib.resources.abc import Traversable

Position = Literal["run", "job", "dataset", "input", "output"]
Json = dict[str, object]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
CORE_ID = "https://openlineage.io/spec/2-0-2/OpenLineage.json"

#: What the class of a facet extends says where the facet stands.
BASES: Mapping[str, Position] = {
    f"{CORE_ID}#/$defs/RunFacet": "run",
    f"{CORE_ID}#/$defs/JobFacet": "job",
    f"{CORE_ID}#/$defs/DatasetFacet": "dataset",
    f"{CORE_ID}#/$defs/InputDatasetFacet": "input",
    f"{CORE_ID}#/$defs/OutputDatasetFacet": "output",
}

#: Other keys under which emitters send a facet of the standard; its schema holds there too.
ALIASES: Mapping[tuple[Position, str], str] = {
    ("run", "parentRun"): "parent",
    ("run", "processingEngine"): "processing_engine",
    ("run", "gcp_dataproc_spark"): "gcp_dataproc",
}

#: Facets that emitters send at a second position: (where, key) is checked as (the other, key).
ALSO_AT: Mapping[tuple[Position, str], Position] = {
    ("dataset", "dataQualityAssertions"): "input",
}

_VERSION = re.compile(r"(?<!\d)(\d+)-(\d+)-(\d+)(?!\d)")

#: Keywords whose value is data, not a schema.
DATA_KEYWORDS = frozenset({"const", "enum", "default", "example", "examples"})


@dataclass(frozen=True, slots=True)
class SchemaFile:
    """One schema file, read."""

    #: The path as it was found; for a built-in file the path below the package.
    path: str
    #: The `$id`.
    id: str
    #: SchemaVer of the `$id`, such as 1-0-2; empty where it names none.
    version: str
    #: The text as it stands in the file.
    text: str = field(repr=False)
    document: Json = field(repr=False)
    is_builtin: bool = True


@dataclass(frozen=True, slots=True)
class FacetSchema:
    """The class that a facet is checked against."""

    position: Position
    key: str
    #: `$id` of the file with the class as fragment.
    schema_id: str
    file: SchemaFile

    @property
    def version(self) -> str:
        return self.file.version


@dataclass(frozen=True, slots=True)
class Schemas:
    """Everything that was loaded."""

    #: By `$id`.
    files: Mapping[str, SchemaFile]
    #: The class in force for each (position, key), aliases among them.
    facets: Mapping[tuple[Position, str], FacetSchema]
    #: Every class of every file, superseded versions among them.
    classes: tuple[FacetSchema, ...]

    def own_files(self) -> list[SchemaFile]:
        """The files of the user."""
        return [file for file in self.files.values() if not file.is_builtin]

    def classes_of(self, file: SchemaFile) -> list[FacetSchema]:
        """The classes that a file names, whether they are in force or superseded."""
        return [facet for facet in self.classes if facet.file.id == file.id]

    def file(self, path: str) -> SchemaFile:
        """The file whose `$id` is `path`, or ends with it: `facets/1-1-0/SQLJobFacet.json`.

        Of those that come with the collector, also the path: `collector/1-0-0/…`. Raises NotFound.
        """
        wanted = "/" + path.strip("/")
        for file in self.files.values():
            if file.id == path or file.id.endswith(wanted):
                return file
            if file.is_builtin and file.path.endswith(wanted):
                return file
        raise NotFound(f"No schema {path!r} is loaded.")

    def find(self, key: str, position: Position | None = None) -> list[FacetSchema]:
        """The classes in force for a facet key, at one position or at all. Raises NotFound."""
        found = [
            facet
            for (where, name), facet in sorted(self.facets.items())
            if name == key and position in {None, where}
        ]
        if not found:
            place = f" of a {position}" if position else ""
            raise NotFound(f"There is no schema for a facet {key!r}{place}.")
        return found


def load(paths: Sequence[str | Path] = ()) -> Schemas:
    """The built-in files and those of the user; `paths` are files or folders.

    Raises BadSettings, with file and JSON pointer, when a file of the user is wrong.
    """
    builtin = [_read(entry, is_builtin=True) for entry in _json_files(builtin_folder())]
    own = [_read(entry, is_builtin=False) for path in paths for entry in _user_files(Path(path))]
    by_id = {file.id: file for file in builtin}
    for file in own:
        if file.id == CORE_ID:
            raise BadSettings(f"{file.path}: the core of the standard stays as it is (at /$id).")
        twin = by_id.get(file.id)
        if twin is not None and not twin.is_builtin:
            raise BadSettings(f"{file.path}: {twin.path} has the same $id (at /$id).")
        by_id[file.id] = file
    registry = _registry(by_id)
    classes = [facet for file in by_id.values() for facet in _classes_of(file, registry)]
    _check_own(own, classes, by_id, registry)
    return Schemas(by_id, _in_force(classes), tuple(classes))


def builtin_folder() -> Traversable:
    return files("collector") / "schemas"


# Reading


def _json_files(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _json_files(entry)
        elif entry.name.endswith(".json"):
            yield entry


def _user_files(path: Path) -> Iterator[Traversable]:
    if path.is_dir():
        yield from _json_files(path)
    elif path.exists():
        yield path
    else:
        raise BadSettings(f"{path}: there is no such file or folder of schemas.")


def _read(entry: Traversable, *, is_builtin: bool) -> SchemaFile:
    path = str(entry)
    try:
        text = entry.read_text(encoding="utf-8")
    except OSError as error:
        raise BadSettings(f"{path}: cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadSettings(f"{path}: is not UTF-8 at byte {error.start}.") from error
    document = _parse(path, text)
    if not is_builtin:
        _check_document(path, document)
    identifier = str(document["$id"])
    return SchemaFile(path, identifier, _version(identifier), text, document, is_builtin)


def _parse(path: str, text: str) -> Json:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadSettings(
            f"{path}: is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        ) from error
    if not isinstance(document, dict):
        raise BadSettings(f"{path}: a schema file holds one JSON object (at the root).")
    return document


def _joined(base: str, reference: str) -> str:
    """A reference against its base; one to a part of the same file stays in it, also in a URN."""
    return (
        urldefrag(base).url + reference if reference.startswith("#") else urljoin(base, reference)
    )


def _version(identifier: str) -> str:
    found = _VERSION.findall(identifier)
    return "-".join(found[-1]) if found else ""


# Checking a file of the user


def _check_document(path: str, document: Json) -> None:
    dialect = document.get("$schema", DIALECT)
    if dialect != DIALECT:
        raise BadSettings(f"{path}: only {DIALECT} is read here (at /$schema).")
    validator = jsonschema.Draft202012Validator(
        jsonschema.Draft202012Validator.META_SCHEMA,
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    )
    error = jsonschema.exceptions.best_match(validator.iter_errors(document))
    if error is not None:
        place = pointer_of(error.absolute_path) or "the root"
        reason = error.message if len(error.message) <= 100 else f"{error.message[:100]}…"
        raise BadSettings(f"{path}: is no JSON Schema: {reason} (at {place}).")
    identifier = document.get("$id")
    if not isinstance(identifier, str) or not urljoin(identifier, "").partition("://")[1]:
        raise BadSettings(f'{path}: "$id" must be a URL, which names the schema (at /$id).')


def _check_own(
    own: Sequence[SchemaFile],
    classes: Sequence[FacetSchema],
    by_id: Mapping[str, SchemaFile],
    registry: referencing.Registry[object],
) -> None:
    named = {facet.file.id for facet in classes}
    for file in own:
        for pointer, target in _references(file.document, file.id, ""):
            _check_reference(file, pointer, target, registry)
        if file.id not in named:
            raise BadSettings(
                f"{file.path}: no property names a facet whose class extends a facet of"
                f" {CORE_ID} (at /properties)."
            )
    compiled = jsonschema_rs.Registry([(file.id, file.document) for file in by_id.values()])
    for file in own:
        _check_compiles(file, compiled)
    _check_conflicts([facet for facet in classes if not facet.file.is_builtin])


def _references(node: object, base: str, pointer: str) -> Iterator[tuple[str, str]]:
    """Every reference below a schema, resolved against its base: (where it stands, its target)."""
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from _references(item, base, f"{pointer}/{index}")
    if not isinstance(node, dict):
        return
    if isinstance(node.get("$id"), str):
        base = urljoin(base, node["$id"])
    for keyword, value in node.items():
        place = f"{pointer}/{escape(keyword)}"
        if keyword in {"$ref", "$dynamicRef"} and isinstance(value, str):
            yield place, _joined(base, value)
        elif keyword not in DATA_KEYWORDS:
            yield from _references(value, base, place)


def _check_reference(
    file: SchemaFile, pointer: str, target: str, registry: referencing.Registry[object]
) -> None:
    try:
        registry.resolver(file.id).lookup(target)
    except referencing.exceptions.Unresolvable as error:
        raise BadSettings(
            f"{file.path}: {target} is in no file that is loaded, and nothing is fetched"
            f" (at {pointer})."
        ) from error


def _check_compiles(file: SchemaFile, registry: jsonschema_rs.Registry) -> None:
    """What the meta-schema lets pass and the engine cannot run, such as some patterns."""
    try:
        jsonschema_rs.Draft202012Validator(
            file.document, validate_formats=True, registry=registry, offline=True
        )
    except jsonschema_rs.ValidationError as error:
        place = pointer_of(error.instance_path) or "the root"
        raise BadSettings(
            f"{file.path}: cannot be compiled: {error.message[:100]} (at {place})."
        ) from error


def _check_conflicts(classes: Sequence[FacetSchema]) -> None:
    seen: dict[tuple[Position, str, str], FacetSchema] = {}
    for facet in classes:
        other = seen.setdefault((facet.position, facet.key, facet.version), facet)
        if other is not facet:
            raise BadSettings(
                f"{facet.file.path}: {other.file.path} names the same {facet.position} facet"
                f" in the same version {facet.version or 'without a number'}"
                f" (at /properties/{escape(facet.key)})."
            )


# Which class for which facet


def _registry(by_id: Mapping[str, SchemaFile]) -> referencing.Registry[object]:
    resources = [
        (file.id, referencing.Resource.from_contents(file.document, DRAFT202012))
        for file in by_id.values()
    ]
    return cast("referencing.Registry[object]", referencing.Registry().with_resources(resources))


def _classes_of(file: SchemaFile, registry: referencing.Registry[object]) -> Iterator[FacetSchema]:
    properties = file.document.get("properties")
    if not isinstance(properties, dict) or file.id == CORE_ID:
        return
    for key, schema in properties.items():
        for position, schema_id in _classes(schema, file.id, registry, frozenset()):
            yield FacetSchema(position, key, schema_id, file)


def _classes(
    schema: object, base: str, registry: referencing.Registry[object], seen: frozenset[str]
) -> Iterator[tuple[Position, str]]:
    """The classes a property of the root leads to, through references and alternatives."""
    if not isinstance(schema, dict):
        return
    for alternative in [*schema.get("anyOf", ()), *schema.get("oneOf", ())]:
        yield from _classes(alternative, base, registry, seen)
    reference = schema.get("$ref")
    if not isinstance(reference, str):
        return
    target = _joined(base, reference)
    if target in seen:
        return
    try:
        found = registry.resolver(base).lookup(target).contents
    except referencing.exceptions.Unresolvable:
        return  # `_check_own` says so, with its place.
    position = _position(found, urldefrag(target).url)
    if position is not None:
        yield position, target
    else:
        yield from _classes(found, urldefrag(target).url, registry, seen | {target})


def _position(schema: object, base: str) -> Position | None:
    """Where a facet of this class stands; None where it extends no facet of the core."""
    if not isinstance(schema, dict):
        return None
    for part in [schema, *schema.get("allOf", ())]:
        reference = part.get("$ref") if isinstance(part, dict) else None
        if isinstance(reference, str) and _joined(base, reference) in BASES:
            return BASES[_joined(base, reference)]
    return None


def _in_force(classes: Sequence[FacetSchema]) -> Mapping[tuple[Position, str], FacetSchema]:
    found: dict[tuple[Position, str], FacetSchema] = {}
    for facet in sorted(classes, key=_precedence):
        found[facet.position, facet.key] = facet
    for (position, key), target in ALIASES.items():
        found.setdefault((position, key), replace(found[position, target], key=key))
    for (position, key), elsewhere in ALSO_AT.items():
        found.setdefault((position, key), replace(found[elsewhere, key], position=position))
    return found


def _precedence(facet: FacetSchema) -> tuple[bool, tuple[int, ...]]:
    """A file of the user before ours, then the newest version, last."""
    numbers = facet.version.split("-") if facet.version else []
    return not facet.file.is_builtin, tuple(int(number) for number in numbers)
