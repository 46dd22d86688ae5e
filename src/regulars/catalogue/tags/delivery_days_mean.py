"""Days from sending to handing over, on average."""

from __future__ import annotations

from typing import Any

from regulars.core.tag import Tag


def _days(d: Any) -> Any:
    moments = (one.cast("timestamp").epoch_seconds().cast("int64") for one in (d.delivered_at, d.shipped_at))
    delivered, shipped = moments
    return (delivered - shipped) / 86_400


TAG = Tag(
    name="delivery_days_mean",
    reads="delivery",
    unit="number",
    family="risk",
    title={"en": "Delivery days", "zh": "平均配送天数"},
    about={
        "en": "Days from sending a parcel to handing it over, on average.",
        "zh": "包裹从发出到送达的平均天数。",
    },
    value=lambda d, as_of: _days(d).mean(),
)
