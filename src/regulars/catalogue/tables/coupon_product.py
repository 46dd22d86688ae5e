"""Which products a coupon of a campaign is good for."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="coupon_product",
    grain="one product that a coupon of a campaign is good for",
    about="An empty product means the whole shop.",
    title={"en": "Coupon scope", "zh": "优惠券适用商品"},
    key=("coupon_id", "campaign_id", "product_id"),
    columns=(
        Column("coupon_id", "id", "the coupon", required=True),
        Column("campaign_id", "id", "the campaign that issued it"),
        Column("product_id", "id", "the product"),
    ),
    references={"product_id": "product"},
)
