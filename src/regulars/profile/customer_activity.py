"""What the rules of groups, stages and tiers need to know of each customer at the end of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from regulars.core.time import months_before

if TYPE_CHECKING:
    from datetime import date

    import ibis.expr.types as ir

    from regulars.core.settings import Stages

FREQUENCY_DAYS = 90


def resolved(rows: ir.Table, customer_account: ir.Table) -> ir.Table:
    """Rows of accounts with ``customer_id``: the customer of the account, or the account itself."""
    import ibis

    linked = customer_account.select(linked_account="account_id", linked_customer="customer_id")
    joined = rows.left_join(linked, rows.account_id == linked.linked_account)
    return joined.mutate(customer_id=ibis.coalesce(joined.linked_customer, joined.account_id)).drop(
        "linked_account", "linked_customer"
    )


def customer_paid_day(account_day: ir.Table, customer_account: ir.Table, *, as_of: date) -> ir.Table:
    """One row per customer and paid day (null: only placed orders and unmatched refunds), as known by ``as_of``."""
    start = months_before(as_of, 12)
    rows = account_day.filter((account_day.day <= as_of) & account_day.account_id.notnull())
    rows = resolved(rows, customer_account)
    recent = rows.day > start
    return rows.group_by("customer_id", "purchase_day").aggregate(
        paid=rows.paid_amount.sum(),
        refunded=rows.refund_amount.sum(),
        paid_orders=rows.paid_orders.sum(),
        orders=rows.orders.sum(),
        spend_12m=(rows.paid_amount - rows.refund_amount).sum(where=recent),
    )


def customer_purchase(customer_paid_day: ir.Table, *, as_of: date, stages: Stages) -> ir.Table:
    """One row per customer with any order, payment or refund: the figures that the rules read."""
    import ibis

    days = customer_paid_day
    bought = days.purchase_day.notnull() & (days.paid > 0)
    days = days.mutate(is_paid=bought, is_standing=bought & (days.refunded < days.paid))
    last = days.group_by("customer_id").aggregate(last_day=days.purchase_day.max(where=days.is_standing))
    days = days.left_join(last, "customer_id")
    recent = ibis.literal(as_of) - ibis.interval(days=stages.returned_days)
    window = days.last_day - ibis.interval(days=FREQUENCY_DAYS)
    standing = days.is_standing
    found = days.group_by("customer_id").aggregate(
        last_day=days.purchase_day.max(where=standing),
        first_paid_day=days.purchase_day.min(where=days.is_paid),
        last_paid_day=days.purchase_day.max(where=days.is_paid),
        purchase_days=standing.sum(),
        purchase_days_90=(standing & (days.purchase_day > window.cast("date"))).sum(),
        orders=days.paid_orders.sum(where=standing),
        amount=days.paid.sum(where=standing),
        paid_orders=days.paid_orders.sum(where=days.is_paid),
        paid_days=days.is_paid.sum(),
        placed_orders=days.orders.sum(),
        spend_12m=days.spend_12m.sum(),
        spend=(days.paid - days.refunded).sum(),
        return_day=days.purchase_day.min(where=standing & (days.purchase_day > recent.cast("date"))),
        before_return=days.purchase_day.max(where=standing & (days.purchase_day <= recent.cast("date"))),
    )
    return found


def customer_known(
    account: ir.Table, customer_account: ir.Table, erasure: ir.Table, *, as_of: date
) -> ir.Table:
    """One row per customer known by ``as_of`` and not erased: first sight, registration, number of accounts."""
    rows = account.filter(account.first_seen_day <= as_of)
    rows = rows.anti_join(erasure.filter(erasure.day <= as_of), "account_id")
    rows = resolved(rows, customer_account)
    registered = rows.registered_day.min(where=rows.registered_day <= as_of)
    return rows.group_by("customer_id").aggregate(
        first_seen_day=rows.first_seen_day.min(), registered_day=registered, accounts=rows.count()
    )


def customer_activity(
    customer_known: ir.Table, customer_purchase: ir.Table, customer_active: ir.Table, customer_tier: ir.Table
) -> ir.Table:
    """Everything of one customer in one row; figures of people who never paid are 0, their days null.

    ``customer_active`` lists customers that placed an order or did something; ``customer_tier`` the imported tiers.
    """
    import ibis

    joined = customer_known.left_join(customer_purchase, "customer_id").drop("customer_id_right")
    active = customer_active.select("customer_id", is_active=ibis.literal(True)).distinct()
    joined = joined.left_join(active, "customer_id").drop("customer_id_right")
    joined = joined.left_join(customer_tier, "customer_id").drop("customer_id_right")
    zero: dict[str, Any] = {
        name: joined[name].fill_null(0)
        for name in (
            "purchase_days", "purchase_days_90", "orders", "amount", "paid_orders", "paid_days", "placed_orders",
            "spend_12m", "spend",
        )
    }  # fmt: skip
    return joined.mutate(**zero, is_active=joined.is_active.fill_null(False) | (zero["placed_orders"] > 0))
