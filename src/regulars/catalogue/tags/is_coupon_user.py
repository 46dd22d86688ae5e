"""Has used a coupon in the last twelve months."""

from regulars.core.tag import Tag

TAG = Tag(
    name="is_coupon_user",
    reads="tag",
    unit="yes_no",
    family="price",
    title={"en": "Uses coupons", "zh": "用券客户"},
    about={
        "en": "Has used a coupon in the last twelve months.",
        "zh": "近 12 个月用过优惠券。",
    },
    needs="coupon",
    value=lambda t, as_of: t.coupon_uses_12m > 0,
)
