"""Parcels that came later than was said."""

from regulars.core.tag import Tag, share

TAG = Tag(
    name="late_delivery_share",
    reads="delivery",
    unit="share",
    family="risk",
    title={"en": "Share of late deliveries", "zh": "迟到包裹占比"},
    about={
        "en": "Parcels handed over after the promised day ÷ parcels with a promised day.",
        "zh": "晚于承诺日送达的包裹 ÷ 有承诺日的包裹。",
    },
    value=lambda d, as_of: share(d.count(where=d.day > d.promised_day), d.promised_day.count()),
)
