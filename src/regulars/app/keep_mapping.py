"""A mapping that was handed in as a loose file, kept in the shop: replay and later loads need it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.core.document import read_yaml
from regulars.core.errors import ConflictError, InputError

if TYPE_CHECKING:
    from regulars.app.workspace import Workspace


def loose_file(workspace: Workspace, mapping: str) -> Path | None:
    """The file that ``mapping`` names where it must be kept; None for one that the shop has.

    Raises ConflictError where the shop has another mapping of this name: loads are recorded by name, so a replay
    would take the wrong one.
    """
    path = Path(mapping)
    if mapping in workspace.mapping_names() or path.suffix not in (".yaml", ".yml") or not path.exists():
        return None
    if path.stem not in workspace.mapping_names():
        return path
    if _content(workspace.mapping_text(path.stem)) != _content(path.read_text(encoding="utf-8")):
        own = workspace.folder / "mappings" / f"{path.stem}.yaml"
        where = f"{own}, which says something else" if own.exists() else "one that is shipped"
        instead = f", or copy yours over it and load with --mapping {path.stem}" if own.exists() else ""
        raise ConflictError(f"{mapping} has the name of {where}. Give your file another name{instead}")
    return None


def keep_mapping(workspace: Workspace, path: Path) -> str:
    """Copy the file into the shop's ``mappings`` folder, whole or not at all; the note that says so."""
    target = workspace.folder / "mappings" / f"{path.stem}.yaml"
    target.parent.mkdir(exist_ok=True)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        part.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
    return f"{path} is kept as {target}: replay uses that one, so edit it there (--mapping {path.stem})"


def _content(text: str) -> Any:
    try:
        return read_yaml(text, name="a mapping")
    except InputError:
        return text
