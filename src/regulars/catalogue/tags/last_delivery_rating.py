"""The stars of the last delivery that was rated."""

from regulars.core.tag import Tag, latest

TAG = Tag(
    name="last_delivery_rating",
    reads="delivery",
    unit="number",
    family="risk",
    title={"en": "Last delivery rating", "zh": "最近配送评分"},
    about={
        "en": "The stars that the customer last gave for a delivery.",
        "zh": "客户最近一次给配送的评分。",
    },
    value=lambda d, as_of: latest(d.rating, d.delivered_at),
)
