"""What is added to and taken from the points of a membership."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="points_entry",
    grain="one entry of a points ledger",
    about="Earned and given points are added, all others taken. Those that are added may say until when they are good.",
    title={"en": "Points entry", "zh": "积分流水"},
    key=("entry_id",),
    moment="entered_at",
    columns=(
        Column("entry_id", "id", "number of the entry", required=True),
        Column("account_id", "id", "whose points they are", required=True),
        Column("entered_at", "moment", "when they were added or taken", required=True),
        Column("kind", "text", "why", required=True, words=("earned", "given", "used", "expired", "taken back")),
        Column("points", "quantity", "how many, whichever way they went", required=True, unit="points"),
        Column("order_id", "id", "the order that earned them, or on which they were used"),
        Column("good_until", "day", "last day on which points that were added can be used"),
    ),
    references={"account_id": "account", "order_id": "orders"},
)
