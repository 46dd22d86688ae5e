"""Writes a file of a source, with what goes wrong in it, and notes each row that something was done to."""

from __future__ import annotations

from pathlib import Path

from regulars.simulate.dirt import Changed, Dirt, Late, Twice
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
    """``lot`` is a number in hexadecimal digits that hangs on seed and key of a row: five of them decide on each fault,
    so that it does not matter who counts."""

    def __init__(self, stretch: Stretch, file: File, is_last: bool) -> None:
        self.stretch, self.file, self.is_last = stretch, file, is_last
        self.duck = stretch.duck
        self.waiting = f"late_{file.name}"

    def write(self, query: str, path: Path) -> int:
        lot = f"md5(concat('{self.stretch.world.plan.seed} {self.file.name} ', {self.file.key})) AS lot"
        self.duck.execute(f"CREATE TEMP TABLE clean AS SELECT *, {lot} FROM ({query})")
        for dirt in self.file.dirt:
            self.duck.execute(
                f"INSERT INTO planted SELECT '{dirt.kind}', '{self.file.name}', {self.file.key} FROM clean "
                f"WHERE {self._hit(dirt)}"
            )
        late, twice = self._any(Late), self._any(Twice)
        changed = f"SELECT * EXCLUDE lot {self._replaced()} FROM clean"
        self.duck.execute(f"CREATE TEMP TABLE IF NOT EXISTS {self.waiting} AS {changed} LIMIT 0")
        rows = self.stretch.write(
            f"FROM {self.waiting} UNION ALL {changed} WHERE NOT ({late}) "
            f"UNION ALL {changed} WHERE ({twice}) AND NOT ({late})",
            path,
        )
        self.duck.execute(f"CREATE OR REPLACE TEMP TABLE {self.waiting} AS {changed} WHERE {late}; DROP TABLE clean")
        return rows

    def _any(self, kind: type[Dirt]) -> str:
        """SQL: whether a row of the clean ones has a fault of a kind."""
        return " OR ".join(self._hit(dirt) for dirt in self.file.dirt if isinstance(dirt, kind)) or "false"

    def _hit(self, dirt: Dirt) -> str:
        if isinstance(dirt, Late) and self.is_last:
            return "false"
        place = 5 * self.file.dirt.index(dirt) + 1
        hit = f"lot[{place}:{place + 4}] < '{round(dirt.share * 16**5):05x}'"
        return f"({hit} AND {dirt.column} IS NOT NULL)" if isinstance(dirt, Changed) else hit

    def _replaced(self) -> str:
        changes = ", ".join(
            f"CASE WHEN {self._hit(dirt)} THEN {dirt.to} ELSE {dirt.column} END AS {dirt.column}"
            for dirt in self.file.dirt
            if isinstance(dirt, Changed)
        )
        return f"REPLACE ({changes})" if changes else ""
