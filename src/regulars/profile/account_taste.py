"""What each account spent in a month by category, brand and price band: the additive heart of tastes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from regulars.core.decimals import exact, whole_sum
from regulars.core.text import PATH_SEPARATOR
from regulars.core.time import month_start

if TYPE_CHECKING:
    import ibis.expr.types as ir

DIMENSIONS = ("category", "subcategory", "brand", "price_band")
#: The end of what still holds. A null would need an "or" in each join by days, which engines try pair by pair.
FAR = date(9999, 12, 31)
#: Money that fits 18 digits with four of them after the point, also when multiplied by a million.
_MOST_SHORT = 90_000_000


def product_span(product: ir.Table) -> ir.Table:
    """Category and brand of each product and the days they hold: ``since`` to before ``until`` (``FAR``: still).

    Versions that change neither are left out: sources repeat a product in every row.
    """
    import ibis

    ordered = ibis.window(group_by="product_id", order_by="valid_from")
    before = product.mutate(
        was_category=product.category.lag().over(ordered), was_brand=product.brand.lag().over(ordered),
        place=ibis.row_number().over(ordered),
    )  # fmt: skip
    is_same = before.category.identical_to(before.was_category) & before.brand.identical_to(before.was_brand)
    changed = before.filter((before.place == 0) | ~is_same)
    following = changed.valid_from.lead().over(ibis.window(group_by="product_id", order_by="valid_from"))
    return changed.select(
        "product_id", "category", "brand", since="valid_from", until=following.fill_null(ibis.literal(FAR))
    )  # fmt: skip


def account_taste(order_item: ir.Table, product_span: ir.Table, *, bands: tuple[Decimal, ...]) -> ir.Table:
    """One row per account, month, category path, brand and price band, with its money and lines."""

    lines = order_item.filter(order_item.account_id.notnull() & (order_item.amount > 0))
    lines = lines.select("account_id", "product_id", "day", "amount", price_band=price_band(lines.unit_price, bands))
    joined = lines.left_join(
        product_span,
        (lines.product_id == product_span.product_id)
        & (lines.day >= product_span.since)
        & (lines.day < product_span.until),
    )
    summed = joined.group_by("account_id", "category", "brand", "price_band", month=month_start(joined.day)).aggregate(
        amount=joined.amount.sum(), lines=joined.count()
    )
    return summed.select(
        "account_id", "month", "category", "brand", "price_band",
        amount=summed.amount.cast("decimal(18, 4)"), lines=summed.lines.cast("int64"),
    )  # fmt: skip


def price_band(price: Any, bands: tuple[Decimal, ...]) -> Any:
    """The band of a price of one piece, named by its ends: 0-20, 20-50 …, 500+. An end itself is in the upper one."""
    import ibis

    starts = (Decimal(0), *bands)
    named = [(price < exact(end), f"{start}-{end}") for start, end in zip(starts, bands, strict=False)]
    return ibis.cases(*named, else_=f"{bands[-1]}+")


def customer_taste(account_taste: ir.Table, *, month: Any, half_life_months: int) -> ir.Table:
    """One row per customer, dimension and value: money, lines, and the money weighted by age.

    ``account_taste`` has ``customer_id`` for the account. A month's weight is halved every ``half_life_months``: whole
    millionths, so that sums are exact and shares do not move from day to day.
    """
    import ibis

    rows = account_taste.filter(account_taste.customer_id.notnull())
    rows = rows.mutate(weighted=_weighted(rows.amount, _weight(rows.month, month, half_life_months)))
    top = rows.category.split(PATH_SEPARATOR)[0]
    path = ibis.ifelse(rows.category.contains(PATH_SEPARATOR), rows.category, ibis.null("string"))
    values = {
        "category": top, "subcategory": path, "brand": rows.brand, "price_band": rows.price_band,
    }  # fmt: skip
    found = []
    for name in DIMENSIONS:
        told = rows.mutate(value=values[name])
        told = told.filter(told.value.notnull() & (told.value != ""))
        found.append(
            told.group_by("customer_id", dimension=ibis.literal(name), value=told.value).aggregate(
                amount=told.amount.sum(), lines=whole_sum(told["lines"]), weighted=told.weighted.sum()
            )
        )
    return ibis.union(*found)


def _weighted(amount: Any, weight: Any) -> Any:
    """Money times a weight of at most a million. Engines multiply short decimals in 64 bits, which is much quicker, and
    fail when that is not enough."""
    import ibis

    weight = weight.cast("decimal(9, 0)")
    short, long = (amount * weight), (amount.cast("decimal(38, 4)") * weight)
    return ibis.ifelse(amount < _MOST_SHORT, short.cast("decimal(38, 4)"), long.cast("decimal(38, 4)"))


def _weight(month: Any, now: Any, half_life: int) -> Any:
    import ibis

    ago = (now.year * 12 + now.month) - (month.year() * 12 + month.month())
    power = ibis.literal(2.0).pow(-ago.cast("float64") / half_life)
    return ibis.greatest((power * 1_000_000).round().cast("int64"), 1)


def customer_affinity(customer_taste: ir.Table, *, most: int) -> ir.Table:
    """The ``most`` preferred values of each customer and dimension, by their share of the weighted money."""
    import ibis

    whole = ibis.window(group_by=["customer_id", "dimension"])
    place = ibis.row_number().over(
        ibis.window(group_by=["customer_id", "dimension"], order_by=[ibis.desc("weighted"), "value"])
    )
    rows = customer_taste.mutate(
        total=customer_taste.weighted.sum().over(whole), breadth=customer_taste.count().over(whole), place=place + 1
    )
    kept = rows.filter(rows.place <= most)
    return kept.select(
        "customer_id", "dimension", "value", place=kept.place.cast("int64"),
        share=(kept.weighted.cast("float64") / kept.total.cast("float64").nullif(0)).round(6),
        amount=kept.amount.cast("decimal(18, 4)"), lines=kept["lines"].cast("int64"),
        breadth=kept.breadth.cast("int64"),
    )  # fmt: skip
