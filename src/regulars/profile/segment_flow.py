"""Who moved from which group to which, between two snapshots, and why (SPEC D5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    import ibis.expr.types as ir

NOT_YET, GONE_MERGED, GONE_ERASED = "not_yet", "merged", "erased"
CAUSES = ("stayed", "entered", "merged", "erased", "bought", "refunded", "threshold", "aged")
DIMENSIONS = ("rfm_group", "stage", "tier")


def moves(before: ir.Table, after: ir.Table, customer_account: ir.Table, *, same_group: Any = None) -> ir.Table:
    """Everyone of either snapshot, counted by all that a flow asks: one pass over the people for every dimension.

    ``customer_account`` are the links at the later day. ``same_group`` is the later group under the earlier
    thresholds, as an expression over ``after``; None where the thresholds did not change.
    """
    import ibis

    moved = _merged_into(before, customer_account)
    left = before.select(
        "customer_id", was_days="purchase_days", was_at="as_of", **{f"was_{name}": before[name] for name in DIMENSIONS}
    )
    same = after.rfm_group if same_group is None else same_group
    right = after.select(
        "customer_id", days="purchase_days", paid="last_paid_day", same=same,
        **{f"now_{name}": after[name] for name in DIMENSIONS},
    )  # fmt: skip
    joined = left.outer_join(right, "customer_id")
    joined = joined.mutate(person=ibis.coalesce(joined.customer_id, joined.customer_id_right)).drop(
        "customer_id", "customer_id_right"
    )
    gone = moved.select(person="customer_id", is_gone=ibis.literal(True)).distinct()
    grown = moved.select(person="into", has_grown=ibis.literal(True)).distinct()
    joined = joined.left_join(gone, "person").drop("person_right")
    joined = joined.left_join(grown, "person").drop("person_right")
    told = joined.select(
        *[f"{side}_{name}" for side in ("was", "now") for name in DIMENSIONS],
        is_gone=joined.is_gone.fill_null(False),
        has_grown=joined.has_grown.fill_null(False),
        has_bought=(joined.paid > joined.was_at).fill_null(False),
        has_refunded=(joined.days < joined.was_days).fill_null(False),
        is_same=(joined.same == joined.was_rfm_group).fill_null(False),
    )
    return told.group_by(told.columns).aggregate(people=told.count())


def segment_flow(moves: ir.Table, *, dimension: str) -> ir.Table:
    """People by value before, value after and cause, of one dimension."""
    import ibis

    was, now = moves[f"was_{dimension}"], moves[f"now_{dimension}"]
    same_rules = moves.is_same if dimension == "rfm_group" else ibis.literal(False)
    cause = ibis.cases(
        (was.isnull(), "entered"),
        (now.isnull() & moves.is_gone, "merged"),
        (now.isnull(), "erased"),
        (was == now, "stayed"),
        (moves.has_grown, "merged"),
        (moves.has_bought, "bought"),
        (moves.has_refunded, "refunded"),
        (same_rules, "threshold"),
        else_="aged",
    )
    left_as = ibis.ifelse(moves.is_gone, GONE_MERGED, GONE_ERASED)
    told = moves.select(
        from_value=was.fill_null(NOT_YET), to_value=ibis.coalesce(now, left_as), cause=cause, people="people"
    )
    return told.group_by("from_value", "to_value", "cause").aggregate(people=told.people.sum())


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
