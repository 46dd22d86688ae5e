"""Orders placed, paid or not. Payment and refund are facts of their own, so that as-of does not leak."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="orders",
    grain="one order",
    about="No status: what became of the order is told by its payments and refunds up to the as-of day.",
    title={"en": "Order", "zh": "订单"},
    key=("order_id",),
    moment="ordered_at",
    columns=(
        Column("order_id", "id", "order number", required=True),
        Column("account_id", "id", "who ordered; null for a guest", merge="same"),
        Column("ordered_at", "moment", "when the order was placed", required=True, merge="min"),
        Column("amount", "money", "order total as the source states it; null: the sum of its lines", merge="same"),
        Column("store_id", "id", "store or shop front"),
        Column("region_code", "text", "delivery region, GB/T 2260 in China, ISO 3166 elsewhere"),
        Column("currency", "text", "currency of the original amount, where it is not the shop's"),
        Column("amount_original", "money", "total in the original currency"),
    ),
    references={"account_id": "account", "store_id": "store"},
)
