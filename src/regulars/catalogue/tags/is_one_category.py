"""Bought one category only, on two purchase days or more."""

from regulars.core.tag import Tag

TAG = Tag(
    name="is_one_category",
    reads="tag",
    unit="yes_no",
    family="taste",
    title={"en": "One category only", "zh": "单品类客户"},
    about={
        "en": "Bought one category only, on two purchase days or more.",
        "zh": "至少 2 个购买日，且只买过一个品类。",
    },
    value=lambda t, as_of: (t.category_count == 1) & (t.purchase_days >= 2),
)
