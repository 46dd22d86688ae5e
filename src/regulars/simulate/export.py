"""Runs a world and writes what its sources would bring: files by month, and apart from them the truth."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from regulars.core.errors import ConflictError
from regulars.simulate.file import File
from regulars.simulate.identity import identity
from regulars.simulate.plan import Plan
from regulars.simulate.stretch import Facts, Stretch
from regulars.simulate.truth import SAID, TRUTH, write
from regulars.simulate.world import Day, World

SOURCES = "sources"
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Written:
    """What was written: the folder of the sources, their files, how many rows these have together, and the truth."""

    folder: Path
    files: tuple[Path, ...]
    rows: int
    truth: tuple[Path, ...]


def files() -> list[File]:
    """All files of sources, by name."""
    package = importlib.import_module("regulars.simulate.files")
    names = [f"{package.__name__}.{one.name}" for one in pkgutil.iter_modules(package.__path__)]
    return sorted((importlib.import_module(name).FILE for name in names), key=lambda one: one.name)


def export(
    plan: Plan, folder: Path, *, provinces: Sequence[str], threads: int = 2,
    progress: Progress = lambda what, done, total: None,
) -> Written:  # fmt: skip
    """Simulate a shop whose people live in some provinces, and write its sources and its truth below ``folder``; the
    same plan writes the same bytes.

    ConflictError where something is there already.
    """
    out = folder / SOURCES
    if out.exists() and any(out.iterdir()):
        raise ConflictError(f"{out} is not empty. Choose another folder, or remove what is there")
    out.mkdir(parents=True, exist_ok=True)
    world = World(plan)
    who = identity(plan, world.draws, np.ones(len(provinces)))
    stretch = Stretch(world, who, provinces=provinces, threads=threads)
    declared, written, rows = files(), [], 0
    try:
        for first, last in plan.months:
            days: list[Day] = []
            for number in range(first, last + 1):
                progress("days of the shop", number, plan.days)
                days.append(world.step())
            with stretch.holding(Facts.of(days)):
                for one in (one for one in declared if one.every == "month"):
                    path = out / f"{one.name}-{plan.day(first):%Y-%m}.{one.ending}"
                    rows += stretch.write(one.rows(stretch), path)
                    written.append(path)
        for one in (one for one in declared if one.every == "once"):
            path = out / f"{one.name}.{one.ending}"
            rows += stretch.write(one.rows(stretch), path)
            written.append(path)
        (folder / TRUTH).mkdir(exist_ok=True)
        text = folder / TRUTH / "text.parquet"
        stretch.write(SAID, text)
        progress("days of the shop", plan.days, plan.days)
    finally:
        stretch.close()
    return Written(out, tuple(sorted(written)), rows, (*write(world, who, folder), text))
