"""Payments and refunds of orders that the shop does not know: told after a load that brought some."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from regulars.app.workspace import Workspace

_NAMED = "order_id IS NOT NULL AND order_id <> ''"
#: table: (where its orders are looked for, what follows from not finding them)
_SOUGHT = {
    "payment": (
        ("orders",),
        "payments belong to no order that is known: they count nowhere until `orders` are loaded",
    ),
    "refund": (
        ("orders", "order_item"),
        "refunds name an order that is not known: they take back no purchase until `orders` are loaded",
    ),
}


def unplaced(workspace: Workspace, table: str) -> list[str]:
    """The note for ``payment`` or ``refund`` rows whose orders are not known; nothing where all are."""
    lake, (places, what) = workspace.lake, _SOUGHT[table]
    # Not the bare column: DuckLake would be handed the ids as a filter, and cannot read one with a NUL in it.
    missing = "".join(
        f" AND NOT EXISTS (SELECT 1 FROM lake.main.{place} AS o WHERE o.order_id || '' = t.order_id)"
        for place in places
        if lake.has(place)
    )
    count = lake.rows(f"SELECT count(*) FROM lake.main.{table} AS t WHERE {_NAMED}{missing}")[0][0]
    return [f"{count:,} {what}"] if count else []
