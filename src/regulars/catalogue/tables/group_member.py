"""Membership in chat groups."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="group_member",
    grain="one account in one chat group, from its joining on",
    about="Staff and bots are told by their role.",
    title={"en": "Chat-group member", "zh": "社群成员"},
    key=("group_id", "account_id", "joined_at"),
    moment="joined_at",
    columns=(
        Column("group_id", "id", "the chat group", required=True),
        Column("account_id", "id", "who is in it", required=True),
        Column("joined_at", "moment", "when they came", required=True),
        Column("left_at", "moment", "when they left"),
        Column("role", "text", "what they are in it", words=("member", "owner", "staff", "bot")),
        Column("via", "text", "what brought them"),
    ),
    references={"account_id": "account"},
)
