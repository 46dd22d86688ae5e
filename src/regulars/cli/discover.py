"""Which shop a command is about: the one named, the one stood in, or the only one directly below."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

from regulars.core.errors import InputError, MissingError

VARIABLE = "REGULARS_SHOP"


def find_shop(named: str | None, *, environ: Mapping[str, str] = os.environ, here: Path | None = None) -> Path:
    """The folder of the shop. Raises MissingError where there is none, InputError where several could be meant."""
    here = here or Path.cwd()
    if named:
        return _named(Path(named), f"--shop {named}")
    if environ.get(VARIABLE):
        return _named(Path(environ[VARIABLE]), f"${VARIABLE}")
    if _is_shop(here):
        return here
    below = shops_below(here)
    if len(below) == 1:
        return below[0]
    if below:
        names = ", ".join(path.name for path in below)
        raise InputError(f"{len(below)} shops lie in {here}: {names}. Say which: --shop {shlex.quote(below[0].name)}")
    raise MissingError(
        f"no shop in {here} or directly below it. Name one with --shop DIR or ${VARIABLE}, "
        "or make one: regulars init myshop (regulars demo for one with made-up data)"
    )


def shops_below(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_dir() and _is_shop(path))
    except OSError:
        return []


def _named(folder: Path, how: str) -> Path:
    folder = folder.expanduser()
    if _is_shop(folder):
        return folder
    around = shops_below(folder) if folder.is_dir() else shops_below(folder.absolute().parent)
    found = f" Shops found there: {', '.join(str(path) for path in around)}." if around else ""
    make = f"regulars init {shlex.quote(str(folder))}"
    raise MissingError(f"{how}: {folder} is not a shop's folder.{found} Make one with: {make}")


def _is_shop(folder: Path) -> bool:
    try:
        return (folder / "shop.yaml").is_file()
    except OSError:
        return False
