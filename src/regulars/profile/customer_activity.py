"""What the rules of groups, stages and tiers need to know of each customer at the end of a day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from regulars.core.decimals import whole_sum
from regulars.core.time import months_before
from regulars.profile.account_day import EPOCH, FREQUENCY_DAYS

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from regulars.core.settings import Stages


_PURCHASE = (
    "customer_id", "last_day", "first_paid_day", "last_paid_day", "purchase_days", "purchase_days_90", "orders",
    "amount", "paid_orders", "paid_days", "placed_orders", "spend_12m", "spend", "return_day", "before_return",
)  # fmt: skip


def resolved(rows: ir.Table, customer_account: ir.Table) -> ir.Table:
    """Rows of accounts with ``customer_id``: the customer of the account, or the account itself."""
    import ibis

    linked = customer_account.select(linked_account="account_id", linked_customer="customer_id")
    joined = rows.left_join(linked, rows.account_id == linked.linked_account)
    return joined.mutate(customer_id=ibis.coalesce(joined.linked_customer, joined.account_id)).drop(
        "linked_account", "linked_customer"
    )


def special_account(account_day: ir.Table, linked_account: ir.Table) -> ir.Table:
    """Accounts whose paid days cannot simply be added up for every day: those that were ever linked to others, and
    those with a paid day that refunds ever took back wholly. All others (most) go the short way, ``plain_purchase``;
    both give the same figures, so that an account too many here costs time only."""
    rows = account_day.filter(account_day.account_id.notnull() & account_day.purchase_day.notnull())
    back = rows.filter(rows.refund_amount > 0)
    refunded = back.group_by("account_id", "purchase_day").aggregate(refunded=back.refund_amount.sum())
    first = rows.filter((rows.paid_amount > 0) & (rows.day == rows.purchase_day))
    paid = first.semi_join(refunded, ["account_id", "purchase_day"]).select("account_id", "purchase_day", "paid_amount")
    both = refunded.inner_join(paid, ["account_id", "purchase_day"])
    taken_back = both.filter(both.refunded >= both.paid_amount).select("account_id")
    return taken_back.union(linked_account.select("account_id")).distinct()


def plain_purchase(account_day: ir.Table, special_account: ir.Table, *, as_of: date, stages: Stages) -> ir.Table:
    """``customer_purchase`` of accounts that are customers of their own and whose paid days all stand: one pass."""
    import ibis

    rows = account_day.filter((account_day.day <= as_of) & account_day.account_id.notnull())
    rows = rows.anti_join(special_account, "account_id")
    is_day = (rows.paid_amount > 0) & (rows.day == rows.purchase_day)
    moved = rows.paid_amount - rows.refund_amount
    is_new = rows.purchase_day > _days_before(as_of, stages.returned_days)
    # The last day and its rhythm in one number: the greatest of a pair costs several times that of a number.
    last = ((rows.purchase_day.delta(ibis.literal(EPOCH), unit="day") * 128) + rows.paid_days_90).max(where=is_day)
    found = rows.group_by(customer_id=rows.account_id).aggregate(
        last=last,
        first_paid_day=rows.purchase_day.min(where=is_day),
        purchase_days=rows.count(where=is_day),
        orders=whole_sum(rows.paid_orders),
        amount=rows.paid_amount.sum(),
        placed_orders=whole_sum(rows.orders),
        spend_12m=moved.sum(where=rows.day > months_before(as_of, 12)),
        spend=moved.sum(),
        return_day=rows.purchase_day.min(where=is_day & is_new),
        before_return=rows.purchase_day.max(where=is_day & ~is_new),
    )
    midnight = ibis.literal(
        datetime.combine(EPOCH, time())
    )  # a day plus an interval is a moment, ibis takes it for a day
    last_day = (midnight + (found["last"] // 128).as_interval("D")).cast("date")
    return found.mutate(
        last_day=last_day, last_paid_day=last_day, purchase_days_90=found["last"] % 128, paid_orders=found.orders,
        paid_days=found.purchase_days,
    )  # fmt: skip


def both(plain: ir.Table, special: ir.Table) -> ir.Table:
    """The short and the long way as one table."""
    return _shaped(plain).union(_shaped(special))


def _shaped(purchase: ir.Table) -> ir.Table:
    """Days as they are, money and counts in the narrow types that engines are quick with."""

    def kind(name: str) -> str:
        return "decimal(18, 4)" if name in ("amount", "spend", "spend_12m") else "int64"

    as_they_are = ("customer_id", "last_day", "first_paid_day", "last_paid_day", "return_day", "before_return")
    return purchase.select(
        **{name: purchase[name] if name in as_they_are else purchase[name].cast(kind(name)) for name in _PURCHASE}
    )


def _days_before(day: date, count: int) -> Any:
    import ibis

    return ibis.literal(day - timedelta(days=count))


def customer_paid_day(special_day: ir.Table, customer_account: ir.Table, *, as_of: date) -> ir.Table:
    """One row per customer and paid day (null: placed orders, unmatched refunds) by ``as_of``.

    ``special_day`` are the account days of special accounts.
    """
    start = months_before(as_of, 12)
    rows = resolved(special_day.filter(special_day.day <= as_of), customer_account)
    recent = rows.day > start
    return rows.group_by("customer_id", "purchase_day").aggregate(
        paid=rows.paid_amount.sum(),
        refunded=rows.refund_amount.sum(),
        paid_orders=whole_sum(rows.paid_orders),
        orders=whole_sum(rows.orders),
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
        purchase_days=days.count(where=standing),
        purchase_days_90=days.count(where=standing & (days.purchase_day > window.cast("date"))),
        orders=whole_sum(days.paid_orders, where=standing),
        amount=days.paid.sum(where=standing),
        paid_orders=whole_sum(days.paid_orders, where=days.is_paid),
        paid_days=days.count(where=days.is_paid),
        placed_orders=whole_sum(days.orders),
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
