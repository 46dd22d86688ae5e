"""Who is in which base groups, what they bought later, and how many people each combination has: counts only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from regulars.core.base_group import BaseGroup
from regulars.core.shelf import telling
from regulars.insight.basket import size_class

if TYPE_CHECKING:
    import ibis.expr.types as ir

LEADING = ("province", "country", "top_category")
#: What is tested, and what makes people alike for it: how many lines, or how many days, they bought afterwards.
TESTED = {"category": "lines_class", "price_band": "lines_class", "hour": "days_class"}


def base_member(customer_tag: ir.Table, *, groups: Sequence[BaseGroup]) -> ir.Table:
    """One row per customer who ever bought: ``groups`` is the sum of 2^k over the groups (the k-th) that hold them."""
    import ibis

    rows = _with_leading(customer_tag.filter(customer_tag.purchase_days > 0))
    told = rows.mutate(**{f"is_in_{place}": _belongs(group, rows) for place, group in enumerate(groups)})
    mask: Any = ibis.literal(0, "int64")
    for place in range(len(groups)):
        mask = mask + ibis.ifelse(told[f"is_in_{place}"], 2**place, 0).cast("int64")
    return told.select("customer_id", leading_category="leading_category", groups=mask.cast("int64"))


def _belongs(group: BaseGroup, rows: ir.Table) -> Any:
    with telling(f"base group {group.name!r}"):
        return group.rule(rows).fill_null(False)


def _with_leading(rows: ir.Table) -> ir.Table:
    """With the commonest value of three tags in every row, of equals the first by name; null where none is known."""
    import ibis

    for name in LEADING:
        many = rows[name].count().over(ibis.window(group_by=name))
        rows = rows.mutate(people_alike=ibis.ifelse(rows[name].isnull(), -1, many))
        order = ibis.window(order_by=[ibis.desc("people_alike"), name], preceding=None, following=0)
        rows = rows.mutate(**{f"leading_{name.removeprefix('top_')}": rows[name].first(include_null=True).over(order)})
        rows = rows.drop("people_alike")
    return rows


def later_person(later_line: ir.Table) -> ir.Table:
    """One row per customer who bought after the cut: the classes of those who bought as much.

    ``later_line`` has ``customer_id``, ``day``, ``category``, ``price_band`` and ``hour``.
    """
    summed = later_line.group_by("customer_id").aggregate(lines=later_line.count(), days=later_line.day.nunique())
    return summed.select(
        "customer_id", lines_class=size_class(summed["lines"]), days_class=size_class(summed.days)
    )  # fmt: skip


def later_value(later_line: ir.Table) -> ir.Table:
    """One row per customer, dimension and value that they bought after the cut, however often."""
    import ibis

    parts = [
        later_line.select("customer_id", dimension=ibis.literal(name), value=later_line[name].cast("string"))
        for name in TESTED
    ]
    rows = ibis.union(*parts)
    return rows.filter(rows.value.notnull() & (rows.value != "")).distinct()


def size_count(base_member: ir.Table) -> ir.Table:
    """People at the cut by the groups that hold them."""
    return base_member.group_by("groups").aggregate(people=base_member.count())


def person_count(base_member: ir.Table, later_person: ir.Table) -> ir.Table:
    """People who bought after the cut by groups, dimension and class of those alike."""
    import ibis

    rows = base_member.inner_join(later_person, "customer_id")
    parts = [
        rows.group_by("groups", dimension=ibis.literal(name), stratum=rows[kind]).aggregate(people=rows.count())
        for name, kind in TESTED.items()
    ]
    return ibis.union(*parts)


def value_count(base_member: ir.Table, later_person: ir.Table, later_value: ir.Table) -> ir.Table:
    """The same who bought each value: people, not lines."""
    import ibis

    rows = base_member.inner_join(later_person, "customer_id").inner_join(later_value, "customer_id")
    kinds = [(rows.dimension == name, rows[kind]) for name, kind in TESTED.items()]
    rows = rows.mutate(stratum=ibis.cases(*kinds))
    return rows.group_by("groups", "dimension", "stratum", "value").aggregate(people=rows.count())
