"""Who is in which chat group, from when on and until when."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="group_member",
    grain="one account in one chat group, from its joining on",
    about="Who leaves and joins again has two rows. Whoever has not left by a day is in the group.",
    title={"en": "Chat-group member", "zh": "社群成员"},
    key=("group_id", "account_id", "joined_at"),
    moment="joined_at",
    columns=(
        Column("group_id", "id", "the chat group", required=True),
        Column("account_id", "id", "who is in it", required=True),
        Column("joined_at", "moment", "when they joined", required=True),
        Column("left_day", "day", "the day on which they left; null of who is still there"),
    ),
    references={"account_id": "account"},
)
