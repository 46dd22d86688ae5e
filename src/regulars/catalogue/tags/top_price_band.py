"""The price band with most money, recent money counting more."""

from regulars.core.tag import Tag

TAG = Tag(
    name="top_price_band",
    reads="customer_affinity",
    unit="word",
    family="price",
    title={"en": "Favourite price band", "zh": "偏好价格带"},
    about={
        "en": "The price band with most money, recent money counting more.",
        "zh": "消费最多的价格带，近期消费权重更高。",
    },
    value=lambda a, as_of: a["value"].max(where=(a.dimension == "price_band") & (a.place == 1)),
)
