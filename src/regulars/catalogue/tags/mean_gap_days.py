"""Days from the first to the last paid day ÷ the gaps between them; from two paid days on."""

from __future__ import annotations

from datetime import date
from typing import Any

from regulars.core.tag import Tag, share


def _value(c: Any, as_of: date) -> Any:
    import ibis

    gaps = ibis.ifelse(c.paid_days >= 2, c.paid_days - 1, ibis.null("int64"))
    return share(c.last_paid_day.delta(c.first_paid_day, unit="day"), gaps)


TAG = Tag(
    name="mean_gap_days",
    reads="customer",
    unit="number",
    family="rhythm",
    title={"en": "Mean days between purchases", "zh": "平均购买间隔"},
    about={
        "en": "Days from the first to the last paid day ÷ the gaps between them; from two paid days on.",
        "zh": "首末支付日间隔天数 ÷ 间隔数；至少两个支付日。",
    },
    value=_value,
)
