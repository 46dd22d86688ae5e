"""Points of members, entry by entry."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="points_entry",
    grain="one entry of a points ledger",
    about="Earned and spent points; the balance is their sum, less what has expired.",
    title={"en": "Points entry", "zh": "积分流水"},
    key=("entry_id",),
    moment="booked_at",
    columns=(
        Column("entry_id", "id", "entry number", required=True),
        Column("account_id", "id", "whose points", required=True),
        Column("booked_at", "moment", "when they were booked", required=True),
        Column("points", "quantity", "points: above 0 earned, below 0 spent or expired", required=True, unit="points"),
        Column("kind", "text", "why", words=("earn", "spend", "expire", "adjust")),
        Column("order_id", "id", "the order that they came of or were spent on"),
        Column("expires_at", "moment", "when earned ones end"),
    ),
    references={"account_id": "account", "order_id": "orders"},
)
