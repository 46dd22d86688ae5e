"""Writes a file of a source, with what goes wrong in it, and notes each row that something was done to."""

from __future__ import annotations

from pathlib import Path

from regulars.simulate.dirt import Changed, Dirt, Late, Twice, luck
from regulars.simulate.file import File
from regulars.simulate.stretch import Stretch


def write(stretch: Stretch, file: File, path: Path, *, is_dirty: bool, is_last: bool) -> int:
    """How many rows were written. Of the last file of its name nothing is late: there is none after it."""
    query = file.rows(stretch)
    if file.planted is not None:
        stretch.duck.execute(f"INSERT INTO planted SELECT kind, '{file.name}', key FROM ({file.planted(stretch)})")
    if not is_dirty or not file.dirt:
        return stretch.write(query, path)
    return _Dirty(stretch, file, is_last).write(query, path)


class _Dirty:
    def __init__(self, stretch: Stretch, file: File, is_last: bool) -> None:
        self.stretch, self.file, self.is_last = stretch, file, is_last
        self.duck = stretch.duck
        self.waiting = f"late_{file.name}"

    def write(self, query: str, path: Path) -> int:
        self.duck.execute(f"CREATE TEMP TABLE clean AS {query}")
        for dirt in self.file.dirt:
            self.duck.execute(
                f"INSERT INTO planted SELECT '{dirt.kind}', '{self.file.name}', {self.file.key} FROM clean "
                f"WHERE {self._hit(dirt)}"
            )
        changed = "* REPLACE (" + ", ".join(self._replaced()) + ")" if self._replaced() else "*"
        late = " OR ".join([self._hit(dirt) for dirt in self.file.dirt if isinstance(dirt, Late)]) or "false"
        twice = " OR ".join([self._hit(dirt) for dirt in self.file.dirt if isinstance(dirt, Twice)]) or "false"
        self.duck.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS {self.waiting} AS FROM clean LIMIT 0;"
            f"CREATE TEMP TABLE told AS SELECT *, 0 AS part FROM {self.waiting} "
            f"UNION ALL SELECT {changed}, 1 FROM clean WHERE NOT ({late}) "
            f"UNION ALL SELECT {changed}, 2 FROM clean WHERE ({twice}) AND NOT ({late});"
            f"CREATE OR REPLACE TEMP TABLE {self.waiting} AS SELECT {changed} FROM clean WHERE {late};"
            "DROP TABLE clean"
        )
        rows = self.stretch.write("SELECT * EXCLUDE part FROM told", path)
        self.duck.execute("DROP TABLE told")
        return rows

    def _hit(self, dirt: Dirt) -> str:
        """SQL: whether a row of the clean ones is hit."""
        if isinstance(dirt, Late) and self.is_last:
            return "false"
        hit = luck(dirt, self.file.key, self.stretch.world.plan.seed)
        return f"({hit} AND {dirt.column} IS NOT NULL)" if isinstance(dirt, Changed) else hit

    def _replaced(self) -> list[str]:
        return [
            f"CASE WHEN {self._hit(dirt)} THEN {dirt.to} ELSE {dirt.column} END AS {dirt.column}"
            for dirt in self.file.dirt
            if isinstance(dirt, Changed)
        ]
