"""Who follows which of the shop's faces."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="follow",
    grain="one act of following or leaving",
    about="The latest one of an account and a target holds.",
    title={"en": "Follow", "zh": "关注"},
    key=("account_id", "target", "followed_at"),
    moment="followed_at",
    columns=(
        Column("account_id", "id", "who", required=True),
        Column("target", "text", "what they follow: the brand, an anchor, a KOL", required=True),
        Column("followed_at", "moment", "when", required=True),
        Column("is_following", "boolean", "false where they left"),
    ),
    references={"account_id": "account"},
)
