"""Coupons that the customer was given in this month and the eleven before."""

from regulars.core.tag import Tag, within_months

TAG = Tag(
    name="coupons_issued_12m",
    reads="coupon_issue",
    unit="count",
    family="price",
    title={"en": "Coupons issued, 12 months", "zh": "近 12 个月领券数"},
    about={
        "en": "Coupons that the customer was given in this month and the eleven before.",
        "zh": "本月及之前 11 个月发放给客户的优惠券数。",
    },
    missing=0,
    value=lambda c, as_of: c.count(where=within_months(c, as_of, months=12)),
)
