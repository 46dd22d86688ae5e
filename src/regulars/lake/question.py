"""Someone else's SQL over the lake, in an engine that can neither change it nor read anything beside it."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from regulars.core.disk import told_disk
from regulars.core.errors import InputError, MissingError, unknown
from regulars.lake.duck import connect

if TYPE_CHECKING:
    import pyarrow as pa

#: Functions that make rows out of their arguments alone. Others can read files, even where DuckDB's own files are shut.
HARMLESS = frozenset({"range", "generate_series", "unnest"})


class Question:
    """A second engine over the same lake: attached read-only, files shut but for the lake's data, settings locked.

    DuckDB's lock alone is not enough: ``sqlite_scan`` opens any SQLite file in spite of it, and maintenance functions
    of the lake are table functions. So the parsed query is looked through before it runs: one SELECT, over tables of
    the lake.
    """

    def __init__(self, folder: Path) -> None:
        catalogue, data = folder / "catalog.sqlite", folder / "data"
        # Named for its process, so that the next run removes what a killed one left.
        self._spill = folder / "spill" / f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._duck = connect(self._spill)
        self._duck.execute(
            f"ATTACH 'ducklake:sqlite:{_quoted(catalogue)}' AS lake "
            "(READ_ONLY, META_JOURNAL_MODE 'WAL', META_BUSY_TIMEOUT 30000)"
        )
        self._duck.execute("USE lake")
        for setting in (
            f"allowed_directories = ['{_quoted(data)}/', '{_quoted(self._spill)}/']",
            "python_enable_replacements = false",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            self._duck.execute(f"SET {setting}")

    def ask(self, query: str) -> pa.Table:
        """The answer as an Arrow table. InputError where the query is not one SELECT over the lake's tables."""
        self._check(query)
        try:
            with told_disk(self._spill):
                return self._duck.execute(query).to_arrow_table()
        except duckdb.Error as error:
            raise InputError(f"the query cannot be answered: {error}", code="sql") from error

    def close(self) -> None:
        self._duck.close()
        shutil.rmtree(self._spill, ignore_errors=True)

    def _check(self, query: str) -> None:
        try:
            kinds = [statement.type for statement in self._duck.extract_statements(query)]
        except duckdb.Error as error:
            raise InputError(f"the query cannot be read: {error}", code="sql") from error
        if kinds != [duckdb.StatementType.SELECT]:
            raise InputError(
                "only one SELECT can be asked: nothing here may change the lake. "
                f"This is {', '.join(str(kind).rpartition('.')[2] for kind in kinds) or 'empty'}",
                code="not_select",
            )
        literal = query.replace("'", "''")
        told = self._duck.execute(f"SELECT json_serialize_sql('{literal}')").fetchone()
        tree = json.loads(told[0]) if told else {"error": True}
        if tree.get("error"):
            raise InputError(f"the query cannot be read: {tree.get('error_message', 'unknown')}", code="sql")
        self._check_tree(tree)

    def _check_tree(self, tree: Any) -> None:
        nodes = list(_nodes(tree))
        own = {entry["key"] for node in nodes for entry in node.get("cte_map", {}).get("map", [])}
        for node in nodes:
            kind = node.get("type")
            if kind == "TABLE_FUNCTION":
                name = node["function"]["function_name"]
                if name.lower() not in HARMLESS:
                    raise InputError(f"{name}(…) cannot be asked: only tables of the shop can be read", code="function")
            if kind == "BASE_TABLE" or (kind == "SHOW_REF" and node["table_name"].strip('"') not in ("", "tables")):
                self._check_table(node, own)

    def _check_table(self, node: dict[str, Any], own: set[str]) -> None:
        name = str(node["table_name"]).strip('"')
        catalog, schema = node.get("catalog_name") or "", node.get("schema_name") or ""
        # Two parts can be catalogue.table or schema.table; both of ours are fine.
        if catalog not in ("", "lake") or schema not in ("", "main", "lake"):
            raise InputError(f"{catalog or schema}.{name} cannot be asked: only tables of this shop can be read")
        if name.lower() in {one.lower() for one in own}:
            return
        rows = self._duck.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'lake'").fetchall()
        known = [row[0] for row in rows]
        if name.lower() not in {one.lower() for one in known}:
            raise MissingError(unknown("table", name, known))


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        for value in tree.values():
            yield from _nodes(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _nodes(value)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
