"""Products that customers showed to others, and how many came for it."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="share",
    grain="one share",
    about="Who came is a count: who they are is told only where they become accounts of their own (referral).",
    title={"en": "Share", "zh": "分享"},
    key=("share_id",),
    moment="shared_at",
    columns=(
        Column("share_id", "id", "number of the share", required=True),
        Column("account_id", "id", "who shared it", required=True),
        Column("product_id", "id", "what was shared; null where it was a page"),
        Column("shared_at", "moment", "when", required=True),
        Column("place", "text", "where: friend, group, moments, a network"),
        Column("visitors", "integer", "how many came by it", unit="people"),
    ),
    references={"account_id": "account", "product_id": "product"},
)
