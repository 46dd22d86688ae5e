"""What people passed on to others."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="share",
    grain="one share",
    about="Whoever came of it is told by their source.",
    title={"en": "Share", "zh": "分享"},
    key=("share_id",),
    moment="shared_at",
    columns=(
        Column("share_id", "id", "share number", required=True),
        Column("account_id", "id", "who shared", required=True),
        Column("shared_at", "moment", "when", required=True),
        Column("product_id", "id", "what"),
        Column("channel", "text", "where to"),
        Column("opened", "integer", "how often it was opened"),
    ),
    references={"account_id": "account", "product_id": "product"},
)
