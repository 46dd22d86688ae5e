"""Deliveries of orders, and how they were liked."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="delivery",
    grain="one delivery of one order",
    about="The moment is the one at which it was handed over to the carrier.",
    title={"en": "Delivery", "zh": "配送"},
    key=("delivery_id",),
    moment="shipped_at",
    columns=(
        Column("delivery_id", "id", "consignment number", required=True),
        Column("order_id", "id", "the order", required=True),
        Column("shipped_at", "moment", "when it left", required=True),
        Column("delivered_at", "moment", "when it came"),
        Column("account_id", "id", "who ordered; null for a guest"),
        Column("carrier", "text", "who brought it"),
        Column("region_code", "text", "where to, GB/T 2260 in China, ISO 3166 elsewhere"),
        Column("slot", "text", "wish for a time of day", words=("any", "workday", "weekend", "morning", "evening")),
        Column("rating", "integer", "1 to 5, where somebody rated it"),
    ),
    references={"account_id": "account", "order_id": "orders"},
)
