"""Discounts ÷ list price of everything ordered."""

from __future__ import annotations

from typing import Any

from regulars.core.tag import Tag, share


def _off(m: Any) -> Any:
    return m.discount_shop + m.discount_platform + m.discount_anchor + m.discount_maker


TAG = Tag(
    name="discount_share",
    reads="customer_month",
    unit="share",
    family="price",
    title={"en": "Discount share", "zh": "优惠占比"},
    about={
        "en": "Discounts ÷ list price of everything ordered.",
        "zh": "优惠金额 ÷ 原价金额。",
    },
    needs="discount",
    value=lambda m, as_of: share(_off(m).sum(), m.list_amount.sum()),
)
