"""DuckDB set up for this machine: limits, extensions from their wheels, nothing downloaded."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import duckdb

from regulars.core.errors import InputError, UnsupportedError


def connect(temporary: Path) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB with DuckLake loaded; spills to ``temporary``, limited by the environment.

    ``REGULARS_MEMORY`` (``3GB``) and ``REGULARS_THREADS`` (``2``) set the limits.
    """
    temporary.mkdir(parents=True, exist_ok=True)
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": str(temporary),
        "preserve_insertion_order": False,
    }
    if memory := os.environ.get("REGULARS_MEMORY"):
        config["memory_limit"] = memory
    if threads := os.environ.get("REGULARS_THREADS"):
        config["threads"] = threads
    try:
        connection = duckdb.connect(config=config)
    except duckdb.Error as error:
        raise InputError(
            f"DuckDB refuses REGULARS_MEMORY={memory!r}, REGULARS_THREADS={threads!r}: {error}. "
            "Give memory as 3GB and threads as a whole number"
        ) from error
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET parquet_metadata_cache = true")  # half of a small question's time; files never change
    connection.execute("SET enable_progress_bar = false")  # it is drawn on stdout, where answers go
    connection.execute("SET python_enable_replacements = false")  # a missing table is never a Python variable
    for extension in ("ducklake", "sqlite_scanner"):
        connection.execute(f"LOAD '{_extension_file(extension)}'")
    return connection


def _extension_file(name: str) -> Path:
    spec = importlib.util.find_spec(f"duckdb_extension_{name}")
    if spec is None or not spec.submodule_search_locations:
        raise UnsupportedError(
            f"the DuckDB extension {name} is not installed. Run: pip install duckdb-extension-{name}"
        )
    file = (
        Path(spec.submodule_search_locations[0]) / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    )
    if not file.exists():
        raise UnsupportedError(
            f"the DuckDB extension {name} does not fit DuckDB {duckdb.__version__}. "
            f"Run: pip install duckdb-extension-{name}=={duckdb.__version__}"
        )
    return file
