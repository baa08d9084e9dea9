"""Which queries of users are let through: those that read the relations of the schema main.

DuckDB has no user that may only read: a SELECT can read files, overwrite them, and change settings.
So the syntax tree of a query is compared with what is known to be harmless. What a later DuckDB
adds to the grammar, or to the functions in FROM, is refused until it is listed here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import duckdb
import orjson

from collector.errors import Malformed
from collector.store.statements import sql

if TYPE_CHECKING:
    from collections.abc import Iterator

    Json = dict[str, Any]

#: A relation as it is written: catalog, schema, name; in lower case, empty where left out.
Name: TypeAlias = tuple[str, str, str]
Scope: TypeAlias = frozenset[Name]

#: Characters of a query. Its tree is a hundred times as large, and parsing it cannot be stopped.
MOST_CHARACTERS = 100_000

#: Clauses and relations of the tree, by `type`.
CLAUSES = frozenset(
    {
        *("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"),
        *("BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EXPRESSION_LIST", "EMPTY"),
        *("PIVOT", "SHOW_REF"),
        *("ORDER_MODIFIER", "LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER", "DISTINCT_MODIFIER"),
        *("ORDER_DEFAULT", "ASCENDING", "DESCENDING"),
    }
)

#: Expressions of the tree, by `class`.
EXPRESSIONS = frozenset(
    {
        *("BETWEEN", "CASE", "CAST", "COLLATE", "COLUMN_REF", "COMPARISON", "CONJUNCTION"),
        *("CONSTANT", "FUNCTION", "LAMBDA", "OPERATOR", "PARAMETER", "POSITIONAL_REFERENCE"),
        *("STAR", "SUBQUERY", "TYPE", "WINDOW"),
    }
)

#: Functions in FROM that read nothing but their arguments.
TABLE_FUNCTIONS = frozenset(
    {
        *("unnest", "range", "generate_series", "json_each", "json_tree"),
        *("upstream", "downstream", "nodes_named", "columns_named"),
    }
)

#: Functions that change something, wait, read settings, look up names in a text, or take bytes
#: that only DuckDB itself should make.
DENIED_FUNCTIONS = frozenset(
    {
        *("nextval", "currval", "setval", "setseed", "write_log", "sleep_ms", "error"),
        *("current_setting", "getenv", "getvariable", "query", "query_table"),
        *("json_serialize_plan", "json_execute_serialized_sql", "get_block_size"),
        *("to_aggregate_state", "combine", "finalize", "variant_bytes_to_variant"),
    }
)

#: Of functions for DuckDB's own use, and of those for tools of PostgreSQL.
DENIED_PREFIXES = ("__", "pg_", "duckdb_", "pragma_")


def checked(cursor: duckdb.DuckDBPyConnection, text: str) -> duckdb.Statement:
    """The one statement of a text, ready to be executed; raises Malformed for what is not allowed.

    To be called in the transaction that executes it, so that the relations are the same.
    """
    tree = _tree(cursor, text)
    _check(tree, _readable(cursor))
    statements = cursor.extract_statements(text)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise Malformed(_ONE_SELECT)
    return statements[0]


def check_definition(cursor: duckdb.DuckDBPyConnection, text: str) -> None:
    """Raise Malformed for a text that no relation may be made of.

    It has to be a query that is let through, without parameters, and not about the catalog.
    """
    statement = checked(cursor, text)
    if statement.named_parameters:
        raise _refusal("parameters here")
    if _has_show(_tree(cursor, text)):
        raise _refusal("DESCRIBE, SUMMARIZE or SHOW here")


def _has_show(tree: Json) -> bool:
    rest: list[Any] = [tree]
    while rest:
        part = rest.pop()
        if isinstance(part, dict):
            if part.get("type") == "SHOW_REF" and "class" not in part:
                return True
            rest.extend(part.values())
        elif isinstance(part, list):
            rest.extend(part)
    return False


_ONE_SELECT = "A query is one SELECT statement."


def _tree(cursor: duckdb.DuckDBPyConnection, text: str) -> Json:
    """The syntax tree of the only statement; raises Malformed."""
    if len(text) > MOST_CHARACTERS:
        raise Malformed(f"The query is longer than {MOST_CHARACTERS:,} characters.")
    # Parsers differ in where such a text ends.
    if "\0" in text:
        raise Malformed("The query has a character NUL in it.")
    if not _is_unicode(text):
        raise Malformed("The query has half of a character in it.")
    [(written,)] = cursor.execute(sql("questions/syntax_tree"), {"text": text}).fetchall()
    try:
        document: Json = orjson.loads(written)
    except orjson.JSONDecodeError as error:
        raise Malformed("The query is nested too deeply.") from error
    if document["error"]:
        raise Malformed(_syntax_error(document, text))
    statements: list[Json] = document["statements"]
    if len(statements) != 1:
        raise Malformed(_ONE_SELECT)
    return statements[0]


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _syntax_error(document: Json, text: str) -> str:
    if document["error_type"] == "not implemented":
        return _ONE_SELECT
    message = str(document["error_message"]).partition("\n")[0]
    if "position" not in document:
        return f"The query cannot be read: {message}."
    # Counted in bytes.
    before = text.encode()[: int(document["position"])].decode(errors="ignore")
    line = before.count("\n") + 1
    column = len(before) - before.rfind("\n")
    return f"The query cannot be read: {message} (line {line}, column {column})."


def _readable(cursor: duckdb.DuckDBPyConnection) -> Scope:
    found = cursor.execute(sql("questions/readable_relations")).fetchall()
    return frozenset(
        name
        for database, relation in found
        for name in (
            ("", "", relation.lower()),
            ("", "main", relation.lower()),
            (database.lower(), "main", relation.lower()),
        )
    )


def _check(tree: Json, readable: Scope) -> None:
    """Raise Malformed for anything in the tree that is not known to be harmless."""
    rest: list[tuple[Any, Scope]] = [(tree, readable)]
    while rest:
        part, scope = rest.pop()
        if isinstance(part, list):
            rest.extend((item, scope) for item in part)
        elif isinstance(part, dict):
            _check_part(part, scope)
            rest.extend(_members(part, scope))


def _members(part: Json, scope: Scope) -> Iterator[tuple[Any, Scope]]:
    """What is inside, each with the relations that can be named there."""
    # A common table expression sees those before it, and itself in its recursive half only: any
    # other use of its name means a relation of the file, or a file.
    for entry in (part.get("cte_map") or {}).get("map", ()):
        yield entry["value"], scope
        scope |= {("", "", entry["key"].lower())}
    recursive = scope
    if part.get("type") == "RECURSIVE_CTE_NODE":
        name = part["cte_name"].lower()
        recursive = scope | {("", "", name), ("", "recurring", name)}
    for key, member in part.items():
        if key != "cte_map":
            yield member, recursive if key == "right" else scope


def _check_part(part: Json, scope: Scope) -> None:
    expression = part.get("class")
    kind = part.get("type")
    if expression is not None:
        _check_expression(part, expression)
    elif isinstance(kind, str):
        if kind.endswith("_TYPE_INFO"):
            _check_type(part)
        elif kind not in CLAUSES:
            raise _refusal(kind.removesuffix("_NODE").replace("_", " "))
        else:
            _check_relation(part, kind, scope)


def _check_expression(part: Json, kind: str) -> None:
    if kind not in EXPRESSIONS:
        raise _refusal(kind.replace("_", " "))
    if kind in {"FUNCTION", "WINDOW"}:
        name = part["function_name"].lower()
        if name in DENIED_FUNCTIONS or name.startswith(DENIED_PREFIXES) or _is_elsewhere(part):
            raise _refusal(f"the function {_written(part, 'function_name')}")
    if kind == "TYPE":
        _check_type(part)


def _check_type(part: Json) -> None:
    if _is_elsewhere(part):
        raise _refusal("a type of another schema")


def _check_relation(part: Json, kind: str, scope: Scope) -> None:
    if kind == "BASE_TABLE":
        name = (part["catalog_name"], part["schema_name"], part["table_name"])
        if tuple(word.lower() for word in name) not in scope:
            raise Malformed(
                f"There is no relation {'.'.join(filter(None, name))!r} that queries may read."
            )
    elif kind == "TABLE_FUNCTION":
        function = part["function"]
        if function["function_name"].lower() not in TABLE_FUNCTIONS or _is_elsewhere(function):
            raise _refusal(f"{_written(function, 'function_name')}(…) in FROM")
    elif kind == "SHOW_REF" and part["query"] is None and not _is_show_tables(part):
        # Of a DESCRIBE or SUMMARIZE the relation stands in a query, which is looked at.
        raise _refusal("this SHOW")


def _is_show_tables(part: Json) -> bool:
    """SHOW TABLES, which lists those of the schema main."""
    return bool(part["table_name"] == '"tables"' and not part["schema_name"])


def _is_elsewhere(part: Json) -> bool:
    """Whether a function or a type is named with another schema than main."""
    return bool(part.get("catalog")) or part.get("schema") not in {"", "main", None}


def _written(part: Json, member: str) -> str:
    return ".".join(filter(None, (part.get("catalog"), part.get("schema"), part[member])))


def _refusal(what: str) -> Malformed:
    return Malformed(f"Queries may not use {what}.")
