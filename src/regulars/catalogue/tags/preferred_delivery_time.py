"""When the customer last wished to get a parcel."""

from regulars.core.tag import Tag, latest_word

TAG = Tag(
    name="preferred_delivery_time",
    reads="delivery",
    unit="word",
    family="rhythm",
    title={"en": "Preferred delivery time", "zh": "偏好配送时段"},
    about={
        "en": "The time of delivery that the customer last asked for.",
        "zh": "客户最近一次选择的配送时段。",
    },
    words={
        "morning": {"en": "Morning", "zh": "上午"},
        "afternoon": {"en": "Afternoon", "zh": "下午"},
        "evening": {"en": "Evening", "zh": "晚上"},
        "weekend": {"en": "Weekend", "zh": "周末"},
    },
    value=lambda d, as_of: latest_word(d.preferred_time, d.delivered_at),
)
