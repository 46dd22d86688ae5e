"""The brand with most money, recent money counting more."""

from regulars.core.tag import Tag

TAG = Tag(
    name="top_brand",
    reads="customer_affinity",
    unit="word",
    family="taste",
    title={"en": "Favourite brand", "zh": "偏好品牌"},
    about={
        "en": "The brand with most money, recent money counting more.",
        "zh": "消费最多的品牌，近期消费权重更高。",
    },
    value=lambda a, as_of: a["value"].max(where=(a.dimension == "brand") & (a.place == 1)),
)
