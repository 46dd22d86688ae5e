"""What the shop gave up on this customer's orders."""

from regulars.core.tag import Tag

TAG = Tag(
    name="shop_discount",
    reads="customer_month",
    unit="money",
    family="price",
    title={"en": "Discounts by the shop", "zh": "店铺优惠"},
    about={
        "en": "What the shop gave up on this customer's orders.",
        "zh": "店铺在该客户订单上承担的优惠。",
    },
    missing=0,
    needs="discount",
    value=lambda m, as_of: m.discount_shop.sum(),
)
