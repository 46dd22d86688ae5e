"""What buyers write of what they bought."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="review",
    grain="one review",
    about="Kept as it was written. Where the source names no order line, the product is known alone.",
    title={"en": "Review", "zh": "评价"},
    key=("review_id",),
    moment="written_at",
    columns=(
        Column("review_id", "id", "number of the review", required=True),
        Column("account_id", "id", "who wrote it; null where nameless"),
        Column("order_id", "id", "the order of which it speaks"),
        Column("line_no", "id", "its line"),
        Column("product_id", "id", "the product of which it speaks"),
        Column("written_at", "moment", "when it was written", required=True),
        Column("rating", "integer", "stars, from 1 to 5"),
        Column("text", "text", "the words"),
    ),
    references={"account_id": "account", "order_id": "orders", "product_id": "product"},
)
