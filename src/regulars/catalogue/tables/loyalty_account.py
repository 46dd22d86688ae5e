"""Memberships of a loyalty programme: tier and points, from a day on."""

from regulars.core.table import Column, Table

TABLE = Table(
    name="loyalty_account",
    grain="one membership, from one day on",
    about="An imported tier is the truth: it overrides the computed one from its day on.",
    title={"en": "Loyalty account", "zh": "会员账户"},
    key=("loyalty_id", "valid_from"),
    versioned=True,
    columns=(
        Column("loyalty_id", "id", "membership number", required=True),
        Column("valid_from", "day", "first day on which these values hold", required=True),
        Column("account_id", "id", "the account that holds it", required=True),
        Column("tier", "text", "tier in the programme's own words"),
        Column("points", "quantity", "points balance", unit="points"),
    ),
    references={"account_id": "account"},
)
