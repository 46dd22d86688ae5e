"""A new shop takes zone and currency from the mapping of its first load, where nobody has said them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from regulars.core.document import read_yaml
from regulars.core.errors import InputError

if TYPE_CHECKING:
    from regulars.app.workspace import Workspace
    from regulars.core.mapping import SourceMapping

ADOPTED = ("zone", "currency")


@contextmanager
def adopted_defaults(workspace: Workspace, mappings: Iterable[SourceMapping]) -> Iterator[list[str]]:
    """Write the missing ones of zone and currency to shop.yaml before the first load, and say so in the notes.

    Before, because every fact is stored by them; taken back where that load fails and nothing was stored.
    """
    file = workspace.folder / "shop.yaml"
    before = file.read_text(encoding="utf-8")
    found = _found(before, mappings) if _is_empty(workspace) else {}
    unsaid = _unsaid(workspace, found)
    if not found:
        yield unsaid
        return
    _write(workspace, _with(before, found))
    told = ", ".join(f"{key}: {value}" for key, value in found.items())
    try:
        yield [f"shop.yaml did not say it, so it says now what the mapping says: {told}", *unsaid]
    finally:
        if _is_empty(workspace):
            _write(workspace, before)


def says(workspace: Workspace, key: str) -> bool:
    """Whether the shop's own settings say it; what they leave out has a default."""
    text = (workspace.folder / "shop.yaml").read_text(encoding="utf-8")
    return key in (read_yaml(text, name="shop.yaml") or {})


def _unsaid(workspace: Workspace, found: dict[str, str]) -> list[str]:
    """A note on the zone that nobody said, for days are counted by it even where times carry their own offset."""
    if "zone" in found or says(workspace, "zone") or not _is_empty(workspace):
        return []
    zone = workspace.settings.zone
    return [
        f"days are counted in {zone}, since nobody said the zone. If the shop's is another one, set it in shop.yaml, "
        "such as zone: Europe/London, and load into a new shop: facts keep the days that they were given"
    ]


def _found(text: str, mappings: Iterable[SourceMapping]) -> dict[str, str]:
    given: Any = read_yaml(text, name="shop.yaml") or {}
    found: dict[str, str] = {}
    for mapping in mappings:
        for key in ADOPTED:
            value = getattr(mapping, key)
            if key not in given and key not in found and value is not None:
                found[key] = value
    return found


def _with(text: str, found: dict[str, str]) -> str:
    """The settings with the lines added, comments kept; written anew where a line cannot simply be added."""
    lines = text if text.endswith("\n") or not text else text + "\n"
    lines += "".join(f"{key}: {value}\n" for key, value in found.items())
    wanted = {**(read_yaml(text, name="shop.yaml") or {}), **found}
    try:
        if read_yaml(lines, name="shop.yaml") == wanted:
            return lines
    except InputError:
        pass
    return yaml.safe_dump(wanted, allow_unicode=True, sort_keys=False)


def _is_empty(workspace: Workspace) -> bool:
    return not workspace.lake.rows("SELECT 1 FROM lake.main.load LIMIT 1")


def _write(workspace: Workspace, text: str) -> None:
    """Whole or not at all; the settings are read again when next asked for."""
    file = workspace.folder / "shop.yaml"
    part = Path(f"{file}.part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, file)
    workspace.__dict__.pop("settings", None)
