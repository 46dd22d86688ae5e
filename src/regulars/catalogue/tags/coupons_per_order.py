"""Coupons redeemed ÷ orders placed."""

from regulars.core.tag import Tag, share

TAG = Tag(
    name="coupons_per_order",
    reads="customer_month",
    unit="number",
    family="price",
    title={"en": "Coupons per order", "zh": "单均用券"},
    about={
        "en": "Coupons redeemed ÷ orders placed.",
        "zh": "核销优惠券数 ÷ 下单数。",
    },
    needs="coupon",
    value=lambda m, as_of: share(m.coupon_uses.sum(), m.orders.sum()),
)
