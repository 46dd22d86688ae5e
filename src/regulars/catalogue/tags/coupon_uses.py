"""Coupons redeemed so far."""

from regulars.core.tag import Tag

TAG = Tag(
    name="coupon_uses",
    reads="customer_month",
    unit="count",
    family="price",
    title={"en": "Coupons used", "zh": "用券次数"},
    about={
        "en": "Coupons redeemed so far.",
        "zh": "累计核销优惠券数。",
    },
    missing=0,
    needs="coupon",
    value=lambda m, as_of: m.coupon_uses.sum(),
)
