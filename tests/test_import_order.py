"""The architecture, held by the syntax trees: levels, fences, no cycles, few broad excepts."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parent.parent / "collector"

#: A module imports from its own level and from those above; a folder is one name.
LEVELS = (
    {"__init__", "errors", "event", "times", "digest", "survive"},
    {
        "own_events",
        "policies",
        "setting_values",
        "settings",
        "decode",
        "problems",
        "engines",
        "schema_files",
        "combined",
    }
    | {
        "validate",
        "event_files",
        "receive",
        "batch",
        "replay",
        "access",
        "running",
        "refusals",
        "remote",
    },
    {"store", "fold", "audit"},
    {"search"},
    {"marquez"},
    {"graph"},
    {"models"},
    {"log"},
    {"client"},
    {"web"},
    {"cli", "__main__"},
)

#: Who may import a package; what stands in a function for one case is named as a file.
FENCES = {
    "aiohttp": ("web/", "client/"),
    "duckdb": ("store/", "fold/", "models/", "audit/", "search/", "graph/", "marquez/"),
    "pyarrow": ("store/", "fold/", "graph/", "client/", "decode.py", "event_files.py"),
    "click": ("cli/",),
    "rich": ("cli/",),
    "prompt_toolkit": ("cli/sql_shell.py",),
    "networkx": ("client/",),
    "pandas": ("client/",),
    "polars": ("client/",),
    "urllib3": ("remote.py",),
    "jsonschema": ("engines.py", "schema_files.py"),
    "jsonschema_rs": ("engines.py", "schema_files.py"),
    "prometheus_client": ("web/",),
}

TREES = {
    str(path.relative_to(PACKAGE)): ast.parse(path.read_bytes())
    for path in sorted(PACKAGE.rglob("*.py"))
}


def imports(tree: ast.AST) -> Iterator[str]:
    """Every module that is imported; of `from a import b` both a and a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module, "an import relative to the package"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def level(name: str) -> int:
    return next((at for at, names in enumerate(LEVELS) if name in names), -1)


def test_every_module_has_a_level_and_every_name_of_a_level_is_a_module() -> None:
    names = {Path(file).parts[0].removesuffix(".py") for file in TREES}

    assert names == set().union(*LEVELS)


def test_no_module_imports_from_a_level_below_its_own() -> None:
    assert [
        f"{file} imports {name}"
        for file, tree in TREES.items()
        for name in imports(tree)
        if name.startswith("collector.")
        and level(name.split(".")[1]) > level(Path(file).parts[0].removesuffix(".py"))
    ] == []


def test_no_module_imports_itself_through_others() -> None:
    modules = {
        "collector." + file.removesuffix(".py").replace("/", "."): tree
        for file, tree in TREES.items()
    }
    graph = {name: set(imports(tree)) & modules.keys() for name, tree in modules.items()}

    TopologicalSorter(graph).prepare()


def test_a_package_is_imported_only_inside_its_fence() -> None:
    assert [
        f"{file} imports {name}"
        for file, tree in TREES.items()
        for name in imports(tree)
        if not file.startswith(FENCES.get(name.split(".")[0], ("",)))
    ] == []


def test_arguments_and_environment_are_read_and_output_is_written_by_the_command_line_alone() -> (
    None
):
    words = {"os.environ", "os.getenv", "sys.argv", "print", "exit", "quit", "sys.exit", "os._exit"}
    assert [
        f"{file}:{node.lineno} {ast.unparse(node)}"
        for file, tree in TREES.items()
        if not file.startswith(("cli/", "__main__", "client/target.py"))
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Name) and ast.unparse(node) in words
    ] == []


def test_at_most_two_places_swallow_any_exception() -> None:
    places = [
        f"{file}:{node.lineno}"
        for file, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
        and not (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None)
    ]

    assert len(places) <= 2, places
