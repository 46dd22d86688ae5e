"""How long the first purchase took after the registration; 0 where it came before."""

from __future__ import annotations

from datetime import date
from typing import Any

from regulars.core.tag import Tag


def _value(c: Any, as_of: date) -> Any:
    import ibis

    days = c.first_paid_day.delta(c.registered_day, unit="day")
    return ibis.ifelse(days < 0, 0, days)  # the greatest of the two would be 0 where either day is unknown


TAG = Tag(
    name="days_to_first_purchase",
    reads="customer",
    unit="days",
    family="rhythm",
    title={"en": "Days from registration to first purchase", "zh": "注册到首购天数"},
    about={
        "en": "How long the first purchase took after the registration; 0 where it came before.",
        "zh": "注册后多久首次购买；先购买后注册为 0。",
    },
    value=_value,
)
