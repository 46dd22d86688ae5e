"""What the rules of groups, stages and tiers need to know of each customer at the end of a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from regulars.core.time import months_before
from regulars.profile.account_day import FREQUENCY_DAYS

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.core.settings import Stages


def resolved(rows: ir.Table, customer_account: ir.Table) -> ir.Table:
    """Rows of accounts with ``customer_id``: the customer of the account, or the account itself."""
    import ibis

    linked = customer_account.select(linked_account="account_id", linked_customer="customer_id")
    joined = rows.left_join(linked, rows.account_id == linked.linked_account)
    return joined.mutate(customer_id=ibis.coalesce(joined.linked_customer, joined.account_id)).drop(
        "linked_account", "linked_customer"
    )


def special_account(account_day: ir.Table, customer_account: ir.Table, *, as_of: date) -> ir.Table:
    """Accounts whose paid days cannot simply be added up by ``as_of``: linked ones, and those with a paid day that
    refunds took back wholly. All others (most) go the short way, ``plain_purchase``; both give the same figures."""
    rows = account_day.filter((account_day.day <= as_of) & account_day.account_id.notnull())
    back = rows.filter((rows.refund_amount > 0) & rows.purchase_day.notnull())
    refunded = back.group_by("account_id", "purchase_day").aggregate(refunded=back.refund_amount.sum())
    paid = rows.filter(rows.paid_amount > 0).semi_join(refunded, ["account_id", "purchase_day"])
    paid = paid.group_by("account_id", "purchase_day").aggregate(paid=paid.paid_amount.sum())
    both = refunded.inner_join(paid, ["account_id", "purchase_day"])
    void = both.filter(both.refunded >= both.paid).select("account_id")
    return void.union(customer_account.select("account_id")).distinct()


def plain_purchase(account_day: ir.Table, special_account: ir.Table, *, as_of: date, stages: Stages) -> ir.Table:
    """``customer_purchase`` of accounts that are customers of their own and whose paid days all stand: one pass."""
    rows = account_day.filter((account_day.day <= as_of) & account_day.account_id.notnull())
    rows = rows.anti_join(special_account, "account_id")
    is_day = (rows.paid_amount > 0) & (rows.day == rows.purchase_day)
    moved = rows.paid_amount - rows.refund_amount
    is_new = rows.purchase_day > _days_before(as_of, stages.returned_days)
    orders = rows.paid_orders.sum()
    purchase_days = is_day.sum()
    last_day = rows.purchase_day.max(where=is_day)
    return rows.group_by(customer_id=rows.account_id).aggregate(
        last_day=last_day,
        first_paid_day=rows.purchase_day.min(where=is_day),
        last_paid_day=last_day,
        purchase_days=purchase_days,
        purchase_days_90=rows.paid_days_90.argmax(rows.purchase_day, where=is_day),
        orders=orders,
        amount=rows.paid_amount.sum(),
        paid_orders=orders,
        paid_days=purchase_days,
        placed_orders=rows.orders.sum(),
        spend_12m=moved.sum(where=rows.day > months_before(as_of, 12)),
        spend=moved.sum(),
        return_day=rows.purchase_day.min(where=is_day & is_new),
        before_return=rows.purchase_day.max(where=is_day & ~is_new),
    )


def both(plain: ir.Table, special: ir.Table) -> ir.Table:
    """The short and the long way as one table."""
    kinds = special.schema()
    return plain.select(**{name: plain[name].cast(kinds[name]) for name in special.columns}).union(special)


def _days_before(day: date, count: int) -> Any:
    import ibis

    return ibis.literal(day - timedelta(days=count))


def customer_paid_day(
    account_day: ir.Table, special_account: ir.Table, customer_account: ir.Table, *, as_of: date
) -> ir.Table:
    """One row per customer with special accounts and paid day (null: placed orders, unmatched refunds) by ``as_of``."""
    start = months_before(as_of, 12)
    rows = account_day.filter(account_day.day <= as_of).semi_join(special_account, "account_id")
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
    """The figures that the rules read, from paid days of which some may have been refunded wholly."""
    import ibis

    days = customer_paid_day
    bought = days.purchase_day.notnull() & (days.paid > 0)
    days = days.mutate(is_paid=bought, is_standing=bought & (days.refunded < days.paid))
    last = days.group_by("customer_id").aggregate(last_day=days.purchase_day.max(where=days.is_standing))
    days = days.left_join(last, "customer_id")
    recent = _days_before(as_of, stages.returned_days)
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
        return_day=days.purchase_day.min(where=standing & (days.purchase_day > recent)),
        before_return=days.purchase_day.max(where=standing & (days.purchase_day <= recent)),
    )
    return found


def customer_known(account: ir.Table, customer_account: ir.Table, erasure: ir.Table, *, as_of: date) -> ir.Table:
    """One row per customer known by ``as_of`` and not erased: first sight, registration, number of accounts."""
    import ibis

    rows = account.filter(account.first_seen_day <= as_of)
    rows = rows.anti_join(erasure.filter(erasure.day <= as_of), "account_id")
    registered = ibis.ifelse(rows.registered_day <= as_of, rows.registered_day, ibis.null("date"))
    rows = rows.select("account_id", "first_seen_day", registered_day=registered)
    own = rows.anti_join(customer_account, "account_id").select(
        "first_seen_day", "registered_day", customer_id="account_id", accounts=ibis.literal(1)
    )
    linked = rows.inner_join(customer_account.select("account_id", "customer_id"), "account_id")
    together = linked.group_by("customer_id").aggregate(
        first_seen_day=linked.first_seen_day.min(), registered_day=linked.registered_day.min(), accounts=linked.count()
    )
    columns = ["customer_id", "first_seen_day", "registered_day"]
    return own.select(*columns, accounts=own.accounts.cast("int64")).union(
        together.select(*columns, accounts=together.accounts.cast("int64"))
    )


def imported_tier(loyalty_account: ir.Table, customer_account: ir.Table, *, as_of: date) -> ir.Table:
    """The latest tier that the shop imported for any account of a customer, valid at the day."""
    import ibis

    rows = loyalty_account.filter((loyalty_account.valid_from <= as_of) & loyalty_account.tier.notnull())
    rows = resolved(rows, customer_account)
    latest = ibis.row_number().over(
        ibis.window(group_by="customer_id", order_by=[ibis.desc("valid_from"), ibis.desc("loyalty_id")])
    )
    ranked = rows.mutate(place=latest)
    return ranked.filter(ranked.place == 0).select("customer_id", imported_tier="tier")


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
