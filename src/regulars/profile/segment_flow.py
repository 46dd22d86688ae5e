"""Who moved from which group to which, between two snapshots, and why (SPEC D5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    import ibis.expr.types as ir

NOT_YET, GONE_MERGED, GONE_ERASED = "not_yet", "merged", "erased"
CAUSES = ("stayed", "entered", "merged", "erased", "bought", "refunded", "threshold", "aged")
DIMENSIONS = ("rfm_group", "stage", "tier")


def segment_flow(
    before: ir.Table, after: ir.Table, customer_account: ir.Table, *, dimension: str, same_rules: Any = None
) -> ir.Table:
    """People by value before, value after and cause; everyone of either snapshot counts once.

    ``customer_account`` are the links at the later day. ``same_rules`` is the later value under the earlier
    thresholds, as an expression over ``after``; None where the thresholds did not change.
    """
    import ibis

    moved = _merged_into(before, customer_account)
    left = before.select("customer_id", was=before[dimension], was_days=before.purchase_days, was_at=before.as_of)
    right = after.select(
        "customer_id", now=after[dimension], days="purchase_days", paid="last_paid_day",
        same=after[dimension] if same_rules is None else same_rules,
    )  # fmt: skip
    joined = left.outer_join(right, "customer_id")
    joined = joined.mutate(person=ibis.coalesce(joined.customer_id, joined.customer_id_right)).drop(
        "customer_id", "customer_id_right"
    )
    gone = moved.select(person="customer_id", is_gone=ibis.literal(True)).distinct()
    grown = moved.select(person="into", has_grown=ibis.literal(True)).distinct()
    joined = joined.left_join(gone, "person").drop("person_right")
    joined = joined.left_join(grown, "person").drop("person_right")
    cause = ibis.cases(
        (joined.was.isnull(), "entered"),
        (joined.now.isnull() & joined.is_gone.fill_null(False), "merged"),
        (joined.now.isnull(), "erased"),
        (joined.was == joined.now, "stayed"),
        (joined.has_grown.fill_null(False), "merged"),
        ((joined.paid > joined.was_at).fill_null(False), "bought"),
        (joined.days < joined.was_days, "refunded"),
        ((joined.same == joined.was).fill_null(False), "threshold"),
        else_="aged",
    )
    left_as = ibis.ifelse(joined.is_gone.fill_null(False), GONE_MERGED, GONE_ERASED)
    told = joined.select(
        from_value=joined.was.fill_null(NOT_YET), to_value=ibis.coalesce(joined.now, left_as), cause=cause
    )
    return told.group_by("from_value", "to_value", "cause").aggregate(people=told.count())


def dated(flow: ir.Table, *, dimension: str, start: date, end: date) -> ir.Table:
    """The flow with what it is a flow of and between which days."""
    import ibis

    return flow.select(
        dimension=ibis.literal(dimension), from_day=ibis.literal(start), to_day=ibis.literal(end),
        from_value="from_value", to_value="to_value", cause="cause", people=flow.people.cast("int64"),
    )  # fmt: skip


def _merged_into(before: ir.Table, customer_account: ir.Table) -> ir.Table:
    """Customers of the earlier snapshot whose id is now an account of another customer."""
    links = customer_account.filter(customer_account.account_id != customer_account.customer_id)
    links = links.select(account="account_id", into="customer_id")
    return before.inner_join(links, before.customer_id == links.account).select("customer_id", "into")
