"""What was in stock, by product and day."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="stock_day",
    grain="one product and day",
    about="What can be sold at the end of the day; 0 is out of stock.",
    title={"en": "Stock by day", "zh": "每日库存"},
    key=("product_id", "day"),
    columns=(
        Column("product_id", "id", "the product", required=True),
        Column("day", "day", "the day", required=True),
        Column("quantity", "quantity", "pieces in stock", unit="pieces"),
    ),
    references={"product_id": "product"},
)
