"""The part of the day with most orders; of equals the earlier one. From three orders on."""

from __future__ import annotations

from typing import Any

from regulars.core.tag import Tag, orders_between


def _favourite(m: Any) -> Any:
    import ibis

    counts = [orders_between(m, start, start + 6).sum() for start in (0, 6, 12, 18)]
    most = ibis.greatest(*counts)
    names = ("night", "morning", "afternoon", "evening")
    named = ibis.cases(*[(count == most, name) for name, count in zip(names, counts, strict=True)])
    return ibis.ifelse(m.orders.sum() >= 3, named, ibis.null("string"))


TAG = Tag(
    name="favourite_hours",
    reads="customer_month",
    unit="word",
    family="rhythm",
    title={"en": "Favourite part of the day", "zh": "常购时段"},
    about={
        "en": "The part of the day with most orders; of equals the earlier one. From three orders on.",
        "zh": "下单最多的时段；相同取较早者。至少 3 单。",
    },
    words={
        "night": {"en": "Night, 0–6", "zh": "凌晨 0–6 点"},
        "morning": {"en": "Morning, 6–12", "zh": "上午 6–12 点"},
        "afternoon": {"en": "Afternoon, 12–18", "zh": "下午 12–18 点"},
        "evening": {"en": "Evening, 18–24", "zh": "晚上 18–24 点"},
    },
    value=lambda m, as_of: _favourite(m),
)
