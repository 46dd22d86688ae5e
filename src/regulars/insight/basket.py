"""Counts of what lies in one basket together: sizes, items and pairs, each in one pass of the engine."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: Sizes are alike up to 16 each by each, beyond within a fifth.
SIZES = (*range(1, 17), *(round(17 * 1.2**step) for step in range(48)))


def basket_item(lines: ir.Table) -> ir.Table:
    """One row per basket and item, however many lines and pieces; lines without an item are left out."""
    told = lines.filter(lines.item.notnull() & (lines.item != "") & lines.basket_id.notnull())
    return told.select("basket_id", "item").distinct()


def basket_size(basket_item: ir.Table) -> ir.Table:
    """One row per basket: how many different items, and the class of baskets alike in size."""
    sized = basket_item.group_by("basket_id").aggregate(items=basket_item.count())
    return sized.mutate(stratum=size_class(sized["items"]))


def size_class(items: Any) -> Any:
    """The least size of the class that a size belongs to."""
    import ibis

    return ibis.cases(*[(items < end, start) for start, end in pairwise(SIZES)], else_=SIZES[-1]).cast("int64")


def stratum(basket_size: ir.Table) -> ir.Table:
    """One row per class of sizes: baskets, and items in all of them."""
    return basket_size.group_by("stratum").aggregate(
        baskets=basket_size.count(), items=basket_size["items"].cast("int64").sum()
    )


def frequent_item(basket_item: ir.Table, *, least: int, asked: tuple[str, ...] = ()) -> ir.Table:
    """Items in at least so many baskets, or asked for, with a number of their own.

    A pair cannot be in more baskets than either of its items (Agrawal & Srikant 1994, VLDB), so a pair with that
    support loses nothing by this; and there are at most (mean basket size ÷ support) such items, whatever the range.
    """
    import ibis

    counted = basket_item.group_by("item").aggregate(count=basket_item.count())
    kept = counted.filter((counted["count"] >= least) | counted.item.isin(asked or ("",)))
    return kept.mutate(code=ibis.row_number().over(ibis.window(order_by="item")).cast("int64"))


def coded_item(basket_item: ir.Table, frequent_item: ir.Table, basket_size: ir.Table) -> ir.Table:
    """The rows of frequent items: their number in place of their name, with the basket's class."""
    rows = basket_item.inner_join(frequent_item.select("item", "code"), "item")
    return rows.select("basket_id", "code").inner_join(
        basket_size.select("basket_id", "stratum"), "basket_id"
    )  # fmt: skip


def item_stratum(coded_item: ir.Table) -> ir.Table:
    """In how many baskets of each class each frequent item is."""
    return coded_item.group_by("code", "stratum").aggregate(count=coded_item.count())


def item_pair(coded_item: ir.Table, *, least: int) -> ir.Table:
    """Pairs of items (``a`` before ``b``) with the number of baskets that hold both, at least so many."""
    one = coded_item.select("basket_id", a="code")
    other = coded_item.select(other_basket="basket_id", b="code")
    both = one.inner_join(other, (one.basket_id == other.other_basket) & (one.a < other.b))
    counted = both.group_by("a", "b").aggregate(together=both.count())
    return counted.filter(counted.together >= least)
