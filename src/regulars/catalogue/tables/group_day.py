"""Messages in chat groups by day."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="group_day",
    grain="one chat group and day",
    about="Counts only, of a group with one owner or a consented archive; staff and bots are left out.",
    title={"en": "Chat-group day", "zh": "社群日活"},
    key=("group_id", "counted_at"),
    moment="counted_at",
    columns=(
        Column("group_id", "id", "the chat group", required=True),
        Column("counted_at", "moment", "the day that is counted, its first moment", required=True),
        Column("members", "integer", "people in it at the end of the day"),
        Column("messages", "integer", "messages of members"),
        Column("speakers", "integer", "members who wrote"),
    ),
)
