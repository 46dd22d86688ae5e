"""At least 70 % of the weighted money goes to one brand, on three purchase days or more."""

from regulars.core.tag import Tag

TAG = Tag(
    name="is_brand_loyal",
    reads="tag",
    unit="yes_no",
    family="taste",
    title={"en": "Loyal to a brand", "zh": "品牌忠诚"},
    about={
        "en": "At least 70 % of the weighted money goes to one brand, on three purchase days or more.",
        "zh": "至少 3 个购买日，且 70% 以上加权消费在同一品牌。",
    },
    needs="brand",
    value=lambda t, as_of: (t.top_brand_share >= 0.7) & (t.purchase_days >= 3),
)
