"""Money given back: returns, refund only, cancellations, exchanges and price protection."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="refund",
    grain="one line of a refund; identical lines are told apart by their occurrence",
    about="Where the source names no order, the build matches the refund to an earlier sale or counts it as unmatched.",
    title={"en": "Refund", "zh": "退款"},
    key=("refund_id", "product_id", "quantity", "unit_price"),
    counted="refund_id",
    moment="refunded_at",
    columns=(
        Column("refund_id", "id", "refund number", required=True),
        Column("order_id", "id", "the refunded order, where the source names it"),
        Column("account_id", "id", "who got the money; null where unknown"),
        Column("product_id", "id", "what was given back; empty for money only"),
        Column("refunded_at", "moment", "when the refund was made", required=True),
        Column("quantity", "quantity", "how many came back, 0 for money only", unit="pieces"),
        Column("unit_price", "money", "price of one as refunded, 0 for money only"),
        Column("amount", "money", "money given back, positive", required=True),
        Column(
            "kind",
            "text",
            "why the money went back",
            words=("return", "refund_only", "cancel", "exchange", "price_protection"),
        ),
        Column("currency", "text", "currency of the original amount, where it is not the shop's"),
        Column("amount_original", "money", "amount in the original currency"),
    ),
    references={"order_id": "orders", "account_id": "account", "product_id": "product"},
)
