"""Who brought whom to the shop."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="referral",
    grain="one account that another brought",
    about="An account is brought once; a later row of the same account corrects by whom.",
    title={"en": "Referral", "zh": "老带新"},
    key=("invited_id",),
    moment="referred_at",
    columns=(
        Column("invited_id", "id", "the account that was brought", required=True),
        Column("account_id", "id", "who brought it", required=True),
        Column("referred_at", "moment", "when the brought account came", required=True, merge="min"),
    ),
    references={"account_id": "account", "invited_id": "account"},
)
