"""Months with an order, of this month and the eleven before."""

from __future__ import annotations

from datetime import date
from typing import Any

from regulars.core.tag import Tag
from regulars.core.time import month_of, months_before


def _active(m: Any, as_of: date) -> Any:
    """A flag a month: two accounts of one customer are active in the same month once."""
    months = [months_before(month_of(as_of), back) for back in range(12)]
    return sum(((m.month == month) & (m.orders > 0)).any().fill_null(False).cast("int64") for month in months)


TAG = Tag(
    name="active_months_12m",
    reads="customer_month",
    unit="count",
    family="rhythm",
    title={"en": "Active months, 12 months", "zh": "近 12 个月活跃月数"},
    about={
        "en": "Months with an order, of this month and the eleven before.",
        "zh": "本月及之前 11 个月中有下单的月数。",
    },
    missing=0,
    value=lambda m, as_of: _active(m, as_of),
)
