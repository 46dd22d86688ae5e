"""The weekday with most orders; of equals the earlier one. From three orders on."""

from __future__ import annotations

from typing import Any

from regulars.core.tag import Tag


def _favourite(m: Any) -> Any:
    import ibis

    counts = [m[f"orders_w{day}"].sum() for day in range(1, 8)]
    most = ibis.greatest(*counts)
    named = ibis.cases(*[(count == most, str(day)) for day, count in enumerate(counts, 1)])
    return ibis.ifelse(m.orders.sum() >= 3, named, ibis.null("string"))


TAG = Tag(
    name="favourite_weekday",
    reads="customer_month",
    unit="word",
    family="rhythm",
    title={"en": "Favourite weekday", "zh": "常购星期"},
    about={
        "en": "The weekday with most orders; of equals the earlier one. From three orders on.",
        "zh": "下单最多的星期；相同取较早者。至少 3 单。",
    },
    words={
        "1": {"en": "Monday", "zh": "周一"},
        "2": {"en": "Tuesday", "zh": "周二"},
        "3": {"en": "Wednesday", "zh": "周三"},
        "4": {"en": "Thursday", "zh": "周四"},
        "5": {"en": "Friday", "zh": "周五"},
        "6": {"en": "Saturday", "zh": "周六"},
        "7": {"en": "Sunday", "zh": "周日"},
    },
    value=lambda m, as_of: _favourite(m),
)
