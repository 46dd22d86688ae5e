"""What competitors ask for the products that the shop sells too."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="competitor_price",
    grain="one product of one competitor as seen on a day",
    about="A day without a row is a day on which nobody looked.",
    title={"en": "Competitor price", "zh": "竞品价格"},
    key=("competitor", "product_id", "day"),
    columns=(
        Column("competitor", "text", "name of the competitor", required=True),
        Column("product_id", "id", "the shop's own product that it compares with", required=True),
        Column("day", "day", "the day on which it was seen", required=True),
        Column("price", "money", "price of one unit"),
    ),
    references={"product_id": "product"},
)
