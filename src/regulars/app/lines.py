"""Lines of orders up to a day, each with the category and brand that its product had that day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from regulars.core.errors import MissingError
from regulars.profile import movement
from regulars.profile.account_taste import product_span

if TYPE_CHECKING:
    from datetime import date

    import ibis.expr.types as ir

    from regulars.app.workspace import Workspace


def last_day(workspace: Workspace) -> date:
    """The last day with lines. MissingError where none are loaded."""
    if workspace.lake.has("order_item"):
        found: date | None = workspace.lake.rows("SELECT max(day) FROM lake.main.order_item")[0][0]
        if found is not None:
            return found
    raise MissingError(
        f"there are no lines of orders in {workspace.folder.name}. Run: regulars load FILE --mapping NAME",
        code="not_loaded",
    )


def lines(workspace: Workspace, *, start: date | None, end: date) -> ir.Table:
    """What was ordered from one day (included; None: the first) to another: lines with a product and a quantity."""
    table = workspace.lake.table("order_item")
    found = table.filter((table.day <= end) & (table.quantity > 0) & (table.product_id != ""))
    return found if start is None else found.filter(found.day >= start)


def paid(workspace: Workspace, rows: ir.Table, *, by: date) -> ir.Table:
    """Those of the lines that were paid for by a day: on the spot, or by payments of their order."""
    payment, orders = (workspace.lake.table(name) for name in ("payment", "orders"))
    known = movement.paid_order(payment.filter(payment.day <= by), orders.filter(orders.day <= by))
    known = known.select(paid_order="order_id").distinct()
    joined = rows.left_join(known, rows.order_id == known.paid_order)
    return joined.filter(joined.is_paid | joined.paid_order.notnull()).drop("paid_order")


def described(workspace: Workspace, rows: ir.Table) -> ir.Table:
    """The lines with ``category`` (the whole path) and ``brand`` as they were on their day; null where unknown."""
    import ibis

    if not workspace.lake.has("product"):
        return rows.mutate(category=ibis.null("string"), brand=ibis.null("string"))
    span = product_span(workspace.lake.table("product")).rename(spanned_id="product_id")
    joined = rows.left_join(
        span,
        (rows.product_id == span.spanned_id) & (rows.day >= span.since) & (rows.day < span.until),
    )
    return joined.drop("spanned_id", "since", "until")
