"""How much is said in each chat group, day by day."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="group_day",
    grain="one chat group and day",
    about="Counts of customers only: bots and the shop's staff are left out of all of them.",
    title={"en": "Chat-group day", "zh": "社群日活"},
    key=("group_id", "day"),
    columns=(
        Column("group_id", "id", "the chat group", required=True),
        Column("day", "day", "the day", required=True),
        Column("name", "text", "what the group is called"),
        Column("members", "integer", "customers in it at the end of the day", unit="people"),
        Column("speakers", "integer", "how many of them said something", unit="people"),
        Column("messages", "integer", "what they said", unit="messages"),
    ),
)
