"""The subcategory with most money, recent money counting more."""

from regulars.core.tag import Tag

TAG = Tag(
    name="top_subcategory",
    reads="customer_affinity",
    unit="word",
    family="taste",
    title={"en": "Favourite subcategory", "zh": "偏好子品类"},
    about={
        "en": "The subcategory with most money, recent money counting more.",
        "zh": "消费最多的子品类，近期消费权重更高。",
    },
    value=lambda a, as_of: a["value"].max(where=(a.dimension == "subcategory") & (a.place == 1)),
)
