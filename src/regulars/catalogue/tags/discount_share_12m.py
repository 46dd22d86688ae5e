"""Discounts ÷ list price in this month and the eleven before."""

from __future__ import annotations

from datetime import date
from typing import Any

from regulars.core.tag import Tag, share, within_months


def _off(m: Any) -> Any:
    return m.discount_shop + m.discount_platform + m.discount_anchor + m.discount_maker


def _share_of_year(m: Any, as_of: date) -> Any:
    recent = within_months(m, as_of, months=12)
    return share(_off(m).sum(where=recent), m.list_amount.sum(where=recent))


TAG = Tag(
    name="discount_share_12m",
    reads="customer_month",
    unit="share",
    family="price",
    title={"en": "Discount share, 12 months", "zh": "近 12 个月优惠占比"},
    about={
        "en": "Discounts ÷ list price in this month and the eleven before.",
        "zh": "本月及之前 11 个月的优惠金额 ÷ 原价金额。",
    },
    needs="discount",
    value=lambda m, as_of: _share_of_year(m, as_of),
)
