"""Visits of stores, told by RFID, Wi-Fi or the till."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="store_visit",
    grain="one visit of one store",
    about="Anonymous unless the person agreed: then it has an account.",
    title={"en": "Store visit", "zh": "到店"},
    key=("visit_id",),
    moment="entered_at",
    columns=(
        Column("visit_id", "id", "visit number", required=True),
        Column("store_id", "id", "the store", required=True),
        Column("entered_at", "moment", "when it began", required=True),
        Column("account_id", "id", "who came, only where they agreed"),
        Column("stay_seconds", "integer", "how long it was", unit="seconds"),
        Column("sensor", "text", "what told it", words=("rfid", "wifi", "camera", "till")),
    ),
    references={"account_id": "account", "store_id": "store"},
)
