"""The Parquet files that hold a table's rows now, for engines that know Parquet but not the lake's catalogue.

Deletes and rows that lie in the catalogue itself are invisible to them. So a file is handed over as it is only where
all of its rows are still there; what else the table has goes through a staged copy.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Files:
    """Files of one lake. Copies lie in ``folder`` and last as long as the lake is open, or until the table changes."""

    def __init__(self, rows: Callable[[str], list[tuple[Any, ...]]], folder: Path) -> None:
        self._rows, self._folder = rows, folder
        self._whole: dict[str, int] = {}
        self._copies: dict[str, tuple[frozenset[tuple[str, int]], Path]] = {}

    def of(self, table: str) -> list[str]:
        """Paths that together hold the table's rows as of now; none where it is empty.

        By counting: which rows of a file are left is asked of the catalogue, how many it has of the file itself.
        """
        left = dict(self._rows(f'SELECT filename, count(*) FROM lake.main."{table}" GROUP BY 1'))
        self._count([path for path in left if path not in self._whole and path.endswith(".parquet")])
        parted = frozenset((path, rows) for path, rows in left.items() if rows != self._whole.get(path))
        whole = sorted(left.keys() - {path for path, _ in parted})
        return [*whole, str(self._copied(table, parted))] if parted else whole

    def _count(self, paths: list[str]) -> None:
        if paths:
            told = self._rows(f"SELECT file_name, num_rows FROM parquet_file_metadata([{quoted_list(paths)}])")
            self._whole |= {str(path): int(rows) for path, rows in told}

    def _copied(self, table: str, parted: frozenset[tuple[str, int]]) -> Path:
        """A file with the rows that are left in some places."""
        known = self._copies.get(table)
        if known is not None and known[0] == parted:
            return known[1]
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{table}-{uuid.uuid4().hex[:12]}.parquet"
        places = quoted_list(sorted(place for place, _ in parted))
        self._rows(f"COPY (FROM lake.main.\"{table}\" WHERE filename IN ({places})) TO '{_text(str(path))}'")
        self._copies[table] = (parted, path)
        return path


def part_files(rows: Callable[[str], list[tuple[Any, ...]]], table: str, where: str) -> list[str]:
    """Paths of the files that hold just those rows of a table for which ``where`` is true; none where some were deleted
    from them, or lie in the catalogue."""
    left = dict(rows(f"SELECT filename, count(*) FROM {table} WHERE {where} GROUP BY 1"))
    if not left or not all(str(path).endswith(".parquet") for path in left):
        return []
    read = f"read_parquet([{quoted_list(sorted(left))}], filename = true)"
    there = dict(rows(f"SELECT filename, count(*) FROM {read} WHERE {where} GROUP BY 1"))
    return sorted(left) if there == left else []


def quoted_list(texts: list[str]) -> str:
    return ", ".join(f"'{_text(text)}'" for text in texts)


def _text(text: str) -> str:
    return text.replace("'", "''")
