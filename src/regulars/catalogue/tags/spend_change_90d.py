"""Paid in the last 90 days less paid in the 90 before, ÷ both; from −1 (stopped) to 1 (just began)."""

from __future__ import annotations

from datetime import date
from typing import Any

from regulars.core.tag import Tag, share, within


def _change(d: Any, as_of: date) -> Any:
    last = d.paid_amount.sum(where=within(d, as_of, days=90)).fill_null(0)
    both = d.paid_amount.sum(where=within(d, as_of, days=180))
    return share(2 * last - both, both)


TAG = Tag(
    name="spend_change_90d",
    reads="customer_day",
    unit="number",
    family="rhythm",
    title={"en": "Spend change, 90 days", "zh": "近 90 天消费变化"},
    about={
        "en": ("Paid in the last 90 days less paid in the 90 before, ÷ both; from −1 (stopped) to 1 (just began)."),
        "zh": "（近 90 天支付 − 前 90 天支付）÷ 两者之和；−1 为停止，1 为刚开始。",
    },
    value=lambda d, as_of: _change(d, as_of),
)
