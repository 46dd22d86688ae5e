"""Runs a world and writes what its sources would bring: files by month, and apart from them the truth."""

from __future__ import annotations

import importlib
import pkgutil
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from regulars.core.errors import ConflictError
from regulars.simulate.file import File
from regulars.simulate.identity import identity
from regulars.simulate.mail import mailing
from regulars.simulate.plan import Plan
from regulars.simulate.programme import hold as hold_programme
from regulars.simulate.stretch import Facts, Stretch
from regulars.simulate.truth import GUESTS, NOTED, SAID
from regulars.simulate.truth import write as write_truth
from regulars.simulate.world import Day, World
from regulars.simulate.writing import write

SOURCES, TRUTH, UNFINISHED = "sources", "truth", ".unfinished"
PLANTED = "planted"  #: the truth's list of every row that is wrong or odd: its kind, file and key
TEXT = "text"  #: the truth's list of everything that was said: what it is about, and in which mood
NOTE, GUEST = "note", "guest"  #: what each assistant's note is of; whose the tickets without a card are
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
    plan: Plan, folder: Path, *, provinces: Sequence[str], is_dirty: bool = True, by_month: bool = True,
    seen_from: int = 0, threads: int = 2,
    progress: Progress = lambda what, done, total: None,
) -> Written:  # fmt: skip
    """Simulate a shop whose people live in some provinces, and write its sources and its truth below ``folder``; the
    same plan writes the same bytes. ``is_dirty`` sources have faults and bots, each of which the truth lists.
    Files are by month, or one of all days where these are few enough to hold; behaviour is told from day number
    ``seen_from`` on.

    Both folders stand there when they are whole; what a killed run left is written anew. ConflictError where something
    is there already.
    """
    for out in (folder / SOURCES, folder / TRUTH):
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise ConflictError(f"{out} is there already. Choose another folder, or remove it")
    if folder.exists() and not folder.is_dir():
        raise ConflictError(f"{folder} is a file. Choose a folder")
    unfinished = folder / UNFINISHED
    shutil.rmtree(unfinished, ignore_errors=True)
    out = unfinished / SOURCES
    out.mkdir(parents=True)
    world = World(plan)
    who = identity(plan, world.draws, np.ones(len(provinces)))
    stretch = Stretch(world, who, provinces=provinces, has_bots=is_dirty, seen_from=seen_from, threads=threads)
    declared, written, rows = files(), [], 0
    apart = {PLANTED: "FROM planted ORDER BY ALL", TEXT: SAID, NOTE: NOTED, GUEST: GUESTS}
    try:
        for first, last in plan.months if by_month else [(0, plan.days - 1)]:
            days: list[Day] = []
            for number in range(first, last + 1):
                progress("days of the shop", number, plan.days)
                days.append(world.step(mailing(world)))
            with stretch.holding(Facts.of(days)):
                for one in (one for one in declared if one.every == "month"):
                    month = f"-{plan.day(first):%Y-%m}" if by_month else ""
                    path = out / f"{one.name}{month}.{one.ending}"
                    rows += write(stretch, one, path, is_dirty=is_dirty, is_last=last == plan.days - 1)
                    written.append(path)
        hold_programme(stretch)
        for one in (one for one in declared if one.every == "once"):
            path = out / f"{one.name}.{one.ending}"
            rows += write(stretch, one, path, is_dirty=is_dirty, is_last=True)
            written.append(path)
        for name, query in apart.items():
            stretch.write(query, unfinished / f"{name}.parquet")
        progress("days of the shop", plan.days, plan.days)
    finally:
        stretch.close()
    truth = write_truth(world, who, unfinished / TRUTH, progress=partial(progress, "days ahead"))
    for name in apart:
        truth.append((unfinished / f"{name}.parquet").replace(unfinished / TRUTH / f"{name}.parquet"))
    for name in (SOURCES, TRUTH):
        (unfinished / name).replace(folder / name)
    unfinished.rmdir()
    sources = tuple(folder / SOURCES / path.name for path in sorted(written))
    return Written(folder / SOURCES, sources, rows, tuple(folder / TRUTH / path.name for path in truth))
