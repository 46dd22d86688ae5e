"""How a command is typed here, so that what is printed as the next step can be copied."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path


def typed() -> str:
    """How regulars is called from this folder: by its name where the shell finds it, else by its path."""
    if shutil.which("regulars"):
        return "regulars"
    beside = Path(sys.executable).parent / "regulars"
    found, more = (beside, []) if beside.is_file() else (Path(sys.executable), ["-m", "regulars"])
    here = Path.cwd()
    return shlex.join([str(found.relative_to(here) if found.is_relative_to(here) else found), *more])
