"""At least 80 % of the lines had a discount, of three orders or more."""

from regulars.core.tag import Tag

TAG = Tag(
    name="is_discount_dependent",
    reads="tag",
    unit="yes_no",
    family="price",
    title={"en": "Depends on discounts", "zh": "依赖优惠"},
    about={
        "en": "At least 80 % of the lines had a discount, of three orders or more.",
        "zh": "至少 3 单，且 80% 以上明细行有优惠。",
    },
    needs="discount",
    value=lambda t, as_of: (t.discounted_line_share >= 0.8) & (t.order_count >= 3),
)
