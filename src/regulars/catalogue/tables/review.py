"""Reviews of products."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="review",
    grain="one review",
    about="Kept as it was written.",
    title={"en": "Review", "zh": "评价"},
    key=("review_id",),
    moment="written_at",
    columns=(
        Column("review_id", "id", "number of the review", required=True),
        Column("written_at", "moment", "when", required=True),
        Column("account_id", "id", "who wrote it; null where it is anonymous"),
        Column("order_id", "id", "the order"),
        Column("product_id", "id", "the product"),
        Column("stars", "integer", "1 to 5"),
        Column("text", "text", "the words"),
    ),
    references={"account_id": "account", "order_id": "orders", "product_id": "product"},
)
