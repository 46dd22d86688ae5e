"""What an analyst asks by hand: one query over the Parquet files of the tags, or of the events sorted by time.

Plain DuckDB, one connection kept open. The files of events lie by month, so that a query reads the days that it names.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb


def connect(*, memory: str, threads: int) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"memory_limit": memory, "threads": threads, "preserve_insertion_order": False})


def count(duck: duckdb.DuckDBPyConnection, files: Sequence[str], condition: str) -> int:
    """How many rows of tags meet a condition."""
    return _one(duck, f"SELECT count(*) FROM read_parquet({list(files)}) WHERE {condition}")


def done(
    duck: duckdb.DuckDBPyConnection, files: Sequence[str], *, names: Sequence[str], days: tuple[str, str], having: str
) -> int:
    """How many accounts did something between two days, both included; of events of these names, or of all."""
    named = " AND name IN (" + ", ".join(f"'{name}'" for name in names) + ")" if names else ""
    return _one(
        duck,
        f"SELECT count(*) FROM (SELECT account_id FROM read_parquet({list(files)}) "
        f"WHERE day BETWEEN DATE '{days[0]}' AND DATE '{days[1]}'{named} GROUP BY 1 HAVING {having})",
    )


def _one(duck: duckdb.DuckDBPyConnection, query: str) -> int:
    row = duck.execute(query).fetchone()
    assert row is not None
    return int(row[0])
