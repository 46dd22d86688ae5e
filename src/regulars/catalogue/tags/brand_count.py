"""How many values of brand were ever bought."""

from regulars.core.tag import Tag

TAG = Tag(
    name="brand_count",
    reads="customer_affinity",
    unit="count",
    family="taste",
    title={"en": "Brand count", "zh": "购买过的品牌数"},
    about={
        "en": "How many values of brand were ever bought.",
        "zh": "购买过的品牌数量。",
    },
    value=lambda a, as_of: a.breadth.max(where=a.dimension == "brand"),
)
