"""How a mapping reads each column of a source, for the door: what may stand in it, and what of it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from regulars.core.mapping import SourceMapping
from regulars.core.proposal import PERSONAL, header_role
from regulars.core.table import Table

if TYPE_CHECKING:
    from regulars.app.workspace import Workspace
    from regulars.collect import Taken, Use

#: Kinds of facts that a name or an address cannot be.
MEASURED = ("integer", "quantity", "money", "rate", "moment", "day")


def taken(workspace: Workspace, mapping: SourceMapping, *, headers: Iterable[str]) -> Taken:
    """What of a source with these headers is taken, and how."""
    from regulars.app.place_names import regions
    from regulars.collect import Taken

    columns = mapping.columns | mapping.personal.keys()
    return Taken(
        columns=columns, personal=mapping.personal, plain=mapping.plain, uses=uses(mapping, workspace.tables),
        subject=mapping.subject, places=mapping.places, regions=frozenset(regions()),
        is_guarded=bool(mapping.personal) or any(_is_personal(header) for header in headers if header not in columns),
    )  # fmt: skip


def uses(mapping: SourceMapping, tables: dict[str, Table]) -> dict[str, Use]:
    """How each column is read that is not personal, not listed as plain, and not merely a place."""
    read: dict[str, set[Use]] = {}
    for emit in mapping.emits:
        for name, formula in emit.values.items():
            kind = tables[emit.table].column(name).kind
            is_measure = kind in MEASURED and formula.column is not None and not mapping.formats
            for column in formula.columns:
                read.setdefault(column, set()).add("measure" if is_measure else "id" if kind == "id" else "text")
    for formula, _ in mapping.rejects:
        for column in formula.columns:
            read.setdefault(column, set()).add("text")
    others = mapping.columns - mapping.personal.keys() - set(mapping.plain) - mapping.places
    return {column: _widest(read.get(column, {"text"})) for column in sorted(others)}


def _widest(read: set[Use]) -> Use:
    return "text" if "text" in read else "id" if "id" in read else "measure"


def _is_personal(header: str) -> bool:
    from regulars.catalogue.shelf import headers

    return header_role(header, headers()["roles"]) in PERSONAL
