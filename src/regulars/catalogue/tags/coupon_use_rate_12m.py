"""How many of the coupons of the last twelve months the customer uses."""

from regulars.core.tag import Tag, share

TAG = Tag(
    name="coupon_use_rate_12m",
    reads="tag",
    unit="share",
    family="price",
    title={"en": "Coupon use rate, 12 months", "zh": "近 12 个月用券率"},
    about={
        "en": "Coupons used for each one given in the last twelve months, at most 1; unknown of those who got none.",
        "zh": "本月及之前 11 个月用券数 ÷ 领券数，最高为 1；未领券者未知。",
    },
    needs="coupon",
    value=lambda t, as_of: share(t.coupon_uses_12m, t.coupons_issued_12m).clip(upper=1.0),
)
