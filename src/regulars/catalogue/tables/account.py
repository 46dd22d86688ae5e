"""What a source calls a customer: one account of a shop, an app or a counter."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="account",
    grain="one account as a source knows it",
    about="First sight and registration. The person behind one or more accounts is the customer.",
    title={"en": "Account", "zh": "账户"},
    key=("account_id",),
    moment="first_seen_at",
    columns=(
        Column("account_id", "id", "the source's own id", required=True),
        Column("first_seen_at", "moment", "first trace of the account in any source", required=True, merge="min"),
        Column("registered_at", "moment", "when the person registered; null for guests", merge="min"),
    ),
)
