"""The category with the second most money."""

from regulars.core.tag import Tag

TAG = Tag(
    name="second_category",
    reads="customer_affinity",
    unit="word",
    family="taste",
    title={"en": "Second category", "zh": "第二偏好品类"},
    about={
        "en": "The category with the second most money.",
        "zh": "消费第二多的品类。",
    },
    value=lambda a, as_of: a["value"].max(where=(a.dimension == "category") & (a.place == 2)),
)
