"""The category with most money, recent money counting more."""

from regulars.core.tag import Tag

TAG = Tag(
    name="top_category",
    reads="customer_affinity",
    unit="word",
    family="taste",
    title={"en": "Favourite category", "zh": "偏好品类"},
    about={
        "en": "The category with most money, recent money counting more.",
        "zh": "消费最多的品类，近期消费权重更高。",
    },
    value=lambda a, as_of: a["value"].max(where=(a.dimension == "category") & (a.place == 1)),
)
