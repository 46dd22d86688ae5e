"""Shops, counters and shop fronts where orders are placed."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="store",
    grain="one store",
    about="Online fronts are stores too.",
    title={"en": "Store", "zh": "门店"},
    key=("store_id",),
    columns=(
        Column("store_id", "id", "store number", required=True),
        Column("name", "text", "name"),
        Column("kind", "text", "physical store, web, app or mini-program"),
        Column("region_code", "text", "where it is"),
    ),
)
