"""Coupons redeemed in this month and the eleven before."""

from regulars.core.tag import Tag, within_months

TAG = Tag(
    name="coupon_uses_12m",
    reads="customer_month",
    unit="count",
    family="price",
    title={"en": "Coupons used, 12 months", "zh": "近 12 个月用券次数"},
    about={
        "en": "Coupons redeemed in this month and the eleven before.",
        "zh": "本月及之前 11 个月核销优惠券数。",
    },
    missing=0,
    needs="coupon",
    value=lambda m, as_of: m.coupon_uses.sum(where=within_months(m, as_of, months=12)),
)
