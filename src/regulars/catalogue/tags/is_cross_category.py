"""Bought three categories or more."""

from regulars.core.tag import Tag

TAG = Tag(
    name="is_cross_category",
    reads="tag",
    unit="yes_no",
    family="taste",
    title={"en": "Shops across categories", "zh": "跨品类客户"},
    about={
        "en": "Bought three categories or more.",
        "zh": "购买过 3 个及以上品类。",
    },
    value=lambda t, as_of: t.category_count >= 3,
)
