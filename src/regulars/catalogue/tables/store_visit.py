"""Visits of stores, as RFID or Wi-Fi see them."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="store_visit",
    grain="one visit of one store",
    about="The account is told only of people who agreed to it; others count under a passing tag that leads to nobody.",
    title={"en": "Store visit", "zh": "到店"},
    key=("visit_id",),
    moment="came_at",
    columns=(
        Column("visit_id", "id", "number of the visit", required=True),
        Column("store_id", "id", "the store", required=True),
        Column("came_at", "moment", "when they came in", required=True),
        Column("account_id", "id", "who it was, where they agreed to be known"),
        Column("anonymous_id", "id", "the tag or signal that was seen, another one for each visit"),
        Column("minutes", "integer", "how long they stayed", unit="minutes"),
        Column("seen_by", "text", "what saw them", words=("rfid", "wifi")),
    ),
    references={"account_id": "account", "store_id": "store"},
)
