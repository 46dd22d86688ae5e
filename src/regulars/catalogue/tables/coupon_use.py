"""Coupons redeemed."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="coupon_use",
    grain="one redemption of a coupon by an account",
    about="The cost is the actual deduction, not the face value.",
    title={"en": "Coupon used", "zh": "用券"},
    key=("coupon_id", "campaign_id", "account_id", "order_id", "used_at"),
    counted="coupon_id",
    moment="used_at",
    columns=(
        Column("coupon_id", "id", "the coupon", required=True),
        Column("campaign_id", "id", "the campaign that issued it"),
        Column("account_id", "id", "who used it", required=True),
        Column("order_id", "id", "the order on which it was used; empty where unknown"),
        Column("used_at", "moment", "when it was used", required=True),
        Column("deduction", "money", "what was taken off, null where unknown"),
    ),
    references={"account_id": "account", "order_id": "orders"},
)
