"""What platforms, anchors and makers gave up on this customer's orders."""

from regulars.core.tag import Tag

TAG = Tag(
    name="other_discount",
    reads="customer_month",
    unit="money",
    family="price",
    title={"en": "Discounts by others", "zh": "平台与品牌优惠"},
    about={
        "en": "What platforms, anchors and makers gave up on this customer's orders.",
        "zh": "平台、主播、品牌承担的优惠。",
    },
    missing=0,
    needs="discount",
    value=lambda m, as_of: (m.discount_platform + m.discount_anchor + m.discount_maker).sum(),
)
