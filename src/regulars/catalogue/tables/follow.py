"""Following an official account or a shop front, and leaving it again."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="follow",
    grain="one act of following or leaving",
    about="The last act not after a day says whether an account follows then.",
    title={"en": "Follow", "zh": "关注"},
    key=("account_id", "place", "happened_at"),
    moment="happened_at",
    columns=(
        Column("account_id", "id", "who did it", required=True),
        Column("place", "text", "what is followed: an official account, a shop front, a channel", required=True),
        Column("happened_at", "moment", "when", required=True),
        Column("kind", "text", "what was done", required=True, words=("follow", "leave")),
    ),
    references={"account_id": "account"},
)
