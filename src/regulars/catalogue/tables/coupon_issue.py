"""Coupons handed to accounts."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="coupon_issue",
    grain="one coupon, or one campaign's book of coupons, given to one account",
    about="Issued is not used: see coupon_use.",
    title={"en": "Coupon issued", "zh": "发券"},
    key=("coupon_id", "campaign_id", "account_id", "issued_at"),
    moment="issued_at",
    columns=(
        Column("coupon_id", "id", "the coupon; empty where a campaign gave a whole book"),
        Column("campaign_id", "id", "the campaign that issued it"),
        Column("account_id", "id", "who got it", required=True),
        Column("issued_at", "moment", "when it was given", required=True),
        Column("expires_at", "moment", "when it ends"),
        Column("value", "money", "face value"),
    ),
    references={"account_id": "account"},
)
