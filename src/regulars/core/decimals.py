"""Exact numbers in expressions: constants with all digits, products and sums that neither overflow nor cost much."""

from __future__ import annotations

from decimal import Decimal
from typing import Any


def exact(value: Decimal) -> Any:
    """A constant with all its digits; floating point where 38 of them are not enough.

    Without a type of its own a decimal is written with three digits: 7.1234 would become 7.123.
    """
    import ibis

    if not value.is_finite():
        return ibis.literal(float(value))
    _, digits, exponent = value.as_tuple()
    scale = max(0, -int(exponent))
    whole = max(len(digits) + int(exponent), 1)
    if whole + scale > 38:
        return ibis.literal(float(value))
    return ibis.literal(value, f"decimal({18 if whole + scale <= 18 else 38}, {scale})")


def whole_sum(values: Any, where: Any = None) -> Any:
    """The sum of whole numbers as int64, exact up to 2^53.

    DuckDB adds them up in 128 bits, which every later step pays for; ibis takes the sum for 64 bits and drops the cast.
    """
    return values.cast("float64").sum(where=where).cast("int64")


def product(left: Any, right: Any, *, scale: int = 6) -> Any:
    """Left times right as a decimal(18, ``scale``), rounded once; null where it does not fit.

    Engines multiply short decimals in 64 bits and fail when that is not enough, and turn long ones back into short ones
    at a hundred times the price: so the short way is taken wherever a rough product says that it is safe.
    """
    import ibis

    one, other = _short(left), _short(right)
    if one is None or other is None:
        return left * right
    digits = one.type().scale + other.type().scale
    size = (one.cast("float64") * other.cast("float64")).abs()
    # ibis takes the product's type for that of the wider factor and would leave out a cast to it.
    quick = (one * other).cast(f"decimal(18, {digits})").cast(f"decimal(18, {scale})")
    slow = (one.cast("decimal(38, 6)") * other).cast("decimal(38, 12)").try_cast(f"decimal(18, {scale})")
    nothing = ibis.null(f"decimal(18, {scale})")
    return ibis.cases((size < 9 * 10.0 ** (17 - digits), quick), (size < 9 * 10.0 ** (17 - scale), slow), else_=nothing)


def _short(value: Any) -> Any:
    """The value as a decimal of 18 digits; None for floating point."""
    if value.type().is_integer():
        return value.try_cast("decimal(18, 0)")
    if not value.type().is_decimal():
        return None
    return value if value.type().precision == 18 else value.try_cast("decimal(18, 6)")
