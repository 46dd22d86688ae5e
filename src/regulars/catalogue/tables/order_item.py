"""Lines of orders: what was bought, how many, for how much, and who bore the discount."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="order_item",
    grain="one line of an order; identical lines are told apart by their occurrence",
    about="Amount is what the line costs the buyer after all discounts, shipping not included.",
    title={"en": "Order line", "zh": "订单明细"},
    key=("order_id", "product_id", "quantity", "unit_price"),
    counted="order_id",
    line_key=("order_id", "line_no"),
    moment="ordered_at",
    columns=(
        Column("order_id", "id", "order number", required=True),
        Column("account_id", "id", "who ordered; null for a guest"),
        Column("product_id", "id", "what was bought; empty where the source does not tell"),
        Column("ordered_at", "moment", "when the line was ordered", required=True),
        Column("quantity", "quantity", "how many", required=True, unit="pieces"),
        Column("unit_price", "money", "price of one before discounts", required=True),
        Column("amount", "money", "quantity × unit price − discounts, unless the source states it", required=True),
        Column("discount_shop", "money", "discount borne by the shop"),
        Column("discount_platform", "money", "discount borne by the platform"),
        Column("discount_anchor", "money", "discount borne by the live-stream anchor"),
        Column("discount_maker", "money", "discount borne by the maker (manufacturer coupons)"),
        Column("is_paid", "boolean", "true where the source only lists paid lines and knows no payments"),
        Column("line_no", "id", "line number, where the source has one: then it is the line's key"),
        Column("currency", "text", "currency of the original amount, where it is not the shop's"),
        Column("amount_original", "money", "amount in the original currency"),
    ),
    references={"account_id": "account", "order_id": "orders", "product_id": "product"},
)
