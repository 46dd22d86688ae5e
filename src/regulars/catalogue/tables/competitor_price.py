"""Prices of competitors."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="competitor_price",
    grain="one product of one competitor as seen on a day",
    about="The product is the own one that it competes with.",
    title={"en": "Competitor price", "zh": "竞品价格"},
    key=("competitor", "product_id", "seen_at"),
    moment="seen_at",
    columns=(
        Column("competitor", "text", "who sells it", required=True),
        Column("product_id", "id", "the own product that it competes with", required=True),
        Column("seen_at", "moment", "when it was seen", required=True),
        Column("price", "money", "price of one"),
        Column("is_promotion", "boolean", "whether it was told as a promotion"),
    ),
    references={"product_id": "product"},
)
