"""Accounts whose owner asked to be erased."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="erasure",
    grain="one erased account",
    about="From its day on the account belongs to no customer.",
    title={"en": "Erasure", "zh": "注销"},
    key=("account_id",),
    moment="erased_at",
    columns=(
        Column("account_id", "id", "the erased account", required=True),
        Column("erased_at", "moment", "when it was erased", required=True, merge="min"),
    ),
)
