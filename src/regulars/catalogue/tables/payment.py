"""Payments of orders, deposits and balances of pre-sales included."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="payment",
    grain="one payment",
    about="An order counts as paid on the day of its first payment that is not a deposit.",
    title={"en": "Payment", "zh": "支付"},
    key=("payment_id",),
    moment="paid_at",
    columns=(
        Column(
            "payment_id", "id", "payment number; the order number where there is one payment an order", required=True
        ),
        Column("order_id", "id", "the order that it pays", required=True, merge="same"),
        Column("paid_at", "moment", "when the money was received", required=True, merge="min"),
        Column("amount", "money", "amount paid", required=True, merge="same"),
        Column("kind", "text", "full payment, deposit (定金) or balance (尾款)", words=("full", "deposit", "balance")),
        Column("currency", "text", "currency of the original amount, where it is not the shop's"),
        Column("amount_original", "money", "amount in the original currency"),
    ),
    references={"order_id": "orders"},
)
