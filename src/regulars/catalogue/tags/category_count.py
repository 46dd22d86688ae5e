"""How many values of category were ever bought."""

from regulars.core.tag import Tag

TAG = Tag(
    name="category_count",
    reads="customer_affinity",
    unit="count",
    family="taste",
    title={"en": "Category count", "zh": "购买过的品类数"},
    about={
        "en": "How many values of category were ever bought.",
        "zh": "购买过的品类数量。",
    },
    value=lambda a, as_of: a.breadth.max(where=a.dimension == "category"),
)
