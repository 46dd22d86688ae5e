"""A mapping held against files before anything is loaded: what it reads of each, and what it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from regulars.app.load import matched_feeds
from regulars.app.load_feed import mapping_of
from regulars.core.formula import plain_header

if TYPE_CHECKING:
    from regulars.app.workspace import Workspace


@dataclass(frozen=True)
class Checked:
    """One file with one mapping. ``extra`` are the file's columns that the mapping does not read: never stored."""

    name: str
    mapping: str
    tables: tuple[str, ...]
    columns: tuple[str, ...]
    extra: tuple[str, ...]


def check(workspace: Workspace, mapping: str, places: list[str]) -> list[Checked]:
    """Each file with each mapping that is for it. InputError tells every column that a file lacks, at once."""
    mappings = {name: workspace.mapping(name) for name in workspace.mappings_of(mapping)}
    found = []
    for feed, name in matched_feeds(mappings, places, mapping, None, None):
        one = mapping_of(workspace, feed, name)
        read = {plain_header(column) for column in (*one.columns, *one.personal)}
        used = tuple(column for column in feed.columns if plain_header(column) in read)
        extra = tuple(column for column in feed.columns if plain_header(column) not in read)
        tables = tuple(dict.fromkeys(emit.table for emit in one.emits))
        found.append(Checked(feed.name, one.name, tables, used, extra))
    return found
