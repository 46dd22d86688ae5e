"""Parcels that were handed over."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="delivery",
    grain="one delivery of one order",
    about="Known from the moment when the parcel was handed over; what is still on its way is not told.",
    title={"en": "Delivery", "zh": "配送"},
    key=("delivery_id",),
    moment="delivered_at",
    columns=(
        Column("delivery_id", "id", "number of the parcel", required=True),
        Column("order_id", "id", "the order", required=True),
        Column("account_id", "id", "who gets it; null for a guest"),
        Column("region_code", "text", "where it goes, GB/T 2260 in China, ISO 3166 elsewhere"),
        Column("shipped_at", "moment", "when it was sent"),
        Column("promised_day", "day", "the last day on which it was to arrive"),
        Column("delivered_at", "moment", "when it was handed over", required=True),
        Column(
            "preferred_time", "text", "when the customer wished to get it",
            words=("morning", "afternoon", "evening", "weekend"),
        ),
        Column("rating", "integer", "stars for the delivery, from 1 to 5; null where none were given"),
    ),
    references={"account_id": "account", "order_id": "orders"},
)  # fmt: skip
