"""What is sold, with the attributes that change over time."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="product",
    grain="one product, from one day on",
    about="Each row is what was known of the product on a day; the latest row not after the as-of day is valid.",
    title={"en": "Product", "zh": "商品"},
    key=("product_id", "valid_from"),
    versioned=True,
    columns=(
        Column("product_id", "id", "stock keeping unit", required=True),
        Column("valid_from", "day", "first day on which these values were seen", required=True),
        Column("name", "text", "title"),
        Column("category", "text", "category path, levels parted by /"),
        Column("brand", "text", "brand"),
        Column("price", "money", "list price of one unit"),
        Column("cost", "money", "purchase cost of one unit"),
        Column("attributes", "text", "what else is known of it, as JSON: colour, size, skin type …"),
    ),
)
