"""Loading: each file or table of the named places through its mapping into facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from typing import TYPE_CHECKING

from regulars.app.adopt import adopted_defaults
from regulars.app.keep_mapping import keep_mapping, loose_file
from regulars.app.load_feed import Loaded, load_feed
from regulars.app.lonely import lonely
from regulars.app.records import ensure_records
from regulars.app.unplaced import unplaced
from regulars.core.errors import MissingError
from regulars.core.mapping import SourceMapping

if TYPE_CHECKING:
    from regulars.app.load_feed import Progress
    from regulars.app.workspace import Workspace
    from regulars.core.feed import Feed

__all__ = ["Loaded", "load"]


def load(
    workspace: Workspace, places: list[str], *, mapping: str, table: str | None = None, query: str | None = None,
    progress: Progress = lambda what, done, total: None, told: Callable[[Loaded], None] = lambda loaded: None,
) -> list[Loaded]:  # fmt: skip
    """Load files, folders or databases through a mapping, or through each mapping of an export of several files.

    Each file is stored as a whole or not at all: InputError for a mapping or file that cannot be understood, DataError
    for a damaged one; what came before it stays, and ``told`` has heard of it. A shop that never said its zone or
    currency takes those of the first mapping. Payments and refunds of unknown orders, and dates far before all
    others, are noted when all is in. A loose mapping file is copied into the shop.
    """
    with workspace.work(f"load of {', '.join(map(_without_password, places))[:80]}", embedded=True):
        ensure_records(workspace.lake)
        workspace.lake.recover()
        loose = loose_file(workspace, mapping)
        mappings = {name: workspace.mapping(name) for name in workspace.mappings_of(mapping)}
        with adopted_defaults(workspace, mappings.values()) as notes:
            done = []
            for feed, name in matched_feeds(mappings, places, mapping, table, query):
                done.append(load_feed(workspace, feed, name, progress))
                done[-1].notes += [] if done[:-1] else notes
                if loose is not None and not done[:-1]:
                    done[-1].notes.append(keep_mapping(workspace, loose))
                told(done[-1])
        _tell_unplaced(workspace, done)
        _tell_lonely(workspace, done)
        return done


def _tell_unplaced(workspace: Workspace, done: list[Loaded]) -> None:
    """After all files, for the orders may come in a later one than their payments."""
    for table in ("payment", "refund"):
        bringing = [loaded for loaded in done if loaded.new.get(table) or loaded.changed.get(table)]
        if bringing:
            bringing[-1].notes += unplaced(workspace, table)


def _tell_lonely(workspace: Workspace, done: list[Loaded]) -> None:
    brought = [loaded for loaded in done if not loaded.is_known]
    if brought:
        brought[-1].notes += lonely(workspace, [loaded.load_id for loaded in brought])


def matched_feeds(
    mappings: dict[str, SourceMapping], places: list[str], mapping: str, table: str | None, query: str | None
) -> Iterator[tuple[Feed, str]]:
    """Every table of the places with each mapping that it is for."""
    from regulars import sources

    expects = frozenset().union(*(found.columns for found in mappings.values()))
    used = False
    for place in places:
        for feed in sources.feeds(place, expects=expects, table=table, query=query):
            for name, found in mappings.items():
                if len(mappings) == 1 or _fits(found, feed.name):
                    used = True
                    yield feed, name
    if len(mappings) > 1 and not used:
        patterns = ", ".join(sorted(str(found.file) for found in mappings.values()))
        shown = ", ".join(map(_without_password, places))
        raise MissingError(f"no file in {shown} belongs to {mapping}. It wants files named {patterns}")


def _fits(mapping: SourceMapping, name: str) -> bool:
    return mapping.file is not None and fnmatch(name.lower(), mapping.file.lower())


def _without_password(place: str) -> str:
    return re.sub(r"//[^/@]*@", "//…@", place)
