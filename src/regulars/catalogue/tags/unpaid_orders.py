"""Orders placed less orders paid, never below 0."""

from __future__ import annotations

from datetime import date
from typing import Any

from regulars.core.tag import Tag


def _value(d: Any, as_of: date) -> Any:
    import ibis

    return ibis.greatest(d.orders.sum() - d.paid_orders.sum(), 0)


TAG = Tag(
    name="unpaid_orders",
    reads="customer_day",
    unit="count",
    family="risk",
    title={"en": "Orders not paid", "zh": "未支付订单数"},
    about={
        "en": "Orders placed less orders paid, never below 0.",
        "zh": "下单数减支付订单数，不低于 0。",
    },
    missing=0,
    value=_value,
)
